-- What each load holds: its rows, the span of their sync dates, and its types.
SELECT loads.load_position, loads.source_file, loads.loaded_at, count(observations.load_id) AS rows,
    count(observations.load_id) - count(sync_date) AS undated,
    min(sync_date) AS first_at, max(sync_date) AS last_at, count(DISTINCT item_type) AS types
FROM loads LEFT JOIN observations ON observations.load_position = loads.load_position
GROUP BY ALL ORDER BY loads.load_position
