-- Items whose last row has no counterpart in a later export that covers it: one that holds rows of its type, earlier and
-- later sync dates than its own or the same, and not rows of another status alone.
WITH spans AS (
    SELECT load_position, min(exported_at) AS exported_at, min(sync_date) AS first_at, max(sync_date) AS last_at,
        CASE WHEN count(DISTINCT sync_status) = 1 THEN min(sync_status) END AS only_status
    FROM observations GROUP BY load_position
),
held AS (SELECT DISTINCT load_position, item_type FROM observations),
later AS (
    SELECT own.load_id, spans.* FROM loads AS own
    JOIN spans ON row(spans.exported_at, spans.load_position) > row(own.exported_at, own.load_position)
),
suspects AS (
    SELECT items.load_id, items.source_row, later.load_position AS missing_from, later.exported_at AS missing_at
    FROM items
    JOIN later ON later.load_id = items.load_id
    JOIN held ON held.load_position = later.load_position AND held.item_type = items.item_type
    WHERE items.sync_date BETWEEN later.first_at AND later.last_at
        AND (later.only_status IS NULL OR later.only_status = items.sync_status)
),
suspected AS (
    SELECT DISTINCT hash($identity) AS item_hash FROM items
    WHERE (load_id, source_row) IN (SELECT load_id, source_row FROM suspects)
),
observed AS (
    SELECT load_id, source_row, load_position, exported_at, row($identity) AS identity,
        row_number() OVER (PARTITION BY load_id, $identity ORDER BY sync_date, source_row) AS copy_number
    FROM observations WHERE hash($identity) IN (SELECT item_hash FROM suspected)
),
last_seen AS (
    SELECT load_id, source_row FROM observed
    QUALIFY row_number() OVER (PARTITION BY identity, copy_number ORDER BY exported_at DESC, load_position DESC) = 1
)
SELECT suspects.load_id, suspects.source_row, min_by(missing_from, row(missing_at, missing_from)) AS missing_from
FROM suspects JOIN last_seen USING (load_id, source_row)
GROUP BY suspects.load_id, suspects.source_row
