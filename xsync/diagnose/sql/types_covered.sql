-- What the items shown cover: each type with its dates, and the last load that told of it.
WITH shown AS ($shown)
SELECT item_type, count(*) AS items, count(*) FILTER (WHERE sync_status IN ($unsynced)) AS unsynced,
    CAST(min($date) AS DATE) AS first_day, CAST(max($date) AS DATE) AS last_day,
    count(*) - count($date) AS undated, max(load_position) AS last_load
FROM shown JOIN (SELECT load_id, load_position FROM loads) AS told USING (load_id)
GROUP BY item_type ORDER BY item_type
