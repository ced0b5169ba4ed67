-- Items shown that are not in Xero, by type, status and how many days ago their unbroken run of failing began.
WITH shown AS ($shown),
aged AS (
    SELECT shown.item_type, shown.sync_status, shown.currency, shown.amount, started_at, times_seen,
        greatest(date_diff('day', CAST(started_at AS DATE), DATE '$today'), 0) AS days
    FROM shown JOIN spells USING (load_id, source_row)
    WHERE shown.sync_status IN ($unsynced) AND spells.ended_at IS NULL
)
SELECT item_type, sync_status, $bucket AS bucket, coalesce(currency, '') AS currency, count(*) AS items, sum(amount) AS amount,
    min(started_at) AS oldest, CAST(max(times_seen) AS BIGINT) AS most_times_seen
FROM aged GROUP BY ALL ORDER BY ALL
