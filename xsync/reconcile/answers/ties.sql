-- Per item type and currency: each ledger's own total, read from its documents, beside the sums of its verdicts;
-- and the difference of the ledgers beside the differences that the verdicts explain.
WITH
totals AS (
    SELECT item_type, currency,
        coalesce(sum(amount) FILTER (side = 'cin7'), 0) AS cin7_total,
        coalesce(sum(amount) FILTER (side = 'xero'), 0) AS xero_total
    FROM living
    GROUP BY item_type, currency
),
sums AS (
    SELECT item_type, cin7_currency AS currency, 'cin7' AS side, verdict, in_scope,
        coalesce(sum(cin7_amount), 0) AS amount
    FROM tallies WHERE cin7_key IS NOT NULL
    GROUP BY item_type, cin7_currency, verdict, in_scope
    UNION ALL
    SELECT xero_item_type, xero_currency, 'xero', verdict, in_scope, coalesce(sum(xero_amount), 0)
    FROM tallies WHERE xero_key IS NOT NULL
    GROUP BY xero_item_type, xero_currency, verdict, in_scope
),
judged AS (
    SELECT item_type, currency,
        $verdict_sums,
        coalesce(sum(amount) FILTER (side = 'cin7' AND NOT in_scope), 0) AS cin7_elsewhere,
        coalesce(sum(amount) FILTER (side = 'xero' AND NOT in_scope), 0) AS xero_elsewhere,
        count(*) FILTER (in_scope) AS lines_in_scope
    FROM sums
    GROUP BY item_type, currency
),
differences AS (
    SELECT item_type, cin7_currency AS currency, difference FROM tallies
    WHERE in_scope AND cin7_members IS NULL AND cin7_key IS NOT NULL AND xero_key IS NOT NULL
        AND item_type = xero_item_type AND cin7_currency IS NOT DISTINCT FROM xero_currency
    UNION ALL
    SELECT item_type, cin7_currency, cin7_amount FROM tallies
    WHERE in_scope AND cin7_key IS NOT NULL AND (cin7_members IS NOT NULL OR xero_key IS NULL
        OR item_type <> xero_item_type OR cin7_currency IS DISTINCT FROM xero_currency)
    UNION ALL
    SELECT xero_item_type, xero_currency, -xero_amount FROM tallies
    WHERE in_scope AND xero_key IS NOT NULL AND (cin7_members IS NOT NULL OR cin7_key IS NULL
        OR item_type <> xero_item_type OR cin7_currency IS DISTINCT FROM xero_currency)
),
explained AS (
    SELECT item_type, currency, coalesce(sum(difference), 0) AS difference FROM differences
    GROUP BY item_type, currency
),
told AS (
    SELECT coalesce(totals.item_type, judged.item_type) AS item_type,
        coalesce(totals.currency, judged.currency) AS currency,
        $sums_told,
        coalesce(totals.cin7_total, 0) - coalesce(judged.cin7_elsewhere, 0) AS cin7_total,
        coalesce(totals.xero_total, 0) - coalesce(judged.xero_elsewhere, 0) AS xero_total,
        coalesce(explained.difference, 0) AS explained_difference,
        judged.lines_in_scope
    FROM totals
    FULL JOIN judged ON judged.item_type = totals.item_type
        AND judged.currency IS NOT DISTINCT FROM totals.currency
    LEFT JOIN explained ON explained.item_type = judged.item_type
        AND explained.currency IS NOT DISTINCT FROM judged.currency
)
SELECT * EXCLUDE (lines_in_scope),
    cin7_total - xero_total AS difference,
    cin7_total = $cin7_sums AS cin7_ties,
    xero_total = $xero_sums AS xero_ties,
    cin7_total - xero_total = explained_difference AS difference_ties
FROM told
WHERE lines_in_scope IS NULL OR lines_in_scope > 0
ORDER BY item_type, currency
