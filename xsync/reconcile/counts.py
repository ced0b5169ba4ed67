"""A reconciliation in figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from xsync.documents import SIDES
from xsync.reconcile.vocabulary import FINDINGS, RULES, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Counts:
    """A reconciliation in figures, as ``result.json`` tells it.

    Parameters
    ----------
    documents
        By ledger, the documents read.
    not_compared
        By ledger, those among them that are not in the books.
    verdicts
        By ledger and verdict, its own documents.
    rules
        By rule, the pairs and groups that it made; suggested pairs too.
    findings
        By finding, its documents of the ledger concerned, and their amounts by currency.
    """

    documents: dict[str, int]
    not_compared: dict[str, int]
    verdicts: dict[str, dict[str, int]]
    rules: dict[str, int]
    findings: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, judged: Iterable[Mapping[str, Any]], read: Iterable[Mapping[str, Any]]) -> Counts:
        """Add up what the engine counted.

        Parameters
        ----------
        judged
            Documents by side, verdict, rule, finding, currency and whether they are asked about, with their
            number, the number of pairs and groups that they stand for, and their amount.
        read
            By side: all documents, and those not in the books, altogether and asked about.
        """
        verdicts = {side: dict.fromkeys(VERDICTS, 0) for side in SIDES}
        elsewhere = dict.fromkeys(SIDES, 0)
        rules = dict.fromkeys(RULES, 0)
        findings: dict[str, dict[str, Any]] = {name: {"count": 0, "amounts": {}} for name in FINDINGS}
        for row in judged:
            if not row["in_scope"]:
                elsewhere[row["side"]] += row["documents"]
                continue
            verdicts[row["side"]][row["verdict"]] += row["documents"]
            if row["rule"]:
                rules[row["rule"]] += row["pairs"]
            if row["finding"]:
                finding = findings[row["finding"]]
                finding["count"] += row["documents"]
                currency = row["currency"] or ""
                if currency or row["amount"]:  # a contact or an attachment is worth nothing in no currency
                    finding["amounts"][currency] = finding["amounts"].get(currency, 0) + row["amount"]
        documents, not_compared = dict.fromkeys(SIDES, 0), dict.fromkeys(SIDES, 0)
        for row in read:
            side = row["side"]
            not_compared[side] = row["dead_in_scope"]
            documents[side] = row["documents"] - elsewhere[side] - (row["dead"] - row["dead_in_scope"])
        return cls(documents, not_compared, verdicts, rules, findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data; amounts stay decimals."""
        return asdict(self)
