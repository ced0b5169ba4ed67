"""Two ledgers of any size in which two documents of a hundred are not in step, kept like the exports."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bench import data
from bench.measure import say
from xsync.reconcile.matching import settle_matching
from xsync.store.engine import Engine, parquet_relation
from xsync.store.schemas import empty_sql

if TYPE_CHECKING:
    from pathlib import Path

MADE = """
SELECT place, hash(place) AS draw, draw >> 8 & 1023 AS fault,
    CASE WHEN place % 10 < 5 OR place % 10 = 6 THEN 'invoice' WHEN place % 10 = 5 THEN 'credit_note'
        ELSE 'payment' END AS item_type,
    CASE WHEN place % 10 = 6 THEN 'purchase' ELSE 'sale' END AS direction,
    CASE item_type WHEN 'payment' THEN concat('INV-', place - 7)
        WHEN 'credit_note' THEN concat('CN-', place)
        ELSE concat(CASE direction WHEN 'sale' THEN 'INV-' ELSE 'BILL-' END, place) END AS name
FROM range({documents}) AS places (place)
"""
"""Five sale invoices, a credit note, a bill and the payments of three of the invoices, again and again."""

SIDE = """
SELECT 'Bench Ltd' AS organisation, '{side}' AS side, item_type, direction,
    CAST(uuid() AS VARCHAR) AS document_id,
    CASE WHEN item_type <> 'payment' THEN
        CASE WHEN fault BETWEEN {first} + 12 AND {first} + 13 THEN concat(name, '-copy') ELSE name END
    END AS number,
    CAST(NULL AS VARCHAR) AS reference,
    CASE WHEN item_type = 'payment' THEN name END AS parent_number,
    concat('Customer ', draw >> 20 & 4095) AS contact,
    CASE WHEN draw % 5 = 0 THEN 'EUR' ELSE 'GBP' END AS currency,
    CAST((draw >> 12 & 1048575) / 100
        + CASE WHEN '{side}' = 'xero' AND fault BETWEEN 8 AND 15 THEN 1 ELSE 0 END AS DECIMAL(18, 4)
    ) AS amount,
    CAST((draw >> 12 & 1048575) / 600 AS DECIMAL(18, 4)) AS tax,
    DATE '2024-01-01' + CAST(draw >> 30 & 511 AS INTEGER) AS document_date,
    DATE '2024-02-01' + CAST(draw >> 30 & 511 AS INTEGER) AS due_date,
    CASE WHEN draw >> 40 & 511 = 0 THEN 'VOIDED' ELSE 'AUTHORISED' END AS status,
    '200' AS account, concat('https://example.com/', draw) AS url, TIMESTAMP '2026-01-01' AS updated_at,
    '{side}' AS load_id, '{side}.csv' AS source_file, place AS source_row, TIMESTAMP '2026-01-01' AS loaded_at
FROM made
WHERE NOT fault BETWEEN {first} AND {first} + 3
"""


def ledgers(documents: int) -> Path:
    """The settled documents of both ledgers, so many a side."""
    kept = data.KEPT / f"ledgers-{documents}.parquet"
    if not kept.exists():
        say(f"  making two ledgers of {documents:,} documents")
        kept.parent.mkdir(parents=True, exist_ok=True)
        sides = " UNION ALL ".join(
            SIDE.format(side=side, first=first) for side, first in (("cin7", 0), ("xero", 4))
        )
        engine = Engine()
        making = kept.with_suffix(".partial")
        engine.write_parquet(
            f"WITH made AS ({MADE.format(documents=documents)}) "
            f"SELECT row_number() OVER () AS document_key, * FROM ({sides})",
            making,
        )
        making.rename(kept)
    return kept


def matching(documents: int) -> Path:
    """What pairs with what in them, settled as the store does it after a pull."""
    kept = data.KEPT / f"matching-{documents}"
    if not kept.exists():
        say(f"  settling two ledgers of {documents:,} documents")
        making = data.KEPT / f"matching-{documents}.partial"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        settle_matching(opened(ledgers(documents)), making)
        making.rename(kept)
    return kept


def opened(both: Path) -> Engine:
    """An engine that knows the documents of both ledgers, and a log without a row."""
    engine = Engine()
    engine.execute(f"CREATE VIEW documents AS SELECT * FROM {parquet_relation([both])}")
    engine.execute(f"CREATE VIEW items AS {empty_sql('observations')}")
    return engine
