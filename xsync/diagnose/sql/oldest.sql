-- The items shown that have been short of Xero for longest.
WITH shown AS ($shown)
SELECT load_id, source_row, item_type, cin7_number, sync_status, started_at, times_seen, times_failed,
    greatest(date_diff('day', CAST(started_at AS DATE), DATE '$today'), 0) AS days, contact, currency, amount, message
FROM shown JOIN spells USING (load_id, source_row)
WHERE shown.sync_status IN ($unsynced) AND spells.ended_at IS NULL
ORDER BY started_at, item_type, cin7_number, load_id, source_row
LIMIT $most_items
