-- Documents alike, counted by ledger; and the differences of pairs and groups, each once.
WITH lines AS (SELECT * FROM settled WHERE in_scope),
grouped AS (
    SELECT any_value(item_type) AS item_type, any_value(verdict) AS verdict,
        any_value(difference) AS difference, min(coalesce(cin7_currency, xero_currency)) AS currency
    FROM lines WHERE cin7_members IS NOT NULL GROUP BY pair_id
),
counted AS (
    SELECT 'cin7' AS side, item_type, cin7_currency AS currency, verdict, finding, cin7_amount AS amount
    FROM lines WHERE cin7_key IS NOT NULL
    UNION ALL
    SELECT 'xero', xero_item_type, xero_currency, verdict,
        CASE WHEN verdict = 'suggested' THEN 'only_in_xero' WHEN cin7_key IS NULL THEN finding END,
        xero_amount
    FROM lines WHERE xero_key IS NOT NULL
    UNION ALL
    SELECT 'pair', item_type, cin7_currency, verdict, NULL, difference
    FROM lines WHERE cin7_members IS NULL AND cin7_key IS NOT NULL AND xero_key IS NOT NULL
    UNION ALL
    SELECT 'pair', item_type, currency, verdict, NULL, difference FROM grouped
)
SELECT item_type, coalesce(currency, '') AS currency, verdict, coalesce(finding, '') AS finding, side,
    count(*) AS documents, coalesce(sum(abs(amount)), 0) AS amount
FROM counted GROUP BY ALL ORDER BY ALL
