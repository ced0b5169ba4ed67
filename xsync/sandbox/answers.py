"""What comes in and what goes out: requests, answers, and the forms in which the interfaces write values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

from xsync.errors import XsyncError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

Json: TypeAlias = Any
"""What a JSON document can hold."""


@dataclass(frozen=True)
class Request:
    """One call.

    Parameters
    ----------
    method
        In capitals.
    path
        Below the base of its interface, without a slash at either end.
    query
        Parameters as they came; of one given twice, the last.
    headers
        By name in lower case.
    form
        The fields of a posted form.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One answer.

    Parameters
    ----------
    delay
        Seconds to wait before it goes out.
    cut
        Whether the connection drops halfway through the body.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"
    delay: float = 0.0
    cut: bool = False


class Refused(XsyncError):
    """A call that is answered with an error.

    Parameters
    ----------
    answer
        What the interface says.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"answered with {answer.status}")
        self.answer = answer


def json_answer(value: Json, status: int = 200, **headers: str) -> Answer:
    """Return a JSON answer; underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), named)


def html_answer(status: int, title: str) -> Answer:
    """Return a page for people, which is what a wrong address leads to."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Answer(status, page.encode(), content_type="text/html; charset=utf-8")


def number(amount: Decimal | None) -> float:
    """Return an amount as a JSON number; two decimals survive the way through a float unharmed."""
    return 0.0 if amount is None else float(amount)


def day(on: date | None) -> str | None:
    """Return a business date as both interfaces write it: midnight, without a zone."""
    return None if on is None else f"{on.isoformat()}T00:00:00"


def instant(at: datetime | None) -> str | None:
    """Return an instant in UTC as Cin7 Core writes it."""
    return None if at is None else f"{at.isoformat(timespec='milliseconds')}Z"


def microsoft(at: date | None) -> str | None:
    """Return a date or an instant in UTC as Xero writes it.

    Examples
    --------
    >>> microsoft(date(2018, 10, 20))
    '/Date(1539993600000+0000)/'
    """
    if at is None:
        return None
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return f"/Date({round(moment.replace(tzinfo=UTC).timestamp() * 1000)}+0000)/"


def account_code(account: str) -> str:
    """Return the code of an account that is written with its name behind it."""
    return account.partition(":")[0]
