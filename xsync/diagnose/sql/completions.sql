-- How long the items shown took from the first time they were seen short of Xero until they were seen Completed.
-- The median and the ninth decile are values that occur: the first with half, or nine tenths, of all at or below it.
WITH shown AS ($shown),
ended AS (
    SELECT shown.item_type, date_diff('second', started_at, ended_at) AS seconds
    FROM shown JOIN spells USING (load_id, source_row)
    WHERE spells.ended_by = 'Completed'
),
placed AS (
    SELECT item_type, seconds, row_number() OVER (PARTITION BY item_type ORDER BY seconds) AS place,
        count(*) OVER (PARTITION BY item_type) AS total
    FROM ended
)
SELECT item_type, max(total) AS completions, min(seconds) AS shortest,
    min(seconds) FILTER (WHERE 2 * place >= total) AS median,
    min(seconds) FILTER (WHERE 10 * place >= 9 * total) AS ninth_decile,
    max(seconds) AS longest
FROM placed GROUP BY item_type ORDER BY item_type
