"""Bring both ledgers' documents into the store through their interfaces."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from xsync.documents import SIDES
from xsync.errors import DataRefused, LedgerUnreachable, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xsync.sources.ledger_settings import LedgerSettings
    from xsync.sources.paced_http import PacedHttp
    from xsync.sources.pulling import EndpointPulled
    from xsync.store.store import Store

ALL: Final = "all"

_JUDGEMENTS: Final = ("new", "changed", "unchanged", "gone")


@dataclass(frozen=True)
class Refused:
    """What was not read, or not to its end.

    Parameters
    ----------
    side, endpoint
        Where.
    status
        Of the answer, if there was one.
    reason
        Why, in words.
    """

    side: str
    endpoint: str
    status: int | None
    reason: str


@dataclass
class PullResult:
    """What a pull brought.

    Parameters
    ----------
    organisation
        Whose.
    counts
        Ledger → item type → how many are ``new``, ``changed``, ``unchanged``, ``gone``.
    refused
        What was not read, or not to its end.
    rejects
        Rows that were not taken for a value in them: ``side``, ``endpoint``, ``row``, ``field``, ``value``,
        ``reason``.
    unknown_types
        Ledger → item types outside the vocabulary, kept as they stand, with their number.
    """

    organisation: str
    counts: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    unknown_types: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether all that was asked for is in the store."""
        return not self.refused and not self.rejects

    @property
    def exit_code(self) -> int:
        """The exit code of ``xsync pull``."""
        if self.refused:
            return LedgerUnreachable.exit_code
        return DataRefused.exit_code if self.rejects else 0

    def to_dict(self) -> dict[str, Any]:
        """Return what ``xsync pull --json`` prints."""
        shown = ("new", "changed", "unchanged")
        return {
            "organisation": self.organisation,
            "complete": self.is_complete,
            "pulled": {
                side: {
                    item_type: {name: counts[name] for name in shown} for item_type, counts in by_type.items()
                }
                for side, by_type in self.counts.items()
            },
            "refused": [vars(each) for each in self.refused]
            + [
                {
                    "side": each["side"],
                    "endpoint": each["endpoint"],
                    "status": None,
                    "reason": _rejected(each),
                }
                for each in self.rejects
            ],
        }

    def add(self, side: str, pulled: EndpointPulled) -> None:
        """Take in what became of an endpoint."""
        outcome = pulled.outcome
        for refusal in outcome.refusals:
            self.refused.append(Refused(side, refusal.part, refusal.status, refusal.reason))
        for sentence in outcome.short:
            self.refused.append(Refused(side, pulled.endpoint, None, f"{sentence}; pull again"))
        if outcome.stopped:
            self.refused.append(
                Refused(
                    side, pulled.endpoint, None, f"{outcome.stopped.summary} Nothing after it was asked for."
                )
            )
        self.rejects += ({"side": side, "endpoint": pulled.endpoint, **each} for each in pulled.rejects)
        if pulled.load is None:
            return
        by_type = self.counts[side]
        found = {**{item_type: {} for item_type in pulled.load.covers}, **pulled.load.rows_by_type}
        for item_type, counted in found.items():
            counts = by_type.setdefault(item_type, dict.fromkeys(_JUDGEMENTS, 0))
            for judgement, number in counted.items():
                counts[judgement] += number
        unknown = self.unknown_types.setdefault(side, {})
        for item_type, number in pulled.load.unknown_types.items():
            unknown[item_type] = unknown.get(item_type, 0) + number


