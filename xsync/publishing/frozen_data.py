"""A store in miniature: the rows of the loads a run was made from, kept inside the published folder."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused
from xsync.publishing.runs import DATA_FOLDER
from xsync.store.engine import parquet_relation, text_literal
from xsync.store.schemas import SCHEMAS
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xsync.store.engine import Engine

_LOAD_TABLES: Final = ("loads", "ledger_loads")


def freeze(engine: Engine, source: Store, organisation: str, load_ids: Sequence[str], target: Path) -> Store:
    """Copy what a run was made from, and nothing else, to a store of its own.

    Parameters
    ----------
    engine
        Reads the rows.
    source
        The store that the run read.
    organisation
        Whose run it is.
    load_ids
        The loads that it was made from.
    target
        The folder of the new store.

    Raises
    ------
    DataRefused
        If a load is not in the store.
    """
    frozen = Store(target)
    wanted = ", ".join(map(text_literal, load_ids))
    found: set[str] = set()
    for table, schema in SCHEMAS.items():
        files = source.tables.files(table, organisation)
        if not files:
            continue
        condition = f"organisation = {text_literal(organisation)}"
        if "load_id" in schema.names:
            condition += f" AND load_id IN ({wanted})"
        columns = ", ".join(schema.names)
        statement = f"SELECT {columns} FROM {parquet_relation(files)} WHERE {condition}"
        if table in _LOAD_TABLES:
            found |= {str(row[0]) for row in engine.rows(f"SELECT load_id FROM ({statement})")}
        if engine.rows(f"SELECT 1 FROM ({statement}) LIMIT 1"):
            write = partial(engine.write_parquet, statement)
            frozen.tables.append_file(table, write, {"organisation": organisation}, target)
    _refuse_missing(load_ids, found, source)
    return frozen


def put_into(frozen: Store, folder: Path) -> None:
    """Put a frozen store into a folder, without what was settled from it meanwhile."""
    location = Path(frozen.location)
    for table in SCHEMAS:
        if (location / table).is_dir():
            shutil.copytree(location / table, folder / DATA_FOLDER / table)


def take_out(folder: Path, target: Path) -> Store:
    """Return the frozen store of a published run, copied so that reading it leaves nothing behind there."""
    shutil.copytree(folder / DATA_FOLDER, target)
    for path in target.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return Store(target)


def _refuse_missing(load_ids: Iterable[str], found: set[str], source: Store) -> None:
    if missing := [load_id for load_id in load_ids if load_id not in found]:
        raise DataRefused(
            f"The store {source.location} does not hold the loads that the run was made from:", missing
        )
