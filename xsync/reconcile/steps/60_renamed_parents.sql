-- Rule 5, `parent`: Cin7 numbers that stand for one other number in Xero, by what was paired; payments name that one
-- there. Where a number stands for several, its payments keep it.
WITH partners AS (
    SELECT cin7_key, xero_key FROM id_pairs
    UNION ALL SELECT cin7_key, xero_key FROM sync_log_pairs
    UNION ALL SELECT cin7_key, xero_key FROM number_pairs
    UNION ALL
    SELECT cin7.document_key, xero.document_key
    FROM consolidated_members AS cin7 JOIN consolidated_members AS xero ON xero.pair_id = cin7.pair_id
    WHERE cin7.side = 'cin7' AND xero.side = 'xero'
)
SELECT cin7.direction, cin7.number_text, min(xero.number_text) AS xero_text
FROM partners
JOIN rest AS cin7 ON cin7.document_key = partners.cin7_key
JOIN rest AS xero ON xero.document_key = partners.xero_key
WHERE cin7.item_type IN ('invoice', 'credit_note') AND cin7.number_text IS NOT NULL
    AND xero.number_text IS NOT NULL
GROUP BY cin7.direction, cin7.number_text
HAVING min(xero.number_text) = max(xero.number_text) AND min(xero.number_text) <> cin7.number_text
