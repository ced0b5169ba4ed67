"""Reading an interface over HTTP: paced, patient, and never more than reading."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol

from xsync.errors import LedgerUnreachable, XsyncError
from xsync.sources.over_limit import is_over_limit, is_over_the_day, seconds_to_wait
from xsync.sources.pace import CALL_SECONDS
from xsync.unprintable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from xsync.sources.pace import Pace

_TRIES: Final = 6
"""How often a call is made before it is given up, where the fault is the server's or the line's."""
_LIMIT_TRIES: Final = 12
_LONGEST_WAIT: Final = 300.0
"""Seconds; who is told to wait longer stops and comes back."""
_OK, _UNAUTHORISED, _NOT_FOUND = 200, 401, 404
SERVER_FAULT: Final = 500
"""From here on a status says that the fault is the server's."""

_LONGEST_QUOTE: Final = 200
_SHORTEST_SECRET: Final = 8
"""Characters; anything shorter may be a word that an interface means otherwise."""
_GOES_ON: Final = "it goes on where it stopped."


class EndpointRefused(XsyncError):
    """An endpoint gives no answer, and will give none however often it is asked.

    Parameters
    ----------
    status
        Of the answer.
    reason
        Why, in words.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.is_about_one = status in {400, _NOT_FOUND, 410}


class Credentials(Protocol):
    """What lets a call in."""

    def headers(self) -> Mapping[str, str]:
        """Return the headers that say who calls."""

    def renew(self, refused: Mapping[str, str]) -> bool:
        """Make others after an answer 401 to these; whether there are any."""


@dataclass(frozen=True)
class Answered:
    """An answer: its text as it came, and what it says."""

    text: str
    data: Any


def read_json(text: str) -> Any:  # noqa: ANN401 - whatever an interface says
    """Return what a JSON text says, numbers with a point as exact decimals.

    Raises
    ------
    ValueError
        If it is no JSON, or holds a number or a depth that nothing real has.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except (InvalidOperation, RecursionError) as error:
        raise ValueError("no JSON that can be read") from error


