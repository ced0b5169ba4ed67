-- The items that the last load found short of Xero, and were not before; and those that are so no longer.
WITH changed AS (
    SELECT item_load_id AS load_id, item_source_row AS source_row, status_before, status_after,
        coalesce(status_after IN ($unsynced), false) AS is_new
    FROM histories
    WHERE load_position = $load_position AND (is_first OR status_before IS DISTINCT FROM status_after)
        AND coalesce(status_after IN ($unsynced), false)
            <> coalesce(NOT is_first AND status_before IN ($unsynced), false)
),
placed AS (
    SELECT changed.is_new, status_before, status_after, items.*,
        row_number() OVER (PARTITION BY is_new ORDER BY sync_date DESC, item_type, cin7_number, source_row) AS place
    FROM changed JOIN items USING (load_id, source_row)
)
SELECT load_id, source_row, is_new, status_before, status_after, item_type, cin7_number, sync_date, effective_date,
    contact, currency, amount, message
FROM placed WHERE place <= $most_items ORDER BY is_new DESC, place
