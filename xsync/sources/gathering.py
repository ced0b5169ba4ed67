"""Rows that are lines, gathered into the documents they belong to.

Xero's exports repeat a document's figures on each of its lines; where the lines of one contradict one
another, nothing is guessed. They write what Xero owes the other way round, credit notes and overpayments,
with a minus sign; its interface and the store have these amounts positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xsync.sources.typed_rows import TypedRows, quarantined_sql
from xsync.store.engine import parquet_relation, text_literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xsync.store.engine import Engine
    from xsync.store.ledger_loads import LedgerLoad

_OF_ONE_LINE: Final = "%overpayment"
"""Types that have no number and one line, in lower case."""
_MONEY: Final = ("amount", "tax")
_REVERSED: Final = "amount < 0 AND item_type <> 'invoice'"
_UNNUMBERED: Final = "number IS NULL AND lines > 1"


@dataclass(frozen=True)
class GatheredRows:
    """A file's documents, each of some rows.

    Parameters
    ----------
    rows
        The rows, typed.
    documents
        How many documents they are.
    """

    rows: TypedRows
    documents: int
    _relation: str
    _repeated: tuple[str, ...]

    @classmethod
    def of(cls, engine: Engine, rows: TypedRows, folder: Path) -> GatheredRows:
        """Gather rows, keeping the documents in a file of a folder."""
        repeated = tuple(each.name for each in rows.kind.fields if each.name not in rows.kind.gathered_by)
        file = folder / "gathered.parquet"
        documents = engine.write_parquet(_gathered_sql(rows, repeated), file, compression="lz4")
        return cls(rows, documents, parquet_relation([file]), repeated)

    def readable_sql(self, columns: Mapping[str, str]) -> str:
        """Return the statement for the documents that can be read.

        Parameters
        ----------
        columns
            Column → its expression; of the fields the documents hold only the column's name counts.
        """
        held = {*self.rows.kind.gathered_by, *self._repeated}
        selected = ", ".join(
            name if name in held else f"{value} AS {name}" for name, value in columns.items()
        )
        good = " AND ".join(
            f"NOT {each}" for each in ["is_mistaken", f"({_UNNUMBERED})", *map(_contradicts, self._repeated)]
        )
        turned = ", ".join(f"CASE WHEN {_REVERSED} THEN -{name} ELSE {name} END AS {name}" for name in _MONEY)
        documents = f"SELECT * REPLACE ({turned}) FROM {self._relation} WHERE {good}"
        return f"SELECT {selected} FROM ({documents})"

    def rejects_sql(self, load: LedgerLoad) -> str:
        """Return the statement for every value that keeps its document out, as ``quarantine`` takes them."""
        contradictions = [
            f"SELECT source_row, {text_literal(name)} AS field, "
            f"concat_ws(' | ', {name}, {name}_most) AS value, "
            f"'is not the same on all lines of this document' AS reason FROM {self._relation} "
            f"WHERE {_contradicts(name)}"
            for name in self._repeated
        ]
        unnumbered = (
            "SELECT source_row, 'number' AS field, number AS value, 'is empty, so its lines cannot be told "
            f"from those of another document: give it a number in Xero' AS reason FROM {self._relation} "
            f"WHERE {_UNNUMBERED}"
        )
        everything = [f"FROM ({self.rows.mistakes_sql()})", *contradictions, unnumbered]
        return quarantined_sql(load, " UNION ALL ".join(everything))


def _gathered_sql(rows: TypedRows, repeated: tuple[str, ...]) -> str:
    """Return the statement of the documents: each field's least and most among its lines.

    Without a number, what else its lines repeat tells them from those of other documents.
    """
    keys = ", ".join(rows.kind.gathered_by)
    apart = ", ".join(f"CASE WHEN number IS NULL THEN {name} END" for name in repeated)
    alone = (
        f"CASE WHEN number IS NULL AND lower(item_type) LIKE {text_literal(_OF_ONE_LINE)} THEN source_row END"
    )
    bounds = ", ".join(f"min({name}) AS {name}, max({name}) AS {name}_most" for name in repeated)
    return f"""
SELECT {keys}, {bounds}, min(source_row) AS source_row, count(*) AS lines, bool_or(is_mistaken) AS is_mistaken
FROM ({rows.every_row_sql()}) GROUP BY {keys}, {apart}, {alone}"""


def _contradicts(name: str) -> str:
    return f"coalesce({name} <> {name}_most, false)"
