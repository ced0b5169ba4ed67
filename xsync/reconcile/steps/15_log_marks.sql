-- Numbers of which the log tells a story: renamed, consolidated, or logged more than once.
SELECT hash(item_type, cin7_text) AS name_print FROM log
WHERE xero_text <> cin7_text OR consolidated_text IS NOT NULL
UNION ALL
SELECT hash(item_type, xero_text) FROM log
WHERE xero_text IS DISTINCT FROM cin7_text OR consolidated_text IS NOT NULL
UNION ALL
SELECT hash(item_type, consolidated_text) FROM log
WHERE consolidated_text IS NOT NULL
UNION ALL
SELECT hash(item_type, cin7_text) FROM log
GROUP BY hash(item_type, cin7_text)
HAVING count(*) > 1
