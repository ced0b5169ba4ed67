"""The items of one organisation as the store knew them at an instant.

Every load adds an observation of each of its rows; an item's *current* observation is the one most
recently exported. Which it is, is settled once per set of loads and kept as a Parquet file, so that a
question costs one scan and no click pays for the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from xsync.model import FIELDS, OPTIONAL_FIELDS, PAYMENT_TYPES, REPORT_FIELDS
from xsync.store.engine import Engine, parquet_relation, text_literal, timestamp_literal
from xsync.store.private import OWNER_ALONE, Rights
from xsync.store.schemas import empty_sql
from xsync.store.settled import settled_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from xsync.store.documents import LedgerSnapshot
    from xsync.store.loads import Load
    from xsync.store.notes import Notes

_SETTLING = 2
"""Raised whenever the rule below changes, so that no old answer is taken for a new one."""

NUMBERS_REPEAT = (
    f"item_type IN ({', '.join(text_literal(name) for name in PAYMENT_TYPES)}) OR cin7_number IS NULL"
)
ITEM_IDENTITY = f"""item_type, cin7_number,
    CASE WHEN {NUMBERS_REPEAT} THEN document_link END,
    CASE WHEN {NUMBERS_REPEAT} THEN payment_account END,
    CASE WHEN {NUMBERS_REPEAT} THEN effective_date END"""
"""What makes two rows of different exports the same item. Rows of one export are never the same item:
the first such row of each export belongs together, and the second, and so on (``copy_number``)."""

ITEM_SUBJECT = f"""[coalesce(item_type, ''), coalesce(cin7_number, ''),
    CASE WHEN {NUMBERS_REPEAT} THEN coalesce(document_link, '') ELSE '' END,
    CASE WHEN {NUMBERS_REPEAT} THEN coalesce(payment_account, '') ELSE '' END,
    CASE WHEN {NUMBERS_REPEAT} THEN coalesce(CAST(effective_date AS VARCHAR), '') ELSE '' END]"""
"""What makes a row the subject of a note, as a list of texts; rows that are like in all this share theirs."""


@dataclass(frozen=True)
class Snapshot:
    """An organisation's items at an instant, ready to be asked.

    Parameters
    ----------
    organisation
        Whose items.
    as_of
        The instant (naive UTC), or ``None`` for the latest.
    loads
        The loads it is made of, oldest first.
    predates_store
        The instant lies before the organisation's first load: nothing was known then, so everything known
        today is used, and pages say so.
    engine
        Answers statements about the relation ``items``.
    items_file
        The Parquet file behind that relation.
    observation_files
        The Parquet files that hold what every load saw, for questions about an item's history.
    notes
        What people noted of items and findings, up to that instant.
    ledgers
        Returns the documents of both ledgers as they are known today; ``None`` where none was ever read.
    rights
        Who may open what is settled for it.
    """

    organisation: str
    as_of: datetime | None
    loads: tuple[Load, ...]
    predates_store: bool
    engine: Engine
    items_file: Path
    observation_files: tuple[Path, ...]
    notes: Notes
    ledgers: Callable[[], LedgerSnapshot] | None = None
    rights: Rights = OWNER_ALONE

    @classmethod
    def open(
        cls,
        organisation: str,
        as_of: datetime | None,
        loads: tuple[Load, ...],
        observation_files: Sequence[Path],
        cache_folder: Path,
        *,
        predates_store: bool,
        notes: Notes,
        rights: Rights = OWNER_ALONE,
        ledgers: Callable[[Engine], LedgerSnapshot] | None = None,
    ) -> Snapshot:
        """Open a snapshot, settling its items unless that was done before."""
        engine = Engine()
        items_file = settled_file(
            engine,
            settle_sql(organisation, loads, observation_files),
            organisation,
            [str(_SETTLING), *(load.load_id for load in loads)],
            cache_folder,
            rights,
        )
        engine.execute(f"CREATE VIEW items AS SELECT * FROM {parquet_relation([items_file])}")
        files = tuple(observation_files)
        known = partial(ledgers, engine) if ledgers else None
        return cls(
            organisation, as_of, loads, predates_store, engine, items_file, files, notes, known, rights
        )

    def history_sql(self, load_id: str, source_row: int, item_type: str | None, number: str | None) -> str:
        """Return the statement of all observations of one item, oldest first.

        Parameters
        ----------
        load_id, source_row
            One observation of it.
        item_type, number
            Its type and Cin7 number, so that nothing else of the history is read.
        """
        like = " AND ".join(
            f"{name} IS NULL" if value is None else f"{name} = {text_literal(value)}"
            for name, value in (("item_type", item_type), ("cin7_number", number))
        )
        observations = observations_sql(self.organisation, self.loads, self.observation_files, only=like)
        return f"""
