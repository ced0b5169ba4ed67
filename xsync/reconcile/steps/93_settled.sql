-- Everything judged, the plain pairs as well, beside the log. Pairs and groups are found on their Cin7 documents; a suggestion counts as absence.
WITH told AS (
    SELECT * FROM judged
    UNION ALL
    SELECT least(cin7_key, xero_key), cin7_key, xero_key, item_type, item_type, rule, 'agrees', NULL,
        currency, amount, currency, amount, 0, log_status, log_status, in_range(cin7_$asked_date) OR in_range(xero_$asked_date),
        NULL, NULL, NULL
    FROM plain
)
SELECT * EXCLUDE (in_range),
    CASE
        WHEN verdict = 'duplicate' THEN 'duplicate'
        WHEN cin7_key IS NULL THEN CASE WHEN verdict = 'only_in_xero' THEN 'only_in_xero' END
        WHEN verdict IN ('only_in_cin7', 'suggested') THEN CASE
            WHEN log_status IS NULL THEN 'unlogged'
            WHEN log_status = 'Completed' THEN 'completed_but_absent'
            WHEN log_status = 'Skipped' THEN 'skipped_drift'
            WHEN log_status IN ('Failed', 'Warning', 'Pending') THEN 'not_in_xero' END
        WHEN verdict = 'differs' THEN CASE
            WHEN log_status IS NULL THEN 'unlogged_but_differs'
            WHEN log_status = 'Completed' THEN 'completed_but_differs'
            WHEN log_status IN ('Failed', 'Warning', 'Pending', 'Skipped') THEN 'stale_copy' END
        WHEN log_status IN ('Failed', 'Skipped') THEN 'safe_to_skip'
    END AS finding,
    in_range AND (in_types(item_type) OR in_types(xero_item_type)) AS in_scope
FROM told
