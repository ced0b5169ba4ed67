-- What Cin7's log says, the most urgent status lowest in `urgency`.
SELECT
    item_type,
    fold(cin7_number) AS cin7_text,
    fold(xero_number) AS xero_text,
    fold(consolidated_number) AS consolidated_text,
    sync_status,
    CASE sync_status
        WHEN 'Failed' THEN 1 WHEN 'Warning' THEN 2 WHEN 'Pending' THEN 3 WHEN 'Skipped' THEN 4
        WHEN 'Completed' THEN 5 ELSE 6
    END AS urgency,
    effective_date
FROM items
WHERE sync_status IS NOT NULL
