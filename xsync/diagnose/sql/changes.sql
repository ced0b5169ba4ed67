-- What each load changed: how many items went from one status to another; none where the item was not known before.
SELECT load_position, status_before, status_after, is_first, count(*) AS items
FROM histories
WHERE is_first OR status_before IS DISTINCT FROM status_after
GROUP BY ALL ORDER BY ALL
