-- Items that every load saw as Completed, counted by the load after which they were known.
-- Rows of one export are never the same item: an identity is as many items as its fullest export has rows of it.
WITH troubled AS (
    SELECT DISTINCT hash($identity) AS item_hash FROM observations
    WHERE sync_status IS DISTINCT FROM 'Completed'
),
held AS (
    SELECT hash($identity) AS item_hash, load_position, count(*) AS copies
    FROM observations WHERE hash($identity) NOT IN (SELECT item_hash FROM troubled)
    GROUP BY ALL
),
known AS (
    SELECT load_position, copies,
        coalesce(max(copies) OVER (
            PARTITION BY item_hash ORDER BY load_position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS copies_before
    FROM held
)
SELECT load_position, CAST(sum(greatest(copies - copies_before, 0)) AS BIGINT) AS items FROM known GROUP BY load_position
