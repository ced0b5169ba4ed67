"""Both ledgers side by side, as a page and a file show them: columns, order, statements."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.documents import SIDES
from xsync.model import ITEM_TYPES, Field, Kind
from xsync.reconcile.vocabulary import FINDINGS
from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xsync.reconcile.reconciliation import Reconciliation

FINDING_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "completed_but_absent": "Completed but absent",
        "completed_but_differs": "Completed but differs",
        "not_in_xero": "Not in Xero",
        "skipped_drift": "Skipped and absent",
        "stale_copy": "Stale copy in Xero",
        "safe_to_skip": "Safe to skip",
        "unlogged": "Unlogged and absent",
        "unlogged_but_differs": "Unlogged but differs",
        "only_in_xero": "Only in Xero",
        "duplicate": "Duplicate",
    }
)
"""Finding → what people read."""

VERDICT_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agrees": "Agrees",
        "differs": "Differs",
        "only_in_cin7": "Cin7 alone",
        "only_in_xero": "Xero alone",
        "duplicate": "Ambiguous",
        "suggested": "Suggested",
    }
)
"""Verdict → what people read."""

RULE_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "Same id",
        "sync_log": "Sync log",
        "number": "Same number",
        "consolidated": "Consolidated block",
        "parent": "Parent, date and amount",
        "reference": "Reference in Xero",
        "attributes": "Contact, amount and date",
    }
)
"""Rule → by what documents were paired."""

LABELS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"item_type": ITEM_TYPES, "finding": FINDING_LABELS, "verdict": VERDICT_LABELS, "rule": RULE_LABELS}
)

COLUMNS: Final = (
    Field("finding", "Finding"),
    Field("item_type", "Type"),
    Field("cin7_name", "Number in Cin7"),
    Field("xero_name", "Number in Xero"),
    Field("contact", "Contact"),
    Field("currency", "Currency"),
    Field("cin7_amount", "Amount in Cin7", Kind.DECIMAL),
    Field("xero_amount", "Amount in Xero", Kind.DECIMAL),
    Field("difference", "Difference", Kind.DECIMAL),
    Field("sentence", "In a sentence"),
    Field("cin7_document_date", "Date in Cin7", Kind.DATE),
    Field("xero_document_date", "Date in Xero", Kind.DATE),
    Field("differs_in", "Differs in"),
    Field("verdict", "Verdict"),
    Field("rule", "Paired by"),
    Field("log_status", "Cin7's log says"),
)
"""What a page shows of each line: a pair, a member of a group, or a document alone.

