-- Every observation of the items that any load saw short of Xero, and how the item stood after that load.
-- Rows of the items file are found by item_load_id and item_source_row, the item's current observation.
WITH troubled AS (
    SELECT DISTINCT hash($identity) AS item_hash FROM observations
    WHERE sync_status IS DISTINCT FROM 'Completed'
),
observed AS (
    SELECT load_id, source_row, load_position, exported_at, sync_status,
        coalesce(sync_date, exported_at) AS seen_at, row($identity) AS identity,
        row_number() OVER (PARTITION BY load_id, $identity ORDER BY sync_date, source_row) AS copy_number
    FROM observations WHERE hash($identity) IN (SELECT item_hash FROM troubled)
),
followed AS (
    SELECT load_id, source_row, load_position, exported_at, sync_status, seen_at, identity, copy_number,
        max({
            'seen_at': seen_at, 'exported_at': exported_at, 'load_position': load_position,
            'sync_status': sync_status, 'load_id': load_id, 'source_row': source_row
        }) OVER (
            PARTITION BY identity, copy_number ORDER BY load_position
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS standing
    FROM observed
)
SELECT load_position, exported_at, seen_at, sync_status, standing.sync_status AS status_after,
    lag(standing.sync_status) OVER loads_of_item AS status_before,
    row_number() OVER loads_of_item = 1 AS is_first,
    last_value(standing.load_id) OVER all_of_item AS item_load_id,
    last_value(standing.source_row) OVER all_of_item AS item_source_row
FROM followed
WINDOW loads_of_item AS (PARTITION BY identity, copy_number ORDER BY load_position),
    all_of_item AS (
        PARTITION BY identity, copy_number ORDER BY load_position
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
