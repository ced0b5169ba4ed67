"""The sandbox itself: both interfaces over real HTTP, on this machine only."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import unquote

from xsync.sandbox.answers import Answer, Request, html_answer, json_answer
from xsync.sandbox.books import Books
from xsync.sandbox.cin7_api import Cin7Api, refusal
from xsync.sandbox.faults import CALLS_ON_A_SHORT_DAY, Faults, checked
from xsync.sandbox.http_server import LoopbackServer
from xsync.sandbox.limits import MINUTE, Limits
from xsync.sandbox.tokens import LIFETIME, Tokens
from xsync.sandbox.xero_api import XeroApi, problem
from xsync.sources.demo import DEMO_SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CIN7_BASE: Final = "/ExternalApi/v2/"
XERO_BASE: Final = "/api.xro/2.0/"
TOKEN_PATH: Final = "/connect/token"  # noqa: S105 - an address
STATISTICS_PATH: Final = "/sandbox/statistics"

ACCOUNT_ID: Final = "demo-account-0000"
APPLICATION_KEY: Final = "demo-key-not-a-secret"
CLIENT_ID: Final = "DEMO0000CLIENT0000"
CLIENT_SECRET: Final = "demo-secret-not-a-secret"  # noqa: S105 - as it says
TENANT_ID: Final = "00000000-0000-4000-a000-000000000001"

_HALF_A_DAY: Final = "43200"
_LENGTH_OF_ID: Final = 36

CALLS_A_MINUTE: Final = 60
CALLS_A_DAY: Final = 5000
CALLS_AT_ONCE: Final = 5


class Sandbox:
    """Serves both interfaces for the demo company while its context lasts.

    Parameters
    ----------
    items, seed
        Of the demo company.
    port
        The port; 0 takes any that is free.
    faults
        What goes wrong, by the names of `xsync.sandbox.faults.FAULTS`.
    limit_scale
        How long a minute of the limits is, in minutes: tests have less time.
    calls_a_day
        Xero's daily limit.
    token_lifetime
        Seconds that an access token of Xero's holds.
    books
        What to serve in place of the demo company's own books.

    Examples
    --------
    >>> with Sandbox(items=50) as sandbox:  # doctest: +SKIP
    ...     sandbox.environment["XSYNC_CIN7_BASE_URL"]
    """

    def __init__(
        self,
        *,
        items: int = 5000,
        seed: int = DEMO_SEED,
        port: int = 0,
        faults: Iterable[str] = (),
        limit_scale: float = 1.0,
        calls_a_day: int = CALLS_A_DAY,
        token_lifetime: float = LIFETIME,
        books: Books | None = None,
    ) -> None:
        names = checked(tuple(faults))
        self.books = books or Books.of_demo(items, seed)
        self.tokens = Tokens(CLIENT_ID, CLIENT_SECRET, token_lifetime)
        minute = MINUTE * limit_scale
        self._minute = minute
        self.faults = Faults(names, max(1, round(minute)), self.tokens.expire)
        self._limits = {
            "cin7": Limits(CALLS_A_MINUTE, minute=minute),
            "xero": Limits(
                CALLS_A_MINUTE,
                a_day=CALLS_ON_A_SHORT_DAY if "day-limit" in names else calls_a_day,
                at_once=CALLS_AT_ONCE,
                minute=minute,
            ),
        }
        self._cin7 = Cin7Api(self.books, ACCOUNT_ID, APPLICATION_KEY, self.faults.manners)
        self._xero = XeroApi(self.books, self.tokens, TENANT_ID, self.faults.manners)
        self._server = LoopbackServer(port, self.answer)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    @property
    def address(self) -> str:
        """Where it listens, without a slash at the end."""
        return self._server.address

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings that point `xsync pull` here."""
        return {
            "XSYNC_CIN7_BASE_URL": f"{self.address}{CIN7_BASE}",
            "XSYNC_CIN7_ACCOUNT_ID": ACCOUNT_ID,
            "XSYNC_CIN7_APPLICATION_KEY": APPLICATION_KEY,
            "XSYNC_XERO_BASE_URL": f"{self.address}{XERO_BASE.rstrip('/')}",
            "XSYNC_XERO_TOKEN_URL": f"{self.address}{TOKEN_PATH}",
            "XSYNC_XERO_CLIENT_ID": CLIENT_ID,
            "XSYNC_XERO_CLIENT_SECRET": CLIENT_SECRET,
            "XSYNC_XERO_TENANT_ID": TENANT_ID,
            **({} if self._minute == MINUTE else {"XSYNC_MINUTE": str(self._minute)}),
        }

    @property
    def refresh_token(self) -> str:
        """The refresh token that holds at present."""
        return self.tokens.refresh_token

    def new_day(self) -> None:
        """Let midnight pass: what was called today is forgotten."""
        for limits in self._limits.values():
            limits.new_day()

    def statistics(self) -> Mapping[str, Any]:
        """Return what was counted: calls, refusals and the most at once, tokens given, faults that struck."""
        return {
            **{side: limits.statistics() for side, limits in self._limits.items()},
            "tokens_given": self.tokens.given,
            "faults_struck": dict(self.faults.struck),
        }

    def answer(self, request: Request) -> Answer:
        """Answer a call, whichever interface it is for."""
        path = request.path
        if path == STATISTICS_PATH:
            return json_answer(self.statistics())
        if path == TOKEN_PATH:
            return self.tokens.answer(request)
        for side, base in (("cin7", CIN7_BASE), ("xero", XERO_BASE)):
            if path.startswith(base):
                return self._limited(side, _below(request, base))
        return html_answer(404, "Nothing here")

    def _limited(self, side: str, request: Request) -> Answer:
        limits = self._limits[side]
        with limits.call(_address(request.path)) as broken:
            if broken:
                answer = _over_limit(side, broken, limits)
            else:
                struck, asked = self.faults.before(side, request)
                api = self._cin7 if side == "cin7" else self._xero
                answer = self.faults.after(struck or api.answer(asked))
                time.sleep(answer.delay)
        if side == "cin7":
            return answer
        left = limits.left()
        counted = {"X-MinLimit-Remaining": str(left["minute"]), "X-DayLimit-Remaining": str(left["day"])}
        return replace(answer, headers={**counted, **answer.headers})


def _over_limit(side: str, broken: str, limits: Limits) -> Answer:
    wait = str(int(limits.seconds_to_wait()) + 1)
    if side == "cin7":
        sentence = f"You have reached {CALLS_A_MINUTE} calls per 60 seconds API limit."
        return refusal(429, sentence, Retry_After=f"{wait} Seconds")
    limited = problem(429, "Too Many Requests", f"Rate limit exceeded: {broken}", X_Rate_Limit_Problem=broken)
    if broken == "concurrent":
        return limited
    return replace(
        limited, headers={**limited.headers, "Retry-After": _HALF_A_DAY if broken == "day" else wait}
    )


def _below(request: Request, base: str) -> Request:
    return replace(request, path=unquote(request.path.removeprefix(base)).strip("/"))


def _address(path: str) -> str:
    """Return a path for counting: without the id of a single document."""
    first, *rest = path.split("/")
    return "/".join([first, *(part if len(part) < _LENGTH_OF_ID else "{id}" for part in rest)])