A payment without a number of its own goes by that of what it settles."""

_OF_EITHER_LEDGER: Final = (
    ("currency", "Currency in", Kind.TEXT),
    ("tax", "Tax in", Kind.DECIMAL),
    ("contact", "Contact in", Kind.TEXT),
    ("reference", "Reference in", Kind.TEXT),
    ("parent_number", "Parent in", Kind.TEXT),
    ("due_date", "Due in", Kind.DATE),
    ("status", "Status in", Kind.TEXT),
    ("account", "Account in", Kind.TEXT),
    ("url", "Link to", Kind.TEXT),
    ("document_id", "ID in", Kind.TEXT),
    ("members", "Members in", Kind.INTEGER),
)

FILE_COLUMNS: Final = (
    *COLUMNS,
    *(
        Field(f"{side}_{name}", f"{title} {ledger}", kind)
        for name, title, kind in _OF_EITHER_LEDGER
        for side, ledger in (("cin7", "Cin7"), ("xero", "Xero"))
    ),
    Field("pair_id", "Pair or group", Kind.INTEGER),
)
"""What a file holds of each line: all that either ledger says."""

_VERDICTS_IN_ORDER: Final = ("differs", "duplicate", "only_in_cin7", "suggested", "only_in_xero", "agrees")


@dataclass(frozen=True)
class LinesWanted:
    """Which lines are wanted; blank parts leave all.

    Parameters
    ----------
    text
        What the number, the reference or the contact of either document holds, whatever its case.
    finding, verdict, item_type
        Their stored values.
    """

    text: str = ""
    finding: str = ""
    verdict: str = ""
    item_type: str = ""

    def condition(self) -> str:
        """Return the condition on a line, as SQL."""
        parts = ["in_scope"]
        if self.finding:
            suggested = " OR verdict = 'suggested'" if self.finding == "only_in_xero" else ""
            parts.append(f"(finding = {text_literal(self.finding)}{suggested})")
        parts += (
            f"{name} = {text_literal(value)}"
            for name, value in (("verdict", self.verdict), ("item_type", self.item_type))
            if value
        )
        if self.text:
            held = " OR ".join(
                f"contains(lower({name}), lower({text_literal(self.text)}))"
                for name in ("number", "parent_number", "reference", "contact")
            )
            keys = f"SELECT document_key FROM documents WHERE {held}"
            parts.append(f"(cin7_key IN ({keys}) OR xero_key IN ({keys}))")
        return " AND ".join(parts)


def shown_sql(
    reconciliation: Reconciliation,
    *,
    offset: int = 0,
    limit: int | None = None,
    wanted: LinesWanted = LinesWanted(),
) -> str:
    """Return the statement of the lines in order: what needs somebody first, what agrees last.

    A member of a group shows its own amount, and one of them the difference of the group: so each column adds
    up to its ledger, and to the difference between the two.

    Parameters
    ----------
    reconciliation
        Whose lines.
    offset, limit
        Which stretch of them; ``None`` for all the rest.
    wanted
        Which lines.
    """
    chosen = f"SELECT * EXCLUDE (in_scope) FROM settled WHERE {wanted.condition()} ORDER BY {_order()}"
    chosen += "" if limit is None else f" LIMIT {int(limit)}"
    chosen += f" OFFSET {int(offset)}" if offset else ""
    columns = ", ".join(each.name for each in FILE_COLUMNS)
    own = ", ".join(
        f"CASE WHEN pairs.cin7_members IS NULL THEN {side}_{name} "
        f"WHEN {side}_key IS NOT NULL THEN own.{name} END AS {side}_{name}"
        for side in SIDES
        for name in ("amount", "tax", "currency")
    )
    return f"""SELECT {columns} FROM (
    SELECT pairs.* REPLACE ({own},
            CASE WHEN pairs.cin7_members IS NULL OR own.document_key = pair_id THEN pairs.difference END
            AS difference),
        pairs.difference AS whole_difference,
        coalesce(cin7_contact, xero_contact) AS contact,
        array_to_string(differences, ', ') AS differs_in,
        coalesce(cin7_number, cin7_parent_number) AS cin7_name,
        coalesce(xero_number, xero_parent_number) AS xero_name,
        CASE WHEN pairs.cin7_members IS NOT NULL THEN own.currency
            WHEN cin7_currency <> xero_currency THEN concat(cin7_currency, ' / ', xero_currency)
            ELSE coalesce(cin7_currency, xero_currency) END AS currency
    FROM ({reconciliation.pairs_sql(chosen)}) AS pairs
    LEFT JOIN documents AS own
        ON own.document_key = CASE WHEN pairs.cin7_members IS NOT NULL THEN coalesce(cin7_key, xero_key) END
) AS shown
ORDER BY {_order("whole_difference")}"""


def groups_sql(reconciliation: Reconciliation) -> str:
    """Return the statement of the groups: one row each with its totals, those that differ first."""
    return f"""WITH lines AS (
    SELECT settled.*, document.number, document.parent_number, document.document_date
    FROM ({reconciliation.lines_sql()}) AS settled
    JOIN documents AS document ON document.document_key = coalesce(settled.xero_key, settled.cin7_key)
    WHERE in_scope AND cin7_members IS NOT NULL
)
SELECT pair_id, any_value(item_type) AS item_type, any_value(rule) AS rule, any_value(verdict) AS verdict,
    min(coalesce(number, parent_number)) FILTER (xero_key IS NOT NULL) AS name,
    min(document_date) AS first_day, max(document_date) AS last_day,
    any_value(cin7_members) AS cin7_members, any_value(xero_members) AS xero_members,
    min(coalesce(cin7_currency, xero_currency)) AS currency,
    coalesce(sum(cin7_amount), 0) AS cin7_amount, coalesce(sum(xero_amount), 0) AS xero_amount,
    any_value(difference) AS difference
FROM lines GROUP BY pair_id
ORDER BY any_value(verdict) = 'agrees', abs(any_value(difference)) DESC, first_day, name, pair_id"""


def members_sql(reconciliation: Reconciliation, groups: Iterable[int]) -> str:
    """Return the statement of the members of some groups, Cin7's first."""
    listed = ", ".join(str(int(group)) for group in groups) or "NULL"
    return f"""SELECT line.pair_id, document.side, document.number, document.parent_number, document.contact,
    document.document_date, document.currency, document.amount, document.status, document.url
FROM ({reconciliation.lines_sql()}) AS line
JOIN documents AS document ON document.document_key = coalesce(line.cin7_key, line.xero_key)
WHERE line.in_scope AND line.cin7_members IS NOT NULL AND line.pair_id IN ({listed})
ORDER BY line.pair_id, document.side, document.document_date, document.number, document.document_key"""


def _order(difference: str = "difference") -> str:
    """Say in what order lines come; members of a group stay together."""
    verdicts = _places("verdict", _VERDICTS_IN_ORDER)
    findings = f"CASE WHEN verdict <> 'differs' THEN {_places('finding', FINDINGS)} END"
    return (
        f"{verdicts}, {findings} NULLS LAST, abs({difference}) DESC, pair_id, cin7_key NULLS LAST, "
        "xero_key NULLS LAST"
    )


def _places(column: str, values: Iterable[str]) -> str:
    cases = " ".join(f"WHEN '{value}' THEN {place}" for place, value in enumerate(values))
    return f"CASE {column} {cases} END"
