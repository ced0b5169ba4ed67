-- Duplicates and singles, each by itself.
WITH alone AS (
    SELECT document_key, 'duplicate' AS verdict, rule FROM duplicates
    UNION ALL
    SELECT document_key, CASE side WHEN 'cin7' THEN 'only_in_cin7' ELSE 'only_in_xero' END, NULL FROM singles
)
SELECT alone.document_key, alone.verdict, alone.rule, document.side, document.item_type, document.currency,
    document.amount, document.$asked_date AS asked_date, said.sync_status AS log_status, counterpart.dead_key
FROM alone
JOIN rest AS document ON document.document_key = alone.document_key
LEFT JOIN rest_statuses AS said ON said.document_key = alone.document_key
LEFT JOIN dead_counterparts AS counterpart ON counterpart.document_key = alone.document_key
