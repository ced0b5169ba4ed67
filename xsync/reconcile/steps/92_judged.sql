-- What the rules judged: a line for each pair, for each member of a group, and for each document alone.
SELECT least(cin7_key, xero_key) AS pair_id, cin7_key, xero_key, item_type, xero_item_type, rule, verdict,
    CASE WHEN verdict = 'differs' THEN concat_ws(' ',
        CASE WHEN amount_differs THEN 'amount' END, CASE WHEN tax_differs THEN 'tax' END,
        CASE WHEN currency_differs THEN 'currency' END, CASE WHEN date_differs THEN 'date' END,
        CASE WHEN contact_differs THEN 'contact' END) END AS differences,
    cin7_currency, cin7_amount, xero_currency, xero_amount,
    CAST(coalesce(cin7_amount, 0) - coalesce(xero_amount, 0) AS DECIMAL(18, 4)) AS difference,
    log_status, xero_log_status, in_range(cin7_asked) OR in_range(xero_asked) AS in_range,
    NULL::BIGINT AS dead_key, NULL::BIGINT AS cin7_members, NULL::BIGINT AS xero_members
FROM compared_pairs
UNION ALL
SELECT pair_id,
    CASE WHEN side = 'cin7' THEN document_key END, CASE WHEN side = 'xero' THEN document_key END,
    item_type, item_type, rule,
    CASE WHEN amount_differs OR tax_differs OR currency_differs THEN 'differs' ELSE 'agrees' END,
    nullif(concat_ws(' ',
        CASE WHEN amount_differs THEN 'amount' END, CASE WHEN tax_differs THEN 'tax' END,
        CASE WHEN currency_differs THEN 'currency' END), ''),
    CASE WHEN side = 'cin7' THEN currency END, CASE WHEN side = 'cin7' THEN amount END,
    CASE WHEN side = 'xero' THEN currency END, CASE WHEN side = 'xero' THEN amount END,
    difference,
    CASE WHEN side = 'cin7' THEN sync_status ELSE coalesce(log_status, sync_status) END,
    coalesce(log_status, sync_status), in_range,
    NULL, cin7_members, xero_members
FROM group_members JOIN compared_groups USING (pair_id)
UNION ALL
SELECT NULL,
    CASE WHEN side = 'cin7' THEN document_key END, CASE WHEN side = 'xero' THEN document_key END,
    item_type, item_type, rule, verdict, NULL,
    CASE WHEN side = 'cin7' THEN currency END, CASE WHEN side = 'cin7' THEN amount END,
    CASE WHEN side = 'xero' THEN currency END, CASE WHEN side = 'xero' THEN amount END,
    CAST(CASE WHEN side = 'cin7' THEN coalesce(amount, 0) ELSE -coalesce(amount, 0) END AS DECIMAL(18, 4)),
    log_status, log_status, in_range(asked_date), dead_key, NULL, NULL
FROM alone
