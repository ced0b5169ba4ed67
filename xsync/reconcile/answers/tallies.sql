-- Settled lines that are alike in all but their documents, added up; `cin7_key` and `xero_key` are those of one of them.
-- A pair or group stands for itself once, on the document that gives it its `pair_id`.
SELECT item_type, xero_item_type, verdict, rule, log_status, xero_log_status, finding, in_scope,
    cin7_currency, xero_currency,
    min(cin7_key) AS cin7_key, min(xero_key) AS xero_key, min(cin7_members) AS cin7_members,
    count(*) AS lines,
    count(*) FILTER (pair_id = cin7_key) AS cin7_pairs, count(*) FILTER (pair_id = xero_key) AS xero_pairs,
    sum(cin7_amount) AS cin7_amount, sum(xero_amount) AS xero_amount, sum(difference) AS difference
FROM settled
GROUP BY item_type, xero_item_type, verdict, rule, log_status, xero_log_status, finding, in_scope,
    cin7_currency, xero_currency, cin7_key IS NULL, xero_key IS NULL, cin7_members IS NULL
