"""What moved on each account in either ledger: the tie-out of accounts, beside that of documents.

Cin7 Core tells its general ledger entry by entry; Xero's side is made of its documents in the books. What
documents cannot tell of an account is named, and the account is not compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xsync.documents import NOT_IN_THE_BOOKS
from xsync.reconcile.account_readings import Readings
from xsync.reconcile.settings import MatchingSettings
from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from xsync.store.engine import Engine
    from xsync.store.store import Store

_PLACE: Final = re.compile(r"\$(?P<name>[a-z_]+)")
_LINE: Final = '{"AccountCode": "VARCHAR", "LineAmount": "DECIMAL(18, 4)", "TaxAmount": "DECIMAL(18, 4)"}'
_DOCUMENT: Final = f"""{{"InvoiceID": "VARCHAR", "CreditNoteID": "VARCHAR", "BankTransactionID": "VARCHAR",
    "Type": "VARCHAR", "Status": "VARCHAR", "Date": "VARCHAR", "DateString": "VARCHAR",
    "LineAmountTypes": "VARCHAR", "CurrencyCode": "VARCHAR", "CurrencyRate": "DECIMAL(18, 8)",
    "Total": "DECIMAL(18, 4)", "BankAccount": {{"AccountID": "VARCHAR", "Code": "VARCHAR"}},
    "LineItems": [{_LINE}]}}"""
_DAY: Final = r"""coalesce(TRY_CAST(left(one.DateString, 10) AS DATE), TRY_CAST(left(one.Date, 10) AS DATE),
        CAST(epoch_ms(TRY_CAST(regexp_extract(one.Date, '\((-?\d+)', 1) AS BIGINT)) AS DATE))"""


@dataclass(frozen=True)
class AccountMovement:
    """What moved on one account, debits less credits, in the base currency.

    Parameters
    ----------
    account, name
        Its code, and its name in Xero; no code where entries name none.
    cin7, xero
        The sum of either ledger's entries, as far as they are told.
    reason
        Why the account is not compared; empty where it is.
    months
        The months in which the ledgers differ, with Xero's movement less Cin7 Core's.
    """

    account: str | None
    name: str | None
    cin7: Decimal
    xero: Decimal
    reason: str
    months: Mapping[date, Decimal]

    @property
    def is_compared(self) -> bool:
        """Whether both ledgers tell all that the account needs."""
        return not self.reason

    @property
    def difference(self) -> Decimal | None:
        """Return Xero's movement less Cin7 Core's; none where they are not compared."""
        return self.xero - self.cin7 if self.is_compared else None

    @property
    def agrees(self) -> bool:
        """Whether it is compared, and the same in every month."""
        return self.is_compared and not self.months


@dataclass(frozen=True)
class AccountMovements:
    """The tie-out of accounts.

    Parameters
    ----------
    accounts
        By their codes.
    date_from, date_to
        The days compared, both inclusive; none for no bound.
    missing
        What was not read, as sentences that say what to run; then there are no accounts.
    """

    accounts: tuple[AccountMovement, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    missing: tuple[str, ...] = ()

    @property
    def compared(self) -> tuple[AccountMovement, ...]:
        """Return the accounts compared."""
        return tuple(each for each in self.accounts if each.is_compared)

    def totals(self) -> tuple[Decimal, Decimal]:
        """Return either ledger's movement on all accounts: nothing, since each entry has two sides."""
        return sum_of(each.cin7 for each in self.accounts), sum_of(each.xero for each in self.accounts)


def account_movements(
    engine: Engine,
    store: Store,
    organisation: str,
    *,
    as_of: datetime | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
) -> AccountMovements:
    """Hold both ledgers' movements against each other, account by account.

    Parameters
    ----------
    engine
        Answers the questions.
    store, organisation
        Whose answers, as `xsync.pull` kept them.
    as_of
        An instant with a time zone; ``None`` for now.
    date_from, date_to
        The days compared, both inclusive; ``None`` for no bound. Where Cin7 Core's entries were never read
        so far back, the comparison begins later, and says so.
    """
    instant = None if as_of is None else as_of.astimezone(UTC).replace(tzinfo=None)
    readings = Readings(store.ledger_loads(organisation, instant), organisation)
    answer_files = store.tables.files("answers", organisation)
    if missing := readings.missing():
        return AccountMovements(date_from=date_from, date_to=date_to, missing=missing)
    begin = max(filter(None, (date_from, readings.first_day)), default=None)
    statement = movements_sql(readings.answers_sql(answer_files), begin, date_to)
    rows: list[dict[str, Any]] = engine.table(statement).to_pylist()
    accounts = (_account(list(months)) for _, months in groupby(rows, key=lambda row: row["account"]))
    return AccountMovements(tuple(accounts), begin, date_to)


def movements_sql(answers: str, date_from: date | None = None, date_to: date | None = None) -> str:
    """Return the whole tie-out as one statement, from both interfaces' answers to movements by month.

    Parameters
    ----------
    answers
        The query of the answers read: ``side``, ``endpoint``, ``request``, ``received_at``, ``body``, and of
        Cin7 Core's entries the ``reading`` they belong to and the days, ``first_day`` up to but not with
        ``next_day``, for which it counts.
    date_from, date_to
        The days compared, both inclusive.
    """
    in_range = MatchingSettings(date_from=date_from, date_to=date_to).in_range("day")
    places = {
        "not_in_the_books": ", ".join(map(text_literal, NOT_IN_THE_BOOKS)),
        "document": _DOCUMENT,
        "line": _LINE,
        "day": _DAY,
        "in_range": in_range,
    }
    steps = ["cin7_entries", "xero_accounts", "xero_entries"]
    listed = [f"answers AS NOT MATERIALIZED (\n{answers}\n)"]
    listed += (f"{name} AS MATERIALIZED (\n{_filled(_text(name), places)}\n)" for name in steps)
    return f"WITH {', '.join(listed)}\nSELECT * FROM (\n{_filled(_text('movements'), places)}\n)"


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts up, exactly."""
    return sum(amounts, Decimal(0))


@cache
def _text(name: str) -> str:
    return (files("xsync.reconcile") / "accounts" / f"{name}.sql").read_text(encoding="utf-8").strip()


def _filled(text: str, places: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: places[place["name"]], text)


def _account(months: Sequence[Mapping[str, Any]]) -> AccountMovement:
    return AccountMovement(
        account=months[0]["account"],
        name=months[0]["name"],
        cin7=sum_of(each["cin7"] for each in months),
        xero=sum_of(each["xero"] for each in months),
        reason=next((each["reason"] for each in months if each["reason"]), ""),
        months={
            each["month"]: each["xero"] - each["cin7"] for each in months if each["xero"] != each["cin7"]
        },
    )