WITH observed AS ({observations}),
named AS (SELECT *, row({ITEM_IDENTITY}, copy_number) AS item FROM observed)
SELECT * EXCLUDE (item) FROM named
WHERE item IS NOT DISTINCT FROM (
    SELECT item FROM named WHERE load_id = {text_literal(load_id)} AND source_row = {source_row}
)
ORDER BY {OLDEST_FIRST}"""


def observations_sql(
    organisation: str, loads: Sequence[Load], observation_files: Sequence[Path], *, only: str = "true"
) -> str:
    """Return the statement for every observation that counts, each with its item and its age.

    Its rows are those of the ``observations`` table, with ``loaded_at``, ``exported_at`` and
    ``load_position`` of their load and ``copy_number`` among the like rows of it. ``only`` is a condition
    that holds for all rows of an item or for none, so that it leaves the copy numbers as they are.
    """
    listed = ", ".join(
        f"({text_literal(load.load_id)}, {timestamp_literal(load.loaded_at)}, "
        f"{timestamp_literal(load.exported_at or load.loaded_at)}, {position})"
        for position, load in enumerate(loads)
    )
    return f"""
SELECT observation.* EXCLUDE (loaded_at), load.loaded_at, load.exported_at, load.load_position,
    row_number() OVER (
        PARTITION BY observation.load_id, {ITEM_IDENTITY} ORDER BY sync_date, source_row
    ) AS copy_number
FROM {parquet_relation(observation_files)} AS observation
JOIN (VALUES {listed}) AS load (load_id, loaded_at, exported_at, load_position)
    ON load.load_id = observation.load_id
WHERE observation.organisation = {text_literal(organisation)} AND ({only})"""


RECENCY = "coalesce(sync_date, exported_at) DESC, exported_at DESC, load_position DESC"
"""The order of an item's observations, the current one first. The log's own date decides; a row without
one is as old as its export; equal dates (a person skips what had failed) go by export, then by load."""

OLDEST_FIRST = "coalesce(sync_date, exported_at), exported_at, load_position"
"""`RECENCY` the other way round."""


def settle_sql(organisation: str, loads: Sequence[Load], observation_files: Sequence[Path]) -> str:
    """Return the statement that keeps the current observation of every item."""
    if not loads:
        return empty_sql("observations")
    if len(loads) == 1:
        return f"""
SELECT * REPLACE ({timestamp_literal(loads[0].loaded_at)} AS loaded_at)
FROM {parquet_relation(observation_files)}
WHERE organisation = {text_literal(organisation)} AND load_id = {text_literal(loads[0].load_id)}"""
    columns = ", ".join([*FIELDS, "other_columns"])
    return f"""
WITH observed AS ({observations_sql(organisation, loads, observation_files)}),
current AS (
    SELECT load_id, source_row, loaded_at FROM observed
    QUALIFY row_number() OVER (PARTITION BY {ITEM_IDENTITY}, copy_number ORDER BY {RECENCY}) = 1
)
SELECT {columns} FROM (SELECT * EXCLUDE (loaded_at) FROM {parquet_relation(observation_files)})
JOIN current USING (load_id, source_row)"""


def known_sql(load: Load, before: Sequence[Load], observation_files: Sequence[Path]) -> str:
    """Return the statement that counts a load's rows which tell nothing new.

    A row is known if the same item was observed with the same content before, unless it turns the item
    back to that content after it had changed.
    """
    content = ", ".join(field.name for field in (*REPORT_FIELDS, *OPTIONAL_FIELDS))
    item = f"{ITEM_IDENTITY}, copy_number"
    new = f"load_id = {text_literal(load.load_id)}"
    return f"""
WITH observed AS ({observations_sql(load.organisation, [*before, load], observation_files)}),
judged AS (
    SELECT {new} AS is_new, hash({content}) AS content,
        count(*) FILTER (NOT ({new})) OVER (PARTITION BY {item}, {content}) AS times_before,
        first_value(hash({content})) OVER (PARTITION BY {item} ORDER BY {new}, {RECENCY}) AS content_before,
        row_number() OVER (PARTITION BY {item} ORDER BY {RECENCY}) = 1 AS becomes_current
    FROM observed
)
SELECT count(*) FROM judged
WHERE is_new AND times_before > 0 AND NOT (becomes_current AND content <> content_before)"""
