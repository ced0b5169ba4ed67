-- Numbers of which the log tells a story or more than one status.
SELECT name_print FROM (
    SELECT DISTINCT unnest([cin7_print, xero_print, consolidated_print, sibling_print]) AS name_print FROM log_stories
)
WHERE name_print IS NOT NULL
UNION
SELECT name_print FROM log_numbers WHERE sync_status IS NULL
