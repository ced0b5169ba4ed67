-- The plain case: numbers that stand once in either ledger pair, by the log where it names them, else by number.
SELECT cin7.document_key AS cin7_key, xero.document_key AS xero_key, cin7.item_type,
    CASE WHEN log.xero_text = log.cin7_text THEN 'sync_log' ELSE 'number' END AS rule,
    cin7.currency AS cin7_currency, cin7.amount AS cin7_amount, cin7.tax AS cin7_tax,
    cin7.document_date AS cin7_date,
    xero.currency AS xero_currency, xero.amount AS xero_amount, xero.tax AS xero_tax,
    xero.document_date AS xero_date,
    false AS contact_differs,
    log.sync_status AS log_status
FROM plain_candidates AS cin7
JOIN plain_candidates AS xero ON xero.name_print = cin7.name_print
LEFT JOIN log ON log.item_type = cin7.item_type AND log.cin7_text = cin7.number_text
WHERE cin7.side = 'cin7' AND xero.side = 'xero'
    AND cin7.name_print NOT IN (SELECT name_print FROM marked_numbers)
