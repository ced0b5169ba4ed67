-- The chosen lines, document by document: a pair gives two.
SELECT * EXCLUDE (xero_item_type, xero_log_status),
    cin7_key AS document_key, 'cin7' AS side, CASE WHEN verdict = 'suggested' THEN xero_key END AS candidate
FROM chosen
WHERE cin7_key IS NOT NULL
UNION ALL
SELECT * EXCLUDE (xero_item_type, xero_log_status) REPLACE (
    xero_item_type AS item_type,
    xero_log_status AS log_status,
    CASE WHEN verdict = 'suggested' THEN 'only_in_xero' WHEN cin7_key IS NULL THEN finding END
        AS finding),
    xero_key, 'xero', CASE WHEN verdict = 'suggested' THEN cin7_key END
FROM chosen
WHERE xero_key IS NOT NULL
