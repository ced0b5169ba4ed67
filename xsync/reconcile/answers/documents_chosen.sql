-- The chosen lines, document by document: a pair gives two.
SELECT *,
    cin7_key AS document_key, 'cin7' AS side, CASE WHEN verdict = 'suggested' THEN xero_key END AS candidate
FROM chosen
WHERE cin7_key IS NOT NULL
UNION ALL
SELECT * REPLACE (CASE WHEN verdict = 'suggested' THEN 'only_in_xero' WHEN cin7_key IS NULL THEN finding END
        AS finding),
    xero_key, 'xero', CASE WHEN verdict = 'suggested' THEN cin7_key END
FROM chosen
WHERE xero_key IS NOT NULL
