-- Each Cin7 number in the log once, with its status, or none where its rows do not agree.
SELECT cin7_print AS name_print, item_type IN ('payment', 'refund') AS settles,
    CASE WHEN min(sync_status) = max(sync_status) THEN min(sync_status) END AS sync_status,
    bool_or(xero_print = cin7_print) AS names_itself
FROM log_prints
WHERE cin7_print IS NOT NULL
GROUP BY cin7_print, settles
