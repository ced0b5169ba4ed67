"""The documents of both ledgers: which are new, which are current.

A load stores what it found new or changed. A document is known again by its id, or, where a file gives no
ids, by its type, direction, number, contact and parent (payments and their like, whose numbers repeat, by
date, amount and account too); like documents of one load stay apart by their ``copy_number``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from xsync.documents import DOCUMENT_FIELDS, DOCUMENT_LINEAGE, SETTLEMENTS
from xsync.model import PAYMENT_TYPES
from xsync.store.engine import ENGINE_VERSION, parquet_relation, text_literal, timestamp_literal
from xsync.store.private import OWNER_ALONE, Rights
from xsync.store.schemas import empty_sql
from xsync.store.settled import settled_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from xsync.store.engine import Engine
    from xsync.store.ledger_loads import LedgerLoad
    from xsync.store.store import Store

_SETTLING: Final = 4
"""Raised whenever the rule below changes, so that no old answer is taken for a new one."""

_NUMBERS_REPEAT = (
    f"number IS NULL OR item_type IN ({', '.join(text_literal(name) for name in PAYMENT_TYPES)})"
)
_IDENTITY: Final = (
    "item_type",
    "direction",
    "lower(document_id)",
    "CASE WHEN document_id IS NULL THEN number END",
    "CASE WHEN document_id IS NULL THEN contact END",
    "CASE WHEN document_id IS NULL THEN parent_number END",
    f"CASE WHEN document_id IS NULL AND ({_NUMBERS_REPEAT}) THEN document_date END",
    f"CASE WHEN document_id IS NULL AND ({_NUMBERS_REPEAT}) THEN amount END",
    f"CASE WHEN document_id IS NULL AND ({_NUMBERS_REPEAT}) THEN account END",
)
DOCUMENT_IDENTITY: Final = ",\n    ".join(_IDENTITY)
"""What makes two rows of different loads the same document of a ledger."""

DOCUMENT_SUBJECT: Final = (
    "[" + ", ".join(f"coalesce(CAST({part} AS VARCHAR), '')" for part in _IDENTITY) + "]"
)
"""The same as a list of texts: what a note on a document is about."""

_PLACE: Final = "side, loaded_at, source_file, source_row, copy_number"
"""The order in which documents are numbered: the same files give the same numbers, in whatever store."""

_FIELDS: Final = ", ".join(field.name for field in DOCUMENT_FIELDS)
_CONTENT: Final = tuple(field.name for field in DOCUMENT_FIELDS if field.name != "updated_at")
_COLUMNS: Final = ", ".join([*(field.name for field in (*DOCUMENT_FIELDS, *DOCUMENT_LINEAGE)), "copy_number"])


@dataclass(frozen=True)
class LedgerSnapshot:
    """An organisation's documents of both ledgers at an instant.

    Parameters
    ----------
    organisation
        Whose documents.
    as_of
        The instant (naive UTC), or ``None`` for the latest.
    loads
        The ledger loads it is made of, oldest first.
    file
        The Parquet file of the documents: the columns of the ``documents`` table and ``document_key``, a
        number of its own for each.
    """

    organisation: str
    as_of: datetime | None
    loads: tuple[LedgerLoad, ...]
    file: Path

    @classmethod
    def open(  # noqa: PLR0917 - as `Snapshot.open`
        cls,
        engine: Engine,
        organisation: str,
        as_of: datetime | None,
        loads: tuple[LedgerLoad, ...],
        document_files: Sequence[Path],
        cache_folder: Path,
        rights: Rights = OWNER_ALONE,
    ) -> LedgerSnapshot:
        """Open a snapshot, settling which documents are current unless that was done before."""
        numbered = (
            f"SELECT row_number() OVER (ORDER BY {_PLACE}) AS document_key, * "
            f"FROM ({current_documents_sql(organisation, loads, document_files)})"
        )
        made_from = [str(_SETTLING), ENGINE_VERSION, *(load.load_id for load in loads)]
        file = settled_file(engine, numbered, organisation, made_from, cache_folder, rights)
        return cls(organisation, as_of, loads, file)


def current_documents_sql(
    organisation: str, loads: Sequence[LedgerLoad], document_files: Sequence[Path]
) -> str:
    """Return the statement of the documents that are there, each as the latest load found it."""
    if not loads or not document_files:
        return empty_sql("documents")
    listed = ", ".join(
        f"({text_literal(load.load_id)}, {timestamp_literal(load.loaded_at)}, {position})"
        for position, load in enumerate(loads)
    )
    stored = f"""
SELECT document.* REPLACE (load.loaded_at AS loaded_at), load.load_position
FROM {parquet_relation(document_files)} AS document
JOIN (VALUES {listed}) AS load (load_id, loaded_at, load_position) ON load.load_id = document.load_id
WHERE document.organisation = {text_literal(organisation)}"""
    if len(loads) == len({load.side for load in loads}):  # nothing was loaded over anything else
        return f"SELECT {_COLUMNS}, is_gone FROM ({stored})"
    return f"""
