"""Filters and rows made up by hypothesis, and the contract's meaning of a filter, row by row.

`holds` is written from the contract alone and on plain data, so that it shares nothing with the SQL.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

TEXT_FIELDS = ("cin7_number", "contact", "sync_status", "item_type")
COLUMNS = {
    "cin7_number": "VARCHAR",
    "contact": "VARCHAR",
    "sync_status": "VARCHAR",
    "item_type": "VARCHAR",
    "sync_date": "TIMESTAMP",
    "effective_date": "DATE",
    "amount": "DECIMAL(18, 4)",
    "source_row": "BIGINT",
}

HOSTILE = (
    "'",
    "''",
    '"',
    "%",
    "_",
    "\\",
    "\\'",
    "\\%",
    "a%b",
    "'; drop table items; --",
    "' or 1=1 --",
    "$1",
    "?",
    "{0}",
    "/* a */",
    "\n",
    "a\r\nb\t",
    "ÄÖß",
    "日本語",
    "🧾",
    "\u2028",
    "null",
    "NULL",
    "true",
)

_days = st.sampled_from([date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2), date(2024, 2, 29)])
_instants = st.sampled_from(
    [
        datetime.fromisoformat(each)
        for each in (
            "2026-06-30T23:59:59",
            "2026-06-30T23:59:59.999999",
            "2026-07-01T00:00",
            "2026-07-01T12:00",
            "2026-07-01T23:59:59.999999",
            "2026-07-02T00:00",
        )
    ]
)
_amounts = st.sampled_from(
    [Decimal(each) for each in ("0", "0.0001", "1.1", "1.10", "-1.1", "99999999999999.9999")]
)
_texts = st.one_of(
    st.sampled_from([*HOSTILE, "INV-1", "inv-1", "INV_1", "Smith & Sons", "ab", "B", "b"]),
    st.text(alphabet="aAbB%_'\\ -Ä\n", min_size=1, max_size=4),
)
_types = {"Invoices": "invoice", "Supplier deposits": "supplier_deposit", "GIFT CARD": "Gift card", "b": "B"}

_stored: dict[str, st.SearchStrategy[Any]] = {
    "cin7_number": _texts | st.just(""),
    "contact": _texts | st.just(""),
    "sync_status": st.sampled_from(["Failed", "Pending", "Skipped", "On hold", ""]),
    "item_type": st.sampled_from([*_types.values(), ""]),
    "sync_date": _instants,
    "effective_date": _days,
    "amount": _amounts,
    "source_row": st.integers(-3, 3),
}
_asked: dict[str, st.SearchStrategy[Any]] = {
    **_stored,
    "cin7_number": _texts,
    "contact": _texts,
    "sync_status": st.sampled_from(["Failed", "FAILED", "pending", "on HOLD"]),
    "item_type": st.sampled_from([*_types, *_types.values()]),
    "sync_date": _instants | _days,
}
_parts_of_text = _texts | st.sampled_from(["credit", "supplier_d", "Supplier D", "card", "ed", "_", " "])

rows = st.lists(
    st.fixed_dictionaries({name: st.none() | values for name, values in _stored.items()}),
    min_size=1,
    max_size=6,
)


def _start(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.min)
    return value.lower() if isinstance(value, str) else value


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    field = draw(st.sampled_from(list(COLUMNS)))
    inside = ["contains", "not_contains", "starts_with", "ends_with"] if field in TEXT_FIELDS else []
    ordered = ["less_than", "at_most", "greater_than", "at_least", "between"]
    whole = ["equals", "not_equals", "in", "not_in", "is_blank", "is_not_blank"]
    operator = draw(st.sampled_from([*whole, *ordered, *inside]))
    if operator in {"is_blank", "is_not_blank"}:
        return {"field": field, operator: True}
    if operator in {"in", "not_in"}:
        return {"field": field, operator: draw(st.lists(_asked[field], min_size=1, max_size=3))}
    if operator == "between":
        # An unknown status and the labels of types are left to fixed cases: their order is that of the
        # stored value, which the generator would have to know.
        ends = _stored[field].filter(bool) if field in {"item_type", "sync_status"} else _asked[field]
        return {"field": field, operator: sorted([draw(ends), draw(ends)], key=_start)}
    return {"field": field, operator: draw(_parts_of_text if operator in inside else _asked[field])}


def _larger(smaller: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(smaller, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda parts: {"all": parts}, several),
        st.builds(lambda parts: {"any": parts}, several),
        st.builds(lambda part: {"not": part}, smaller),
    )


trees: st.SearchStrategy[Any] = st.recursive(conditions(), _larger, max_leaves=6)


def holds(data: dict[str, Any], row: dict[str, Any]) -> bool:
    """Tell by the contract whether a row passes a filter."""
    if "all" in data:
        return all(holds(part, row) for part in data["all"])
    if "any" in data:
        return any(holds(part, row) for part in data["any"])
    if "not" in data:
        return not holds(data["not"], row)
    [(operator, asked)] = [(key, value) for key, value in data.items() if key != "field"]
    if operator.startswith("not_"):
        return not _met(operator.removeprefix("not_"), data["field"], row[data["field"]], asked)
    if operator == "is_not_blank":
        return row[data["field"]] not in {None, ""}
    return _met(operator, data["field"], row[data["field"]], asked)


def _met(operator: str, field: str, stored: Any, asked: Any) -> bool:
    if operator == "is_blank" or stored is None or stored == "":
        return operator == "is_blank" and (stored is None or stored == "")
    if operator == "in":
        return any(_met("equals", field, stored, each) for each in asked)
    if operator == "between":
        return _met("at_least", field, stored, asked[0]) and _met("at_most", field, stored, asked[1])
    if isinstance(stored, datetime) and not isinstance(asked, datetime):
        stored = stored.date()
    if isinstance(stored, str):
        inside = operator in {"contains", "starts_with", "ends_with"}
        stored, asked = stored.lower(), (asked if inside else _types.get(asked, asked)).lower()
        if field == "item_type" and inside:
            stored, asked = stored.replace("_", " "), asked.replace("_", " ")
    outcomes = {
        "equals": lambda: stored == asked,
        "contains": lambda: asked in stored,
        "starts_with": lambda: stored.startswith(asked),
        "ends_with": lambda: stored.endswith(asked),
        "less_than": lambda: stored < asked,
        "at_most": lambda: stored <= asked,
        "greater_than": lambda: stored > asked,
        "at_least": lambda: stored >= asked,
    }
    return bool(outcomes[operator]())
