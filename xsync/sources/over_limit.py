"""The forms in which both interfaces say that there were too many calls.

Seen at Cin7 Core: 429, 429 with ``Retry-After: 60 Seconds`` or ``30 sec``, 503 without it, 400 whose body
names the API limit. Xero sends 429 with ``X-Rate-Limit-Problem`` and ``Retry-After``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx

_TOO_MANY: Final = 429
_UNAVAILABLE: Final = 503
_BAD_REQUEST: Final = 400
_NAMES_THE_LIMIT: Final = re.compile(r"(?i)api limit|calls per \d+ seconds")
_SECONDS: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?)?\s*$", re.IGNORECASE)


def is_over_limit(answer: httpx.Response) -> bool:
    """Whether an answer says that there were too many calls."""
    if answer.status_code in {_TOO_MANY, _UNAVAILABLE}:
        return True
    return answer.status_code == _BAD_REQUEST and bool(_NAMES_THE_LIMIT.search(answer.text))


def is_over_the_day(answer: httpx.Response) -> bool:
    """Whether it is the day's limit that was reached, so that waiting is no use."""
    return "day" in answer.headers.get("X-Rate-Limit-Problem", "").casefold() or (
        answer.status_code in {_TOO_MANY, _BAD_REQUEST} and answer.headers.get("X-DayLimit-Remaining") == "0"
    )


def seconds_to_wait(answer: httpx.Response, otherwise: float) -> float:
    """Return how long to wait: what ``Retry-After`` says in any of its forms, or what else is usual."""
    said = answer.headers.get("Retry-After", "")
    if found := _SECONDS.match(said):
        return float(found[1])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return otherwise
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
