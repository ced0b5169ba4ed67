-- The chosen lines with what both ledgers say, as they say it; a group is shown by its totals.
WITH groups AS (
    SELECT pair_id,
        sum(cin7.amount) AS cin7_amount, sum(cin7.tax) AS cin7_tax,
        CASE WHEN min(cin7.currency) = max(cin7.currency) THEN min(cin7.currency) END AS cin7_currency,
        sum(xero.amount) AS xero_amount, sum(xero.tax) AS xero_tax,
        CASE WHEN min(xero.currency) = max(xero.currency) THEN min(xero.currency) END AS xero_currency
    FROM settled
    LEFT JOIN documents AS cin7 ON cin7.document_key = settled.cin7_key
    LEFT JOIN documents AS xero ON xero.document_key = settled.xero_key
    WHERE settled.cin7_members IS NOT NULL
        AND settled.pair_id IN (SELECT pair_id FROM chosen WHERE cin7_members IS NOT NULL)
    GROUP BY pair_id
)
SELECT chosen.* EXCLUDE (differences, cin7_currency, cin7_amount, xero_currency, xero_amount),
    coalesce(string_split(chosen.differences, ' '), CAST([] AS VARCHAR[])) AS differences,
    $own_fields,
    $group_fields,
    name_of(cin7) AS cin7_name, name_of(xero) AS xero_name,
    name_of(dead) AS dead_name, dead.status AS dead_status
FROM $chosen AS chosen
LEFT JOIN documents AS cin7 ON cin7.document_key = chosen.cin7_key
LEFT JOIN documents AS xero ON xero.document_key = chosen.xero_key
LEFT JOIN documents AS dead ON dead.document_key = chosen.dead_key
LEFT JOIN groups ON groups.pair_id = chosen.pair_id AND chosen.cin7_members IS NOT NULL
