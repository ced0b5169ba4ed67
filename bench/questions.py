"""Questions as a bookkeeper asks them, each said three times: to xsync, in SQL by hand, and to pandas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


@dataclass(frozen=True)
class Part:
    """One condition: as a filter of the contract, as SQL, and as a mask over a pandas frame."""

    filter: dict[str, Any]
    sql: str
    mask: Callable[[pd.DataFrame], pd.Series[bool]]


@dataclass(frozen=True)
class Question:
    """Which items, in which order; ``months`` are the first and the last day of the reporting period."""

    parts: tuple[Part, ...]
    sort: str
    descending: bool
    period: tuple[date, date] | None

    def filter(self) -> dict[str, Any]:
        return {"all": [part.filter for part in self.parts]} if self.parts else {}

    def where(self) -> str:
        conditions = [part.sql for part in self.parts]
        if self.period:
            first, last = self.period
            conditions.append(f"sync_date >= DATE '{first}' AND sync_date < DATE '{last}' + INTERVAL 1 DAY")
        return " AND ".join(conditions) or "TRUE"

    def order(self) -> str:
        return f"{self.sort} {'DESC' if self.descending else 'ASC'} NULLS LAST, source_row"


def _listed(field: str, *values: str) -> Part:
    sql = ", ".join(f"'{value}'" for value in values)
    return Part(
        {"field": field, "in": list(values)}, f"{field} IN ({sql})", lambda frame: frame[field].isin(values)
    )


def _text(operator: str, function: str, field: str, value: str) -> Part:
    def mask(frame: pd.DataFrame) -> pd.Series[bool]:
        text = frame[field].str.lower().str
        found = (
            text.contains(value, regex=False) if function == "contains" else getattr(text, function)(value)
        )
        return found.fillna(value=False)

    sql_function = {"startswith": "starts_with", "endswith": "ends_with"}.get(function, function)
    return Part(
        {"field": field, operator: value}, f"coalesce({sql_function}(lower({field}), '{value}'), FALSE)", mask
    )


UNSYNCED = _listed("sync_status", "Failed", "Pending", "Skipped")
FAILED = _listed("sync_status", "Failed")
COMPLETED = _listed("sync_status", "Completed")
INVOICES = _listed("item_type", "invoice")
MONEY = _listed("item_type", "payment", "refund", "customer_credit", "supplier_deposit")
PURCHASES = _text("starts_with", "startswith", "cin7_number", "po-")
SECOND_INVOICES = _text("ends_with", "endswith", "cin7_number", "/2")
BY_PAYPAL = _text("contains", "contains", "payment_account", "paypal")
FROM_SHOPIFY = _text("contains", "contains", "consolidated_number", "shopify")
LIMITED = _text("ends_with", "endswith", "contact", "ltd")
NOT_IN_XERO = Part(
    {"field": "xero_number", "is_blank": True},
    "coalesce(xero_number, '') = ''",
    lambda frame: frame["xero_number"].fillna("") == "",
)
WITH_MESSAGE = Part(
    {"field": "message", "is_not_blank": True},
    "coalesce(message, '') <> ''",
    lambda frame: frame["message"].fillna("") != "",
)
THIS_SUMMER = Part(
    {"field": "effective_date", "between": ["2026-06-01", "2026-08-31"]},
    "effective_date BETWEEN DATE '2026-06-01' AND DATE '2026-08-31'",
    lambda frame: frame["effective_date"].between(date(2026, 6, 1), date(2026, 8, 31)).fillna(value=False),
)
LARGE = Part(
    {"field": "amount", "at_least": "1000.00"},
    "amount >= 1000.00",
    lambda frame: (frame["amount"] >= 1000).fillna(value=False),
)

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
FINANCIAL_YEAR = (date(2026, 4, 1), date(2026, 10, 31))
CHRISTMAS = (date(2025, 12, 1), date(2025, 12, 31))

QUESTIONS = tuple(
    Question(parts, sort, descending, period)
    for parts, sort, descending, period in (
        ((), "sync_date", True, None),
        ((), "cin7_number", False, None),
        ((), "amount", True, None),
        ((), "sync_date", True, OCTOBER),
        ((UNSYNCED,), "sync_date", True, None),
        ((UNSYNCED,), "effective_date", False, None),
        ((UNSYNCED,), "amount", True, FINANCIAL_YEAR),
        ((FAILED,), "message", False, None),
        ((FAILED, INVOICES), "amount", True, OCTOBER),
        ((FAILED, MONEY), "contact", False, FINANCIAL_YEAR),
        ((COMPLETED, PURCHASES), "sync_date", True, None),
        ((COMPLETED, LARGE), "amount", True, CHRISTMAS),
        ((INVOICES,), "cin7_number", True, None),
        ((INVOICES, FROM_SHOPIFY), "consolidated_number", False, None),
        ((MONEY, BY_PAYPAL), "sync_date", True, None),
        ((BY_PAYPAL, THIS_SUMMER), "effective_date", True, None),
        ((PURCHASES, UNSYNCED), "sync_date", True, FINANCIAL_YEAR),
        ((SECOND_INVOICES,), "cin7_number", False, None),
        ((LIMITED, LARGE), "contact", False, None),
        ((LIMITED, UNSYNCED, THIS_SUMMER), "amount", True, None),
        ((NOT_IN_XERO,), "sync_date", True, None),
        ((NOT_IN_XERO, INVOICES, LARGE), "amount", True, None),
        ((WITH_MESSAGE,), "message", False, FINANCIAL_YEAR),
        ((THIS_SUMMER,), "sync_date", False, None),
    )
)
