"""The relations that this room asks: the log as every load saw it, and what was settled from it once.

``observations`` (every row of every load that counts) and ``loads`` come from the store. ``histories``,
``hanging``, ``appearances`` and ``vanished`` are answers that no question changes: each is settled once for a
set of loads and kept as a Parquet file, so that a section costs a scan and not the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.diagnose.blocked_names import named_in_messages
from xsync.diagnose.statements import statement
from xsync.store.engine import parquet_relation, text_literal, timestamp_literal
from xsync.store.settled import settled_file

if TYPE_CHECKING:
    from xsync.store.snapshot import Snapshot

TITLES: Final = {
    "histories": "Items not in Xero: what each export saw of them",
    "hanging": "What waits for what, down to the root",
    "appearances": "Items completed from the start, by the load that brought them",
    "vanished": "Rows that vanished from a later export",
}
"""What is settled, in the order it is settled in, by what it holds."""

_PREPARED: Final = "diagnosis_prepared"


def prepare(snapshot: Snapshot) -> None:
    """Make the relations known to a snapshot's engine, once, settled unless that was done before."""
    if _PREPARED in vars(snapshot):
        return
    engine = snapshot.engine
    listed = ", ".join(
        f"({position}, {text_literal(load.load_id)}, {text_literal(load.source_file)}, {load.rows_read}, "
        f"{timestamp_literal(load.loaded_at)}, {timestamp_literal(load.exported_at or load.loaded_at)})"
        for position, load in enumerate(snapshot.loads)
    )
    engine.execute(
        "CREATE OR REPLACE VIEW loads AS SELECT * FROM (VALUES "
        f"{listed}) AS load (load_position, load_id, source_file, rows_read, loaded_at, exported_at)"
    )
    engine.execute(
        "CREATE OR REPLACE VIEW observations AS "
        "SELECT observation.* EXCLUDE (loaded_at), load.loaded_at, load.exported_at, load.load_position "
        f"FROM {parquet_relation(snapshot.observation_files)} AS observation "
        "JOIN loads AS load ON load.load_id = observation.load_id "
        f"WHERE observation.organisation = {text_literal(snapshot.organisation)}"
    )
    made_from = [load.load_id for load in snapshot.loads]
    for name, text in settled_statements().items():
        path = settled_file(
            engine,
            text,
            snapshot.organisation,
            [name, text, *made_from],
            snapshot.items_file.parent,
            snapshot.rights,
        )
        engine.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {parquet_relation([path])}")
    engine.execute(f"CREATE OR REPLACE VIEW spells AS {statement('spells')}")
    vars(snapshot)[_PREPARED] = True


def settled_statements() -> dict[str, str]:
    """Return the statements of what is settled, by the name of the relation each becomes."""
    return {name: statement(name, **named_in_messages()) for name in TITLES}
