-- Stretches of days between the first and the last day shown on which no item is dated, the longest first.
WITH shown AS ($shown),
days AS (SELECT DISTINCT CAST($date AS DATE) AS day FROM shown WHERE $date IS NOT NULL),
followed AS (SELECT day, lead(day) OVER (ORDER BY day) AS next_day FROM days),
silent AS (
    SELECT day + INTERVAL 1 DAY AS first_day, next_day - INTERVAL 1 DAY AS last_day, date_diff('day', day, next_day) - 1 AS days
    FROM followed WHERE date_diff('day', day, next_day) > 1
)
SELECT CAST(first_day AS DATE) AS first_day, CAST(last_day AS DATE) AS last_day, days,
    CAST(sum(days) OVER () AS BIGINT) AS all_days, count(*) OVER () AS stretches
FROM silent ORDER BY days DESC, first_day LIMIT $most_stretches
