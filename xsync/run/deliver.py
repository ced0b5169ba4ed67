"""Deliver what a run says, through Apprise; whatever goes wrong is recorded, and no secret is told."""

from __future__ import annotations

import logging
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from apprise import AppriseAsset

    from xsync.run.delivery_settings import Delivery

DELIVERED: Final = "delivered"
FAILED: Final = "failed"
NOT_DUE: Final = "not due"

LARGEST_ATTACHMENT: Final = 10_000_000
"""Bytes: what mail servers take without complaint. A larger page is only told of."""

_TALKATIVE: Final = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
"""Whose log could name an address."""

_SECRET: Final = "***"  # noqa: S105 - what stands in a secret's place
_SHORTEST_SECRET: Final = 3


@dataclass(frozen=True)
class Message:
    """What is delivered.

    Parameters
    ----------
    title
        One line.
    body
        Plain text, without where the page lies.
    is_alarm
        Whether a threshold was crossed or a run failed.
    page
        The page, where there is one.
    place
        The page's path below the folder of all runs, for a link.
    file_name
        What the page is called as an attachment.
    """

    title: str
    body: str
    is_alarm: bool
    page: Path | None = None
    place: str = ""
    file_name: str = ""


@dataclass(frozen=True)
class Sent:
    """What became of one address.

    Parameters
    ----------
    to
        The environment variable that holds the address; never the address itself.
    service
        The kind of service, where the address could be read.
    outcome
        ``delivered``, ``failed``, or ``not due``: nothing was crossed.
    attached
        Whether the page went along.
    reason
        Why it failed.
    """

    to: str
    service: str
    outcome: str
    attached: bool = False
    reason: str = ""

    @property
    def sentence(self) -> str:
        """A failure in words."""
        via = f" ({self.service})" if self.service else ""
        return f"Not delivered to {self.to}{via}: {self.reason}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        kept = {"to": self.to, "service": self.service, "outcome": self.outcome, "attached": self.attached}
        return {**kept, "reason": self.reason} if self.reason else kept


def deliver(message: Message, deliveries: Sequence[Delivery]) -> list[Sent]:
    """Send a message wherever it is due.

    Parameters
    ----------
    message
        What to send.
    deliveries
        To whom, and when.

    Returns
    -------
    list of Sent
        What became of every address; nothing is ever raised.
    """
    sent: list[Sent] = []
    for delivery in deliveries:
        for variable in delivery.to:
            if delivery.when == "crossed" and not message.is_alarm:
                sent.append(Sent(variable, "", NOT_DUE))
            elif addresses := os.environ.get(variable, "").split():
                sent += [_send(message, delivery, variable, address) for address in addresses]
            else:
                reason = "this environment variable is not set; it should hold an Apprise URL"
                sent.append(Sent(variable, "", FAILED, reason=reason))
    return sent


def _send(message: Message, delivery: Delivery, variable: str, address: str) -> Sent:
    """Send to one address; the reason of a failure is what Apprise warned of, without the secrets."""
    with _overheard() as heard:
        try:
            return _sent(message, delivery, variable, address, heard)
        except Exception as failure:  # noqa: BLE001 - a failed delivery never loses the run
            reason = f"{type(failure).__name__}: {failure}"
    return Sent(variable, "", FAILED, reason=without_secrets(reason, address))


def _sent(message: Message, delivery: Delivery, variable: str, address: str, heard: list[str]) -> Sent:
    from apprise import Apprise, NotifyFormat, NotifyType
    from apprise.attachment.file import AttachFile

    service = Apprise.instantiate(address, asset=_manners())
    if service is None:
        reason = " ".join(["this is no Apprise URL that can be used.", *heard])
        return Sent(variable, "", FAILED, reason=without_secrets(reason, address))
    name = str(service.service_name)
    page, remark = _attachable(message, delivery)
    body = "\n".join([message.body, *_where(message, delivery), *remark])
    attached = page is not None and bool(service.attachment_support)
    if page and not attached:
        body += "\nThis service takes no files: open the page where it lies."
    attachment = AttachFile(str(page), name=message.file_name)  # type: ignore[no-untyped-call] # Apprise's own
    apprise = Apprise(asset=service.asset)
    apprise.add(service)
    done = apprise.notify(
        body=body,
        title=message.title,
        notify_type=NotifyType.WARNING if message.is_alarm else NotifyType.INFO,
        body_format=NotifyFormat.TEXT,
        attach=[attachment] if attached else None,
    )
    if done:
        return Sent(variable, name, DELIVERED, attached=attached)
    reason = without_secrets(" ".join(heard), address) or "the service did not take it and did not say why"
    return Sent(variable, name, FAILED, reason=reason)


def _manners() -> AppriseAsset:
    """Nothing of ours is a template or an emoji, nothing is kept on disk, and no redirect is followed."""
    from apprise import AppriseAsset, PersistentStoreMode

    return AppriseAsset(
        app_id="xsync",
        app_desc="Cin7 Core and Xero",
        async_mode=False,
        allow_templates=False,
        interpret_emojis=False,
        interpret_escapes=False,
        http_redirects=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )


def _attachable(message: Message, delivery: Delivery) -> tuple[Path | None, list[str]]:
    if message.page is None or not delivery.attach:
        return None, []
    size = message.page.stat().st_size
    if size > LARGEST_ATTACHMENT:
        return None, [f"At {size / 1e6:,.0f} MB it is too large to be attached."]
    return message.page, []


def _where(message: Message, delivery: Delivery) -> list[str]:
    if message.page is None:
        return []
    return ["", f"Page: {delivery.link}/{message.place}" if delivery.link else f"Page: {message.page}"]


def without_secrets(text: str, address: str) -> str:
    """Return a text in which nothing of an address is left but its schema.

    Parameters
    ----------
    text
        What was said, by whomever.
    address
        The address, all of whose parts are secret.
    """
    _, _, rest = address.partition("://")
    parts = {address, rest, *re.split(r"[/:@?&=,;#\s]+", rest)}
    secrets = {each for part in parts for each in (part, unquote(part)) if len(each) >= _SHORTEST_SECRET}
    longest_first = sorted(secrets, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    clean = re.sub(pattern, _SECRET, text, flags=re.IGNORECASE) if pattern else text
    return " ".join(clean.split())


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """Hear what the libraries warn of, and let nobody else hear: they log addresses."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [(each.handlers, each.propagate, each.level) for each in loggers]
    listener = _Listener()
    for each in loggers:
        each.handlers, each.propagate = [listener], False
        each.setLevel(logging.WARNING)
    try:
        yield listener.heard
    finally:
        for each, (handlers, propagate, level) in zip(loggers, before, strict=True):
            each.handlers, each.propagate = handlers, propagate
            each.setLevel(level)
