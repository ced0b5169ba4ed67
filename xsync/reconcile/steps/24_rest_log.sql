-- What the log says of them.
WITH numbers AS (
    SELECT hash(item_type, number_text) AS name_print FROM rest WHERE number_text IS NOT NULL
    UNION
    SELECT hash(item_type, log_text) FROM rest WHERE log_text IS NOT NULL
)
SELECT DISTINCT * FROM log
WHERE consolidated_text IS NOT NULL
    OR hash(item_type, cin7_text) IN (SELECT name_print FROM numbers)
    OR hash(item_type, xero_text) IN (SELECT name_print FROM numbers)