class PacedHttp:
    """One interface.

    Parameters
    ----------
    name
        As people call it.
    client
        Whose base address is the interface's.
    pace
        Hands out turns.
    credentials
        Let calls in.
    tell
        Called with a line of text before a call is tried again.

    Attributes
    ----------
    stop
        Set to end all waiting.
    day_is_over
        Whether the day's limit was reached.
    """

    def __init__(
        self,
        name: str,
        client: httpx.Client,
        pace: Pace,
        credentials: Credentials,
        *,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.name, self.pace = name, pace
        self._tell = tell
        self.stop = Event()
        self._client, self._credentials = client, credentials
        self._lock = Lock()
        self._not_before = 0.0
        self.day_is_over = False

    def get(
        self, path: str, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Ask until there is an answer.

        Raises
        ------
        EndpointRefused
            If there will be none at this address, or not for us.
        LedgerUnreachable
            If the interface cannot be reached, or has had enough of us for a longer time.
        """
        faults = limits = 0
        renewed = False
        while True:
            answer, fault, who = self._asked(path, parameters, headers or {})
            if answer is not None and answer.status_code == _UNAUTHORISED and not renewed:
                renewed = True
                if self._credentials.renew(who):
                    continue
            elif answer is not None:
                renewed = False  # a pull may outlast many tokens, even while it waits for one answer
            if answer is not None and is_over_limit(answer):
                limits += 1
                self._hold(answer, limits)
                continue
            if answer is not None and answer.status_code < SERVER_FAULT:
                if answer.status_code != _OK:
                    _refuse(answer, who)
                try:
                    return Answered(answer.text, read_json(answer.text))
                except ValueError:
                    fault = "answered with no JSON"
            faults += 1
            if faults >= _TRIES:
                self._give_up(path, answer, fault)
            self._tell(f"{path} {fault}; trying again ({faults + 1} of {_TRIES})")
            self._pause(min(2.0**faults, 60.0) / 120.0 * random.uniform(0.8, 1.2))  # noqa: S311 - spreads calls

    def _asked(
        self, path: str, parameters: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[httpx.Response | None, str, Mapping[str, str]]:
        """Make one call, in its turn."""
        import httpx

        if self.day_is_over:
            raise LedgerUnreachable(_day_over(self.name))
        self._wait_until(self._not_before)
        who = self._credentials.headers()
        with self.pace.turn(self.stop):
            began = time.monotonic()
            try:
                answer = self._client.get(
                    path, params=dict(parameters), headers={**headers, **who}, timeout=CALL_SECONDS / 2 - 1
                )
            except (httpx.TransportError, httpx.DecodingError) as error:
                return None, _told(error, time.monotonic() - began), who
        if answer.headers.get("X-DayLimit-Remaining") == "0":
            self.day_is_over = True
        return answer, f"answered {answer.status_code}", who

    def _hold(self, answer: httpx.Response, times: int) -> None:
        """Let nobody call until the interface takes calls again."""
        window = self.pace.limit.seconds
        if is_over_the_day(answer):
            self.day_is_over = True
            raise LedgerUnreachable(_day_over(self.name))
        wait = seconds_to_wait(answer, window)
        if wait > max(_LONGEST_WAIT, window * 5):
            raise LedgerUnreachable(
                f"{self.name} takes no more calls for {wait / 60:,.0f} minutes. "
                f"Pull again after that: {_GOES_ON}"
            )
        if times >= _LIMIT_TRIES:
            raise LedgerUnreachable(
                f"{self.name} refuses every call for its limit or maintenance ({answer.status_code}). "
                f"Does something else use the account as well? Pull again later: {_GOES_ON}"
            )
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + max(wait, window / 100))

    def _wait_until(self, instant: float) -> None:
        wait = instant - time.monotonic()
        if wait > 0 and self.stop.wait(wait):
            raise KeyboardInterrupt

    def _pause(self, part_of_window: float) -> None:
        self._wait_until(time.monotonic() + part_of_window * self.pace.limit.seconds)

    def _give_up(self, path: str, answer: httpx.Response | None, fault: str) -> NoReturn:
        if answer is not None and answer.status_code == _OK:
            what = "a web page" if "<html" in answer.text[:2000].casefold() else "no JSON"
            raise EndpointRefused(
                _OK, f"answers with {what}: there is no such endpoint, or the base address is wrong"
            )
        if answer is not None:
            raise EndpointRefused(answer.status_code, f"{fault}, {_TRIES} times")
        raise LedgerUnreachable(
            f"{self.name} could not be read: {path} {fault}, {_TRIES} times. Pull again later: {_GOES_ON}"
        )


def _refuse(answer: httpx.Response, who: Mapping[str, str]) -> NoReturn:
    status = answer.status_code
    if answer.is_redirect:
        raise EndpointRefused(status, "sends on to another address, which is not followed with credentials")
    meaning = {
        _UNAUTHORISED: "refused: the credentials are not accepted",
        403: "refused: the credentials or their scopes do not allow it",
        _NOT_FOUND: "is not there",
    }.get(status, f"answered {status}")
    raise EndpointRefused(status, f"{meaning}{_said(answer, who)}")


def _day_over(name: str) -> str:
    return f"The day's limit of {name} is reached. Pull again tomorrow: {_GOES_ON}"


def _told(error: Exception, seconds: float) -> str:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return f"gave no answer within {seconds:,.0f} seconds"
    if isinstance(error, httpx.ConnectError):
        return "could not be connected to"
    return "dropped the connection"


def _said(answer: httpx.Response, who: Mapping[str, str]) -> str:
    """Return the interface's own words, if it has any in one of its usual places, without our credentials."""
    try:
        data = read_json(answer.text)
    except ValueError:
        return ""
    body = data[0] if isinstance(data, list) and data else data
    if not isinstance(body, dict):
        return ""
    for name in ("Exception", "Detail", "Message", "error"):
        if isinstance(body.get(name), str):
            words = body[name]
            for secret in who.values():
                bare = secret.removeprefix("Bearer ")
                words = words.replace(bare, "***") if len(bare) >= _SHORTEST_SECRET else words
            return f" ({printable(words)[:_LONGEST_QUOTE]})"
    return ""
