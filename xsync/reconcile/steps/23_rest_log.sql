-- What the log says of them.
WITH numbers AS (
    SELECT item_type, number_text AS text FROM rest WHERE number_text IS NOT NULL
    UNION
    SELECT item_type, log_text FROM rest WHERE log_text IS NOT NULL
)
SELECT DISTINCT * FROM log
WHERE consolidated_text IS NOT NULL
    OR (item_type, cin7_text) IN (SELECT (item_type, text) FROM numbers)
    OR (item_type, xero_text) IN (SELECT (item_type, text) FROM numbers)
