-- Each group compared: the totals of amount and tax, with a tolerance per member, and the currencies.
WITH totals AS (
    SELECT pair_id,
        count(*) FILTER (side = 'cin7') AS cin7_members,
        count(*) FILTER (side = 'xero') AS xero_members,
        coalesce(sum(amount) FILTER (side = 'cin7'), 0) AS cin7_total,
        coalesce(sum(amount) FILTER (side = 'xero'), 0) AS xero_total,
        coalesce(sum(tax) FILTER (side = 'cin7'), 0) AS cin7_tax,
        coalesce(sum(tax) FILTER (side = 'xero'), 0) AS xero_tax,
        count(*) FILTER (tax IS NULL) = 0 AS tax_is_told,
        list_sort(list(DISTINCT coalesce(currency, '')) FILTER (side = 'cin7'))
            <> list_sort(list(DISTINCT coalesce(currency, '')) FILTER (side = 'xero')) AS currency_differs,
        arg_min(sync_status, (urgency, sync_status)) FILTER (side = 'cin7') AS log_status,
        bool_or(in_range(asked_date)) AS in_range
    FROM group_members
    GROUP BY pair_id
),
compared AS (
    SELECT *,
        $member_tolerance * greatest(cin7_members, xero_members) AS tolerance,
        (cin7_total - xero_total)::DECIMAL(18, 4) AS difference
    FROM totals
)
SELECT pair_id, cin7_members, xero_members, difference, currency_differs, log_status, in_range,
    abs(difference) > tolerance AS amount_differs,
    tax_is_told AND abs(cin7_tax - xero_tax) > tolerance AS tax_differs
FROM compared
