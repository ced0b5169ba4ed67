"""What is asked of settled verdicts, as SQL: side by side, by document, in sentences, and the ties."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.reconcile.vocabulary import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping

SIDES: Final = ("cin7", "xero")
SHOWN_FIELDS: Final = (
    "number",
    "reference",
    "parent_number",
    "contact",
    "document_date",
    "due_date",
    "status",
    "account",
    "url",
    "document_id",
)
TOTALLED_FIELDS: Final = ("currency", "amount", "tax")
PAIR_COLUMNS: Final = (
    "pair_id",
    "cin7_key",
    "xero_key",
    "item_type",
    "verdict",
    "rule",
    "differences",
    "difference",
    "log_status",
    "finding",
    "cin7_members",
    "xero_members",
)
DOCUMENT_COLUMNS: Final = ("document_key", "side", *PAIR_COLUMNS, "candidate")
_BOTH_SIDES: Final = tuple(
    f"{side}_{field}" for field in (*SHOWN_FIELDS[:4], *TOTALLED_FIELDS, *SHOWN_FIELDS[4:]) for side in SIDES
)
SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {"GBP": "£", "EUR": "€", "USD": "$", "AUD": "A$", "NZD": "NZ$", "CAD": "C$", "JPY": "¥"}
)
"""How a sentence writes a currency; any other goes by its code."""

_MONEY: Final = re.compile(
    r"\bmoney\((?P<currency>\w+|coalesce\([^()]*\)),\s*(?P<amount>\w+|\w+\([^()]*\))\)"
)
_NAME: Final = re.compile(r"\bname_of\((?P<document>\w+)\)")
_PLACE: Final = re.compile(r"\$(?P<name>\w+)")


@cache
def _text(name: str) -> str:
    return (files("xsync.reconcile") / "answers" / f"{name}.sql").read_text(encoding="utf-8").strip()


def side_by_side(*, document_by_document: bool) -> str:
    """Return the query that attaches both ledgers and a sentence to ``chosen`` lines of ``settled``.

    Parameters
    ----------
    document_by_document
        A row for each document rather than for each pair.
    """
    own = ",\n    ".join(f"{side}.{field} AS {side}_{field}" for field in SHOWN_FIELDS for side in SIDES)
    totalled = ",\n    ".join(
        f"CASE WHEN chosen.cin7_members IS NULL THEN {side}.{field} "
        f"ELSE groups.{side}_{field} END AS {side}_{field}"
        for field in TOTALLED_FIELDS
        for side in SIDES
    )
    text = _filled(
        _text("side_by_side"),
        own_fields=own,
        group_fields=totalled,
        chosen="documents_chosen" if document_by_document else "chosen",
    )
    columns = ", ".join((*(DOCUMENT_COLUMNS if document_by_document else PAIR_COLUMNS), *_BOTH_SIDES))
    sentence = _MONEY.sub(lambda match: _money(match["currency"], match["amount"]), _text("sentence"))
    parts = {"documents_chosen": _text("documents_chosen")} if document_by_document else {}
    parts["attached"] = _NAME.sub(lambda match: _name(match["document"]), text)
    listed = ",\n".join(f"{name} AS NOT MATERIALIZED (\n{query}\n)" for name, query in parts.items())
    return f"{listed}\nSELECT {columns},\n{sentence} AS sentence\nFROM attached"


def ties() -> str:
    """Return the query of the ties, over ``living`` documents and the ``tallies`` of settled lines."""
    names = {side: [f"{side}_{verdict}" for verdict in VERDICTS] for side in SIDES}
    sums = [
        f"coalesce(sum(amount) FILTER (side = '{side}' AND verdict = '{verdict}' AND in_scope), 0) "
        f"AS {side}_{verdict}"
        for side in SIDES
        for verdict in VERDICTS
    ]
    told = [f"coalesce(judged.{name}, 0) AS {name}" for side in SIDES for name in names[side]]
    return _filled(
        _text("ties"),
        verdict_sums=",\n        ".join(sums),
        sums_told=",\n        ".join(told),
        cin7_sums=" + ".join(names["cin7"]),
        xero_sums=" + ".join(names["xero"]),
    )


def tallies(lines: str) -> str:
    """Return the query that adds up settled lines which are alike, given their statement."""
    return f"WITH settled AS NOT MATERIALIZED ({lines})\n{_text('tallies')}"


def counted(tallies: str) -> str:
    """Return the query that counts the documents of a relation of tallies by all that is told of them."""
    return (
        f"WITH chosen AS (SELECT * FROM {tallies}),\ndocuments_chosen AS (\n{_text('documents_chosen')}\n)\n"
        "SELECT side, verdict, rule, finding, in_scope, CAST(sum(lines) AS BIGINT) AS documents,\n"
        "    CAST(sum(CASE side WHEN 'cin7' THEN cin7_pairs ELSE xero_pairs END) AS BIGINT) AS pairs,\n"
        "    CASE side WHEN 'cin7' THEN cin7_currency ELSE xero_currency END AS currency,\n"
        "    coalesce(sum(CASE side WHEN 'cin7' THEN cin7_amount ELSE xero_amount END), 0) AS amount\n"
        "FROM documents_chosen GROUP BY ALL"
    )


def read(dead: str, asked_about: str) -> str:
    """Return the query that counts, by ledger, the documents read and those not in the books.

    Parameters
    ----------
    dead
        The relation of documents not in the books.
    asked_about
        The condition that such a document is asked about.
    """
    return (
        "SELECT side, any_value(documents) AS documents, count(document_key) AS dead,\n"
        f"    count(document_key) FILTER ({asked_about}) AS dead_in_scope\n"
        "FROM (SELECT side, count(*) AS documents FROM documents GROUP BY side)\n"
        f"LEFT JOIN {dead} AS dead USING (side) GROUP BY side"
    )


def _filled(text: str, **parts: str) -> str:
    return _PLACE.sub(lambda match: parts[match["name"]], text)


def _name(document: str) -> str:
    """How a sentence calls a document: by its number, or by its type and parent."""
    kind = f"replace({document}.item_type, '_', ' ')"
    return (
        f"CASE WHEN {document}.item_type IN ('payment', 'refund') AND {document}.parent_number IS NOT NULL "
        f"THEN concat('a ', {kind}, ' of ', {document}.parent_number) "
        f"WHEN {document}.number IS NOT NULL THEN {document}.number "
        f"WHEN {document}.document_key IS NOT NULL THEN "
        f"concat(CASE WHEN {kind} IN ('invoice', 'attachment') THEN 'an ' ELSE 'a ' END, {kind}, "
        "' without a number') END"
    )


def _money(currency: str, amount: str) -> str:
    """How a sentence writes an amount: ``£1,234.50``, and further decimals only where there are any."""
    symbols = " ".join(f"WHEN '{code}' THEN '{symbol}'" for code, symbol in SYMBOLS.items())
    text = f"CAST(abs({amount}) AS VARCHAR)"
    return (
        f"CASE WHEN {amount} IS NULL THEN 'no amount' ELSE concat(CASE WHEN {amount} < 0 THEN '-' END, "
        f"CASE {currency} {symbols} ELSE {currency} || ' ' END, "
        f"format('{{:,}}', CAST(string_split({text}, '.')[1] AS BIGINT)), '.', "
        f"regexp_replace(string_split({text}, '.')[2], '^(\\d\\d\\d*?)0*$', '\\1')) END"
    )
