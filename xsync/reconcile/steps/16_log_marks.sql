-- Numbers of which the log tells a story: renamed, consolidated, or logged more than once.
SELECT cin7_print AS name_print FROM log_prints
WHERE xero_print <> cin7_print OR consolidated_print IS NOT NULL
UNION ALL
SELECT xero_print FROM log_prints
WHERE xero_print IS DISTINCT FROM cin7_print OR consolidated_print IS NOT NULL
UNION ALL
SELECT consolidated_print FROM log_prints WHERE consolidated_print IS NOT NULL
UNION ALL
SELECT cin7_print FROM log_prints
GROUP BY cin7_print
HAVING count(*) > 1
