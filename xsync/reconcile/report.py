"""A reconciliation, opened: both ledgers and the log at an instant, the question, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from xsync.documents import SIDES
from xsync.errors import UsageError
from xsync.reconcile.accounts import account_movements
from xsync.reconcile.documents_shown import FILE_COLUMNS, LABELS, groups_sql, members_sql, shown_sql
from xsync.reconcile.matching import matching_version, settle_matching
from xsync.reconcile.money import Money, heaps_sql
from xsync.reconcile.question import ReconciliationQuestion
from xsync.reconcile.reconciliation import Reconciliation
from xsync.reconcile.settling import settle_matching_elsewhere
from xsync.report.opening import Opening
from xsync.report.row_files import Rows, write_csv, write_xlsx, written_whole
from xsync.report.words import minute_in_words
from xsync.store.engine import ENGINE_VERSION, parquet_relation
from xsync.store.engine_choice import EMBEDDED, engine_in_words
from xsync.store.settled import settled_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import pandas as pd
    import pyarrow as pa

    from xsync.reconcile.accounts import AccountMovements
    from xsync.reconcile.counts import Counts
    from xsync.reconcile.documents_shown import LinesWanted
    from xsync.report.thresholds import Crossing
    from xsync.store.documents import LedgerSnapshot
    from xsync.store.snapshot import Snapshot
    from xsync.store.store import Store

TITLE: Final = "Reconciliation of Cin7 Core and Xero"


@dataclass(frozen=True)
class ReconciliationReport:
    """A reconciliation, ready to be read; its totals tie, or it could not have been opened.

    Parameters
    ----------
    snapshot
        Cin7's log, and the engine that answers.
    ledgers
        The documents of both ledgers.
    question
        What is asked.
    reconciliation
        The verdicts.
    store
        What the ledgers' entries are read from, besides their documents.
    ledgers_predate
        The instant lies before both ledgers were first read: everything known today is used.
    """

    snapshot: Snapshot
    ledgers: LedgerSnapshot
    question: ReconciliationQuestion
    reconciliation: Reconciliation
    store: Store
    ledgers_predate: bool = False

    @cached_property
    def counts(self) -> Counts:
        """Documents, verdicts, rules and findings in figures."""
        return self.reconciliation.counts()

    @cached_property
    def money(self) -> Money:
        """What is missing, differs and is rounded, in money."""
        return Money.of(self._rows(heaps_sql(self.reconciliation.lines_sql())))

    @cached_property
    def ties(self) -> list[dict[str, Any]]:
        """Per item type and currency: totals, sums of verdicts, and that they are equal."""
        rows: list[dict[str, Any]] = self.reconciliation.ties().to_pylist()
        return rows

    @cached_property
    def accounts(self) -> AccountMovements:
        """What moved on each account in either ledger, as far as it was read."""
        instant, period = self.ledgers.as_of, self.question.period
        return account_movements(
            self.snapshot.engine,
            self.store,
            self.snapshot.organisation,
            as_of=instant and instant.replace(tzinfo=UTC),
            date_from=period.date_from,
            date_to=period.date_to,
        )

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """The thresholds held against this reconciliation."""
        missing = {currency: total.amount for currency, total in self.money.missing().items()}
        return tuple(self.question.limits.hold_against(self.counts, missing))

    @cached_property
    def lines(self) -> int:
        """How many lines there are: pairs, members of groups, and documents alone."""
        counted = f"SELECT count(*) AS lines FROM ({self.reconciliation.lines_sql()}) WHERE in_scope"
        return int(self._rows(counted)[0]["lines"])

    def documents(self, *, offset: int = 0, limit: int | None = None) -> pa.Table:
        """Return both ledgers side by side as an Arrow table: what needs somebody first, what agrees last.

        Parameters
        ----------
        offset, limit
            Which lines: so many after so many; ``None`` for all the rest.
        """
        return self.snapshot.engine.table(shown_sql(self.reconciliation, offset=offset, limit=limit))

    def lines_wanted(self, wanted: LinesWanted, most: int) -> tuple[pa.Table, int]:
        """Return the first of the lines that are wanted, and how many there are."""
        counted = f"SELECT count(*) AS n FROM ({self.reconciliation.lines_sql()}) WHERE {wanted.condition()}"
        shown = shown_sql(self.reconciliation, limit=most, wanted=wanted)
        return self.snapshot.engine.table(shown), int(self._rows(counted)[0]["n"])

    def to_pandas(self, *, limit: int | None = None) -> pd.DataFrame:
        """Return both ledgers side by side as a frame: exact decimals, real dates."""
        import pandas as pd

        frame: pd.DataFrame = self.documents(limit=limit).to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def groups(self) -> list[dict[str, Any]]:
        """Return the groups compared by their totals, those that differ first."""
        return self._rows(groups_sql(self.reconciliation))

    def members(self, groups: Iterable[int]) -> list[dict[str, Any]]:
        """Return the documents of some groups, each by its ``pair_id``; Cin7's first."""
        return self._rows(members_sql(self.reconciliation, groups))

    def suggestions(self) -> list[dict[str, Any]]:
        """Return the pairs that nobody has confirmed, the largest first."""
        suggested = self.reconciliation.suggestions_sql()
        order = "abs(cin7_amount) DESC NULLS LAST, cin7_document_date, cin7_number, pair_id"
        return self._rows(f"SELECT * FROM ({suggested}) ORDER BY {order}")

    def not_compared(self) -> list[dict[str, Any]]:
        """Return how many documents are not in the books of their own ledger, by side, type and status."""
        return self._rows(
            "SELECT side, item_type, lower(status) AS status, currency, count(*) AS documents, "
            f"sum(amount) AS amount FROM ({self.reconciliation.dead_sql()}) GROUP BY ALL ORDER BY ALL"
        )

    def documents_not_compared(self, *, limit: int) -> list[dict[str, Any]]:
        """Return those documents themselves, the newest first."""
        order = "document_date DESC NULLS LAST, side, number, document_key"
        return self._rows(
            f"SELECT * FROM ({self.reconciliation.dead_sql()}) ORDER BY {order} LIMIT {int(limit)}"
        )

    def documents_by_type(self) -> dict[str, dict[str, int]]:
        """Return how many documents each ledger gave, by item type and side."""
        counted = self._rows("SELECT item_type, side, count(*) AS n FROM documents GROUP BY ALL ORDER BY ALL")
        by_type: dict[str, dict[str, int]] = {}
        for row in counted:
            by_type.setdefault(row["item_type"], dict.fromkeys(SIDES, 0))[row["side"]] = row["n"]
        return by_type

    def to_csv(self, path: str | Path) -> Path:
        """Write both ledgers side by side to a CSV file; one of that name is replaced."""
        return written_whole(Path(path), ".csv", lambda draft: write_csv(self.rows(), draft))

    def to_xlsx(self, path: str | Path) -> Path:
        """Write both ledgers side by side to a workbook with what was asked above the table."""
        return written_whole(
            Path(path), ".xlsx", lambda draft: write_xlsx(self.rows(), draft, self.asked(), header_block=True)
        )

    def rows(self) -> Rows:
        """Return the lines as rows to be written."""
        return Rows(
            self.snapshot.engine,
            FILE_COLUMNS,
            self.lines,
            lambda offset, limit: shown_sql(self.reconciliation, offset=offset, limit=limit),
            TITLE,
            "Documents",
            self.question.calendar.as_of,
            LABELS,
        )

    def asked(self) -> list[tuple[str, str]]:
        """Return what was asked, as names and values in plain words."""
        question, calendar = self.question, self.question.calendar
        local = calendar.as_of.astimezone(ZoneInfo(calendar.time_zone))
        return [
            ("Organisation", self.snapshot.organisation),
            ("Reporting period", question.period_in_words()),
            ("As of", f"{minute_in_words(local)} ({calendar.time_zone})"),
            ("Types", question.types_in_words()),
            ("What counts as equal", question.tolerances_in_words()),
        ]

    def sql(self) -> dict[str, str]:
        """Return the questions as SQL text over the relations ``documents`` and ``items``."""
        made_by = engine_in_words(self.question.engine)
        return {f"The verdicts, from the documents and the log{made_by}": self.reconciliation.sql()}

    def _rows(self, statement: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.snapshot.engine.table(statement).to_pylist()
        return rows


def reconciliation(
    organisation: str | None = None,
    store: str | Path | None = None,
    **parameters: Any,  # noqa: ANN401 - as people write them
) -> ReconciliationReport:
    """Reconcile both ledgers, record by record.

    Parameters
    ----------
    organisation
        Whose; by default the only organisation in the store.
    store
        Where from; by default ``XSYNC_STORE``, else ``store/`` in the working folder.
    **parameters
        ``period``, ``date_from``, ``date_to``, ``date_field``, ``as_of``, ``time_zone``, ``week_start``,
        ``financial_year_start``, ``types``, ``amount_tolerance``, ``member_tolerance``, ``days_tolerance``,
        ``date_window``, ``thresholds``, ``engine``; ``None`` takes the default.

    Returns
    -------
    ReconciliationReport
        Verdicts, findings and ties.

    Raises
    ------
    UsageError
        With all the mistakes there are in the parameters, or if a ledger was never read.
    TiesBroken
        If its totals are not those of the ledgers.
    SparkUnreachable
        If ``engine`` names a Spark master that does not answer.
    """
    opening = Opening.of("The reconciliation", organisation, store)
    where, name = opening.store, opening.organisation
    question = ReconciliationQuestion.of(parameters, opening.settings)
    as_of = opening.instant(parameters, question.calendar.as_of)
    _check_both_were_read(where, name)
    predates = as_of is not None and bool(ledgers_unread(where, name, as_of))
    snapshot = where.snapshot(name, as_of, may_be_empty=True)
    ledgers = where.documents(snapshot.engine, name, None if predates else as_of)
    snapshot.engine.execute(f"CREATE VIEW documents AS SELECT * FROM {parquet_relation([ledgers.file])}")
    matching = _matching(where, snapshot, ledgers, question.engine)
    reconciled = Reconciliation(snapshot.engine, question.matching, matching=matching)
    reconciled.check_ties()
    return ReconciliationReport(snapshot, ledgers, question, reconciled, where, predates)


def _matching(store: Store, snapshot: Snapshot, ledgers: LedgerSnapshot, engine: str) -> Path:
    """Return the folder of what pairs with what, settled unless that was done since the last load."""
    settle = partial(settle_matching, snapshot.engine)
    if engine != EMBEDDED:
        settle = partial(settle_matching_elsewhere, engine, ledgers.file, snapshot.items_file)
    loads = [load.load_id for load in ledgers.loads] + [load.load_id for load in snapshot.loads]
    return settled_folder(
        settle,
        ledgers.organisation,
        [matching_version(), ENGINE_VERSION, engine, *loads],
        store.cache_folder / "matching",
        snapshot.engine.scratch_folder,
        store.rights,
    )


def ledgers_unread(store: Store, organisation: str, as_of: datetime | None = None) -> list[str]:
    """Return the ledgers of which nothing had been read at an instant, or ever where none is given."""
    instant = as_of.astimezone(UTC).replace(tzinfo=None) if as_of else None
    read = {load.side for load in store.ledger_loads(organisation, instant) if load.refusal is None}
    return [side for side in SIDES if side not in read]


def _check_both_were_read(store: Store, organisation: str) -> None:
    if unread := ledgers_unread(store, organisation):
        named = " or ".join(SIDES[side] for side in unread)
        raise UsageError(
            f"A reconciliation needs the documents of both ledgers; those of {named} were never read for "
            f"{organisation!r}. Bring them in first:",
            [
                f'xsync pull {side} --organisation "{organisation}", or '
                f'xsync load --documents {side} FILE… --organisation "{organisation}"'
                for side in unread
            ],
        )