SELECT {_COLUMNS}, is_gone FROM (
    SELECT * FROM ({stored})
    QUALIFY row_number() OVER (
        PARTITION BY side, {DOCUMENT_IDENTITY}, copy_number ORDER BY load_position DESC
    ) = 1
)
WHERE NOT is_gone"""


def store_documents(
    store: Store,
    engine: Engine,
    found: str,
    draft: LedgerLoad,
    folder: Path,
    *,
    answers: pa.Table | pa.RecordBatchReader | None = None,
    rejects: pa.Table | None = None,
    withdraws: str | None = None,
) -> LedgerLoad:
    """Store what a load found new or changed; the load counts once all of it is in.

    Parameters
    ----------
    store, engine
        Where to, and what reads ``found``.
    found
        What stands after ``FROM``: the columns of `DOCUMENT_FIELDS`, ``source_file`` and ``source_row``.
    draft
        The load, its counts of rows still open (but for the rejected ones).
    folder
        Where files may lie on the way.
    answers
        What an interface answered, as the ``answers`` table takes it.
    rejects
        Values that kept a row out, as ``quarantine`` takes them.
    withdraws
        The earlier load whose file is now read otherwise: what only that reading brought, is gone.

    Returns
    -------
    LedgerLoad
        The load with its counts.

    Raises
    ------
    StoreUnreachable
        If the store cannot be written.
    """
    before = tuple(load for load in store.ledger_loads(draft.organisation) if load.side == draft.side)
    files = store.tables.files("documents", draft.organisation)
    judged = folder / f"{draft.load_id}.judged.parquet"
    engine.write_parquet(_judged_sql(draft, found, before, files, withdraws), judged, compression="lz4")
    relation = parquet_relation([judged])
    counted: Counter[str] = Counter()
    by_type: dict[str, dict[str, int]] = {}
    for item_type, judgement, number in engine.rows(
        f"SELECT coalesce(item_type, ''), judgement, count(*) FROM {relation} GROUP BY 1, 2 ORDER BY 1, 2"
    ):
        counted[str(judgement)] += int(str(number))
        by_type.setdefault(str(item_type), {})[str(judgement)] = int(str(number))
    wanted = (
        f"SELECT {_COLUMNS}, judgement = 'gone' AS is_gone FROM {relation} WHERE judgement <> 'unchanged'"
    )
    constants = {"organisation": draft.organisation, "load_id": draft.load_id}
    store.tables.append_file("documents", lambda file: engine.write_parquet(wanted, file), constants, folder)
    judged.unlink()
    if answers is not None:
        store.tables.append("answers", answers)
    done = replace(
        draft,
        rows_read=counted.total() - counted["gone"] + draft.rows_rejected,
        rows_new=counted["new"],
        rows_changed=counted["changed"],
        rows_unchanged=counted["unchanged"],
        rows_gone=counted["gone"],
        rows_by_type=by_type,
        loaded_at=datetime.now(UTC).replace(tzinfo=None),
    )
    store.add_ledger_load(done, rejects)
    return done


def _judged_sql(
    draft: LedgerLoad,
    found: str,
    before: Sequence[LedgerLoad],
    document_files: Sequence[Path],
    withdraws: str | None,
) -> str:
    """Return the statement of what a load found, each document with what is to be said of it.

    Documents of the same types that were not found follow as ``gone``: all, where everything was read, or, of
    an endpoint, all that came from it; where only changes were, those on a page of the ledger read again. So
    do those that only a withdrawn reading brought.
    """
    identity = f"row({DOCUMENT_IDENTITY}, copy_number)"
    gone = f"""
UNION ALL BY NAME
SELECT * EXCLUDE (is_gone, identity, brought_by), 'gone' AS judgement FROM known
WHERE {_where_gone(draft, withdraws)} AND identity NOT IN (SELECT identity FROM found)"""
    lineage = f"""{text_literal(draft.organisation)} AS organisation, {text_literal(draft.side)} AS side,
        {text_literal(draft.load_id)} AS load_id, source_file, source_row,
        {timestamp_literal(draft.started_at)} AS loaded_at"""
    return f"""
WITH numbered AS (
    SELECT {_FIELDS}, {lineage},
        row_number() OVER (PARTITION BY {DOCUMENT_IDENTITY} ORDER BY source_file, source_row) AS copy_number
    FROM {found}
),
found AS MATERIALIZED (SELECT *, {identity} AS identity FROM numbered),
known AS (
    SELECT * REPLACE ({text_literal(draft.load_id)} AS load_id), {identity} AS identity, load_id AS brought_by
    FROM ({current_documents_sql(draft.organisation, before, document_files)})
    WHERE side = {text_literal(draft.side)}
)
SELECT found.* EXCLUDE (identity),
    CASE WHEN known.identity IS NULL THEN 'new'
        WHEN row({_qualified("found")}) IS DISTINCT FROM row({_qualified("known")}) THEN 'changed'
        ELSE 'unchanged' END AS judgement
FROM found LEFT JOIN known ON known.identity = found.identity
{gone}"""


def _where_gone(draft: LedgerLoad, withdraws: str | None) -> str:
    """Return the condition on what is known to be gone where it was not found."""
    if withdraws:
        return f"brought_by = {text_literal(withdraws)}"
    covered = f"item_type IN ({', '.join(map(text_literal, draft.covers)) or 'NULL'})"
    if draft.origin == "file":
        return covered if draft.is_whole else "false"
    if not draft.is_complete:
        return "false"
    own = f"{covered} AND source_file = {text_literal(draft.source_file)}"
    if draft.is_whole:
        return own
    if draft.side == "xero":  # a payment stands on its invoice's page, and is told without the others there
        own += f" AND item_type NOT IN ({', '.join(map(text_literal, SETTLEMENTS))})"
    return f"{own} AND url IN (SELECT url FROM found WHERE url IS NOT NULL)"


def _qualified(relation: str) -> str:
    return ", ".join(f"{relation}.{name}" for name in _CONTENT)
