-- Both ledgers side by side: what moved on each account in each month, and why it cannot be compared, if so.
WITH entries AS (
    SELECT account, day, movement AS cin7, CAST(NULL AS DECIMAL(18, 4)) AS xero, doubt FROM cin7_entries
    UNION ALL
    SELECT account, day, NULL AS cin7, movement AS xero, doubt FROM xero_entries
),
months AS (
    SELECT account, CAST(date_trunc('month', day) AS DATE) AS month,
        CAST(coalesce(sum(cin7), 0) AS DECIMAL(18, 4)) AS cin7, CAST(coalesce(sum(xero), 0) AS DECIMAL(18, 4)) AS xero,
        min(doubt) AS doubt
    FROM entries WHERE day IS NULL OR ($in_range) GROUP BY ALL
),
named AS (
    SELECT account, any_value(name) AS name, min(reason) AS reason FROM xero_accounts GROUP BY account
)
SELECT months.account, named.name, months.month, months.cin7, months.xero,
    CASE WHEN months.account IS NULL THEN coalesce(months.doubt, 'entries name no account')
        WHEN named.account IS NULL THEN 'Xero has no account of this code'
        ELSE coalesce(named.reason, months.doubt) END AS reason
FROM months LEFT JOIN named ON named.account = months.account
WHERE months.cin7 <> 0 OR months.xero <> 0 OR months.doubt IS NOT NULL
ORDER BY months.account NULLS LAST, months.month NULLS FIRST
