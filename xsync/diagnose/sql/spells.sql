-- Each unbroken run of observations that found an item short of Xero: since when, how often seen, and what ended it.
WITH numbered AS (
    SELECT item_load_id, item_source_row, seen_at, sync_status, exported_at, load_position,
        coalesce(sync_status IN ($unsynced), false) AS is_unsynced,
        count(*) FILTER (WHERE sync_status IS NULL OR sync_status NOT IN ($unsynced)) OVER (
            PARTITION BY item_load_id, item_source_row ORDER BY seen_at, exported_at, load_position
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS endings
    FROM histories
),
spells AS (
    SELECT item_load_id, item_source_row, endings,
        min(seen_at) FILTER (WHERE is_unsynced) AS started_at,
        count(*) FILTER (WHERE is_unsynced) AS times_seen,
        count(*) FILTER (WHERE sync_status = 'Failed') AS times_failed,
        min(seen_at) AS began_at,
        min(sync_status) FILTER (WHERE NOT is_unsynced) AS ended_before_by
    FROM numbered GROUP BY item_load_id, item_source_row, endings
),
followed AS (
    SELECT *,
        lead(began_at) OVER spells_of_item AS ended_at,
        lead(ended_before_by) OVER spells_of_item AS ended_by
    FROM spells
    WINDOW spells_of_item AS (PARTITION BY item_load_id, item_source_row ORDER BY endings)
)
SELECT item_load_id AS load_id, item_source_row AS source_row, started_at, times_seen, times_failed, ended_at, ended_by
FROM followed WHERE times_seen > 0
