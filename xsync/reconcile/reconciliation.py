"""Both ledgers, reconciled: verdicts settled once, then asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.errors import XsyncError
from xsync.reconcile import answers, rules
from xsync.reconcile.counts import Counts
from xsync.reconcile.settings import MatchingSettings
from xsync.store.engine import parquet_relation
from xsync.store.fingerprints import FINGERPRINTS, is_living
from xsync.store.private import owner_only, private_folder

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from xsync.reconcile.settling import Elsewhere
    from xsync.store.engine import Engine

TIES: Final = ("cin7_ties", "xero_ties", "difference_ties")
_EVERY_LINE: Final = "SELECT * EXCLUDE (in_scope) FROM settled WHERE in_scope"


class TiesBroken(XsyncError):
    """The totals of the verdicts are not those of the ledgers."""


class Reconciliation:
    """The verdicts on an engine's ``documents``, beside its log ``items``.

    Parameters
    ----------
    engine
        Answers statements about the relations ``documents`` and ``items``.
    settings
        Tolerances and scope.
    folder
        Where the settled verdicts are kept, as Parquet; the engine's scratch folder if none is given.
    elsewhere
        What settles them in the engine's place, on the same documents and items.
    """

    def __init__(
        self,
        engine: Engine,
        settings: MatchingSettings | None = None,
        *,
        folder: Path | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.engine = engine
        self.settings = settings or MatchingSettings()
        self._steps = rules.steps(self.settings, fingerprinted=FINGERPRINTS[0] in engine.columns("documents"))
        self._kept: dict[str, str] = {}
        self._settle(folder, elsewhere)

    def _settle(self, folder: Path | None, elsewhere: Elsewhere | None) -> None:
        with self.engine.room() as room, owner_only():
            kept_in = private_folder(folder or self.engine.scratch_folder / room)
            if elsewhere:
                self._kept = elsewhere.settle(self.settings, kept_in)
                return
            for place, step in enumerate(self._steps):
                if step.kept:
                    query = rules.statement(step, self._steps[:place], self._kept)
                    self._kept[step.name] = self._keep(step.name, query, kept_in, room)
        for name in self._kept.keys() - rules.ASKED:
            del self._kept[name]
            (kept_in / f"{name}.parquet").unlink(missing_ok=True)

    def _keep(self, name: str, query: str, folder: Path, room: str) -> str:
        """Compute a step's rows and return the relation that holds them."""
        if name in rules.LARGE:
            path = folder / f"{name}.parquet"
            self.engine.write_parquet(query, path, compression="lz4")
            return parquet_relation([path])
        relation = f"{room}.{name}"
        self.engine.execute(f"CREATE TABLE {relation} AS {query}")
        return relation

    def sql(self) -> str:
        """Return the whole reconciliation as one statement, from documents and log to verdicts."""
        return rules.statement(self._steps[-1], self._steps[:-1])

    def lines_sql(self) -> str:
        """Return the statement of the settled lines alone, with nothing attached."""
        return rules.statement(self._steps[-1], self._steps[:-1], self._kept)

    def dead_sql(self) -> str:
        """Return the statement of the documents asked about that are not in the books of their own ledger."""
        return (
            f"SELECT documents.* FROM documents JOIN {self._kept['taken']} AS taken USING (document_key) "
            f"WHERE NOT lives AND {self.settings.in_range('asked_date')} "
            f"AND {self.settings.in_types('taken.item_type')}"
        )

    def pairs_sql(self, chosen: str = _EVERY_LINE) -> str:
        """Return the statement of both ledgers side by side: a row per pair, group member or single document.

        Parameters
        ----------
        chosen
            Which lines of ``settled``, as a query of them; few lines are answered quickly.
        """
        return self._asked(chosen, document_by_document=False)

    def verdicts_sql(self, chosen: str = _EVERY_LINE) -> str:
        """Return the statement of all verdicts: a row per document; as `pairs_sql` otherwise."""
        return self._asked(chosen, document_by_document=True)

    def suggestions_sql(self) -> str:
        """Return the statement of the suggested pairs, each with its candidate."""
        return self.pairs_sql(f"{_EVERY_LINE} AND verdict = 'suggested'")

    def rows(self, statement: str) -> pa.Table:
        """Return a statement's rows as an Arrow table; money stays exact."""
        return self.engine.table(statement)

    def ties(self) -> pa.Table:
        """Return the ties per item type and currency: totals, sums of verdicts, whether they are equal."""
        living = "SELECT side, item_type, upper(trim(currency)) AS currency, amount FROM documents "
        living += f"WHERE {is_living()}"
        return self.engine.table(
            f"WITH living AS ({living}), settled AS ({self.lines_sql()})\nSELECT * FROM ({answers.ties()})"
        )

    def check_ties(self) -> None:
        """Make sure that every total ties to the cent and that every document was judged once.

        Raises
        ------
        TiesBroken
            Naming each item type and currency that does not tie, and each ledger whose documents are not
            all accounted for.
        """
        broken = [
            f"{row['item_type']} in {row['currency'] or 'no currency'}: {name} is false"
            for row in self.ties().to_pylist()
            for name in TIES
            if not row[name]
        ]
        counts = self.counts()
        for side, read in counts.documents.items():
            told = sum(counts.verdicts[side].values()) + counts.not_compared[side]
            if read != told:
                broken.append(f"{side}: {read} documents read, {told} accounted for")
        if broken:
            raise TiesBroken(
                "The reconciliation does not tie out, so none of its figures can be relied on. "
                "Please report it together with the list below:",
                broken,
            )

    def counts(self) -> Counts:
        """Return the reconciliation in figures."""
        return Counts.of(
            self.engine.table(answers.counted(f"({self.lines_sql()})")).to_pylist(),
            self.engine.table(
                answers.read(
                    f"(SELECT * FROM {self._kept['taken']} WHERE NOT lives)",
                    f"{self.settings.in_range('asked_date')} AND {self.settings.in_types('item_type')}",
                )
            ).to_pylist(),
        )

    def _asked(self, chosen: str, *, document_by_document: bool) -> str:
        return (
            f"WITH settled AS NOT MATERIALIZED ({self.lines_sql()}),\n"
            f"chosen AS NOT MATERIALIZED (\n{chosen}\n),\n"
            f"{answers.side_by_side(document_by_document=document_by_document)}"
        )
