"""What goes wrong on request: faults that strike now and then, the same way every time.

Which call is struck depends only on how many came before it, so a call that is made again goes through.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError, did_you_mean
from xsync.sandbox.answers import Answer, Request, html_answer, json_answer
from xsync.sandbox.cin7_api import refusal
from xsync.sandbox.paging import Manners
from xsync.sandbox.xero_api import not_found, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FAULTS: Final = {
    "rate-limit": "now and then a call is one too many, in every form that has been seen",
    "expired-token": "Xero's access token ends in the middle of a pull",
    "html-200": "now and then a page for people comes back, with status 200",
    "repeat-page": "a page is answered with the one before it; beyond the last page, the last comes again",
    "ignore-page-size": "a page holds 100 documents, whatever was asked for",
    "drop-connection": "now and then the connection drops, before or in the middle of an answer",
    "slow": "now and then an answer takes its time",
    "unknown-enum": "some documents have a status, and some fields, that nobody has documented",
    "day-limit": "Xero's daily limit is reached after forty calls",
    "forbidden": "journals are refused on both sides: 403",
    "not-found": "deposits in Cin7 Core and bank transfers in Xero are not there: 404",
    "server-error": "now and then a server fails: 500",
}
"""Every fault by its name, and what it does."""

CALLS_ON_A_SHORT_DAY: Final = 40
UNKNOWN_STATUS: Final = "UNDER_REVIEW"

_FORBIDDEN: Final = {"cin7": "journal", "xero": "ManualJournals"}
_MISSING: Final = {"cin7": "ref/supplier/deposits", "xero": "BankTransfers"}
_KNOWN_STATUSES: Final = (b'"Status": "PAID"', b'"Status": "COMPLETED"', b'"Status": "POSTED"')


def checked(names: Iterable[str]) -> frozenset[str]:
    """Return the names, if all of them are faults.

    Raises
    ------
    UsageError
        Naming those that are not.
    """
    wrong = [f"{name}: no such fault, {did_you_mean(name, FAULTS)}" for name in names if name not in FAULTS]
    if wrong:
        raise UsageError("The sandbox cannot go wrong that way:", wrong)
    return frozenset(names)


@dataclass
class Faults:
    """The faults that were asked for.

    Parameters
    ----------
    names
        Which.
    wait
        The seconds that a server asks to wait, which would be 60 outside a test.
    expire_tokens
        Lets Xero's access tokens end.
    """

    names: frozenset[str]
    wait: int
    expire_tokens: Callable[[], None]
    struck: Counter[str] = field(default_factory=Counter)
    _calls: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    @property
    def manners(self) -> Manners:
        """How lists are paged."""
        return Manners("ignore-page-size" in self.names, "repeat-page" in self.names)

    def before(self, side: str, request: Request) -> tuple[Answer | None, Request]:
        """Return what a fault answers in the interface's place, if anything, and what to ask it otherwise."""
        with self._lock:
            self._calls[side] += 1
            call = self._calls[side]
        if "forbidden" in self.names and request.path == _FORBIDDEN[side]:
            return self._note("forbidden", _forbidden(side)), request
        if "not-found" in self.names and request.path == _MISSING[side]:
            return self._note("not-found", _missing(side)), request
        for name, (every, strike) in _STRIKES.items():
            if name in self.names and call % every == every - 1:
                struck = strike(self, side, call // every)
                if struck is not None:
                    return self._note(name, struck), request
        return None, self._turned_back(request)

    def after(self, answer: Answer) -> Answer:
        """Return an answer as it goes out: delayed, cut, or with words that nobody knows."""
        with self._lock:
            self._calls["answers"] += 1
            count = self._calls["answers"]
        if "unknown-enum" in self.names and answer.status == 200 and b'"Status"' in answer.body:  # noqa: PLR2004 - OK
            answer = self._note("unknown-enum", _with_unknown_words(answer))
        if "slow" in self.names and count % 10 == 9:  # noqa: PLR2004 - now and then
            answer = self._note("slow", replace(answer, delay=self.wait / 20))
        if "drop-connection" in self.names and count % 8 == 7:  # noqa: PLR2004 - as above
            whole_goes = (count // 8) % 2 == 0
            answer = self._note(
                "drop-connection", replace(answer, body=b"" if whole_goes else answer.body, cut=True)
            )
        return answer

    def _turned_back(self, request: Request) -> Request:
        """Turn every third call for a second or later page back to the page before it."""
        name = "Page" if "Page" in request.query else "page"
        page = request.query.get(name, "")
        if "repeat-page" not in self.names or not page.isdecimal() or int(page) == 1:
            return request
        with self._lock:
            self._calls["pages"] += 1
            if self._calls["pages"] % 3 != 1:
                return request
            self.struck["repeat-page"] += 1
        return replace(request, query={**request.query, name: str(int(page) - 1)})

    def _note(self, name: str, answer: Answer) -> Answer:
        with self._lock:
            self.struck[name] += 1
        return answer


def _rate_limit(faults: Faults, side: str, turn: int) -> Answer:
    wait = str(faults.wait)
    if side == "xero":
        limited = problem(429, "Too Many Requests", "Rate limit exceeded")
        forms = (
            {"Retry-After": wait, "X-Rate-Limit-Problem": "minute"},
            {"Retry-After": wait, "X-Rate-Limit-Problem": "appminute"},
            {"X-Rate-Limit-Problem": "concurrent"},
        )
        return replace(limited, headers=forms[turn % len(forms)])
    sentence = "You have reached 60 calls per 60 seconds API limit."
    cin7 = (
        refusal(429, sentence),
        html_answer(503, "Service Unavailable"),
        refusal(429, sentence, Retry_After=f"{wait} Seconds"),
        refusal(429, sentence, Retry_After=f"{max(1, faults.wait // 2)} sec"),
        refusal(400, sentence),
    )
    return cin7[turn % len(cin7)]


def _expired_token(faults: Faults, side: str, _: int) -> Answer | None:
    if side != "xero":
        return None
    faults.expire_tokens()
    return problem(401, "Unauthorized", "TokenExpired: token expired")


def _page_for_people(_: Faults, side: str, __: int) -> Answer:
    return html_answer(200, "Cin7 Core" if side == "cin7" else "Xero")


def _server_error(_: Faults, side: str, __: int) -> Answer:
    if side == "cin7":
        return refusal(500, "An error has occurred.")
    return json_answer({"ErrorNumber": 500, "Type": "Error", "Message": "An error occurred in Xero."}, 500)


_STRIKES: Final[dict[str, tuple[int, Callable[[Faults, str, int], Answer | None]]]] = {
    "rate-limit": (7, _rate_limit),
    "expired-token": (9, _expired_token),
    "html-200": (11, _page_for_people),
    "server-error": (13, _server_error),
}
"""Each so many calls of one side, and what comes back."""


def _forbidden(side: str) -> Answer:
    if side == "cin7":
        return refusal(403, "You have no access to this endpoint.")
    return problem(403, "Forbidden", "AuthorizationUnsuccessful")


def _missing(side: str) -> Answer:
    return refusal(404, "There is no such endpoint.") if side == "cin7" else not_found()


def _with_unknown_words(answer: Answer) -> Answer:
    """Put an unknown status in the place of every third known one, and a field nobody knows beside it."""
    body = answer.body
    unknown = f'"Status": "{UNKNOWN_STATUS}", "ReviewedBy": {{"Kind": "ASSISTANT"}}'.encode()
    for known in _KNOWN_STATUSES:
        parts = body.split(known)
        body = parts[0] + b"".join(
            (unknown if n % 3 == 0 else known) + part for n, part in enumerate(parts[1:], start=1)
        )
    return replace(answer, body=body)