def pull(
    ledger: Literal["cin7", "xero", "all"] = "all",
    *,
    organisation: str | None = None,
    store: str | Path | None = None,
    full: bool = False,
    since: date | str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> PullResult:
    """Bring the documents of one or both ledgers into the store, through their interfaces.

    Nothing is ever written to either. Only what changed since the last pull is asked for, with an hour of
    overlap. A pull that was stopped, however, goes on where it was.

    Parameters
    ----------
    ledger
        ``cin7``, ``xero`` or ``all``.
    organisation
        Whose; by default the only one in the store.
    store
        Where to; default as in `xsync.Store`.
    full
        Read everything again; what is no longer there, is gone.
    since
        Ask for what changed since this day (or instant; one without a zone is in UTC).
    progress
        Called with a line of text at each step.

    Raises
    ------
    UsageError
        If settings are missing or wrong, or the arguments.
    StoreUnreachable
        If the store cannot be written.
    """
    from xsync.sources.account import organisation_name
    from xsync.sources.ledger_settings import read_ledger_settings
    from xsync.store.permission import Permission
    from xsync.store.store import Store

    if ledger != ALL and ledger not in SIDES:
        raise UsageError(f"There is no ledger {ledger!r}: {did_you_mean(str(ledger), [*SIDES, ALL])}")
    if full and since is not None:
        raise UsageError("A full pull reads everything, so leave out either --full or --since.")
    sides = list(SIDES) if ledger == ALL else [ledger]
    instant = None if since is None else _instant(since)
    target = Store(store)
    named = organisation_name(organisation) if organisation else None
    result = PullResult(target.opened_for(named, Permission.MANAGE, may_be_new=True))
    settings = read_ledger_settings(result.organisation, sides)
    with tempfile.TemporaryDirectory(prefix="xsync-") as folder:
        for each in settings:
            result.counts[each.side] = {}
            _pull_one(target, result, each, Path(folder), full=full, since=instant, progress=progress)
    return result


def _pull_one(
    store: Store,
    result: PullResult,
    settings: LedgerSettings,
    folder: Path,
    *,
    full: bool,
    since: datetime | None,
    progress: Callable[[str], None],
) -> None:
    import httpx

    from xsync.names import safe_file_name
    from xsync.sources.cin7_api import CIN7
    from xsync.sources.exclusive import exclusive
    from xsync.sources.pulling import Pulling
    from xsync.sources.xero_api import XERO
    from xsync.store.engine import Engine

    side, name = settings.side, SIDES[settings.side]
    plan = {"cin7": CIN7, "xero": XERO}[side]
    lock = store.cache_folder / "pulls" / safe_file_name(result.organisation) / f"{side}.lock"

    store.rights.folder(store.cache_folder)

    def tell(step: str) -> None:
        progress(f"{name}: {step}")

    with (
        exclusive(lock, lambda: tell("another pull of it is under way; waiting")),
        httpx.Client(
            base_url=settings["base_url"],
            headers={"Accept": "application/json", "User-Agent": "xsync"},
            follow_redirects=False,
            trust_env=not settings.is_on_loopback,
        ) as client,
    ):
        pulling = Pulling(
            store=store,
            engine=Engine(),
            organisation=result.organisation,
            http=_http(result.organisation, settings, client, plan.at_once, tell),
            plan=plan,
            account=_account(settings),
            folder=folder,
            full=full,
            since=since,
            tell=tell,
        )
        for pulled in pulling.run():
            result.add(side, pulled)


def _http(
    organisation: str,
    settings: LedgerSettings,
    client: Any,  # noqa: ANN401 - httpx is imported late
    at_once: int,
    tell: Callable[[str], None],
) -> PacedHttp:
    from xsync.sources.ledger_access import Cin7Keys, XeroTokens
    from xsync.sources.pace import Limit, Pace
    from xsync.sources.paced_http import PacedHttp
    from xsync.store.private import state_folder

    state = state_folder("pulls")
    credentials = (
        Cin7Keys(settings)
        if settings.side == "cin7"
        else XeroTokens(settings, organisation, client, state / "tokens.sqlite")
    )
    limit = Limit(settings.calls, settings.minute, at_once)
    pace = Pace(state / "calls.sqlite", _account(settings), limit)
    return PacedHttp(SIDES[settings.side], client, pace, credentials, tell=tell)


def _account(settings: LedgerSettings) -> str:
    """Return what tells an account of an interface from others: limits are counted by it."""
    whose = settings["account_id"] or settings["tenant_id"] or settings["client_id"]
    return hashlib.sha256(f"{settings['base_url']} {whose}".encode()).hexdigest()[:16]


def _instant(since: date | str) -> datetime:
    try:
        at = datetime.fromisoformat(str(since))
    except ValueError:
        raise UsageError(f"--since is {str(since)!r}; write a day such as 2026-10-31.") from None
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def _rejected(reject: dict[str, Any]) -> str:
    return f"row {reject['row']} was not taken: {reject['field']} {reject['value']!r} {reject['reason']}"


def told(result: PullResult) -> Sequence[str]:
    """Say what a pull brought, what it did not, and what to do next."""
    from xsync.model import type_label

    lines = [f"Organisation: {result.organisation}"]
    for side, by_type in result.counts.items():
        lines += (
            f"{SIDES[side]}, {type_label(item_type)}: "
            + ", ".join(
                f"{number:,} {judgement}"
                for judgement, number in counts.items()
                if number or judgement != "gone"
            )
            for item_type, counts in by_type.items()
        )
    for side, types in result.unknown_types.items():
        if types:
            counted = ", ".join(f"{name} ({number:,})" for name, number in types.items())
            lines.append(f"{SIDES[side]}: types that xsync does not know, kept as they stand: {counted}")
    lines += (f"{SIDES[each.side]}, {each.endpoint}: {each.reason}" for each in result.refused)
    lines += (f"{SIDES[each['side']]}, {each['endpoint']}: {_rejected(each)}" for each in result.rejects)
    lines.append(
        "Complete."
        if result.is_complete
        else "Not complete: what arrived is in the store. Mend what is named above, then pull again; once a "
        "refused endpoint is allowed, pull with --full."
    )
    return lines
