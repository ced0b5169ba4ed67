-- The plain case: a number that stands once in either ledger, with the same content, is a pair that agrees; by the
-- log where it names the number, else by the number itself.
SELECT cin7.document_key AS cin7_key, xero.document_key AS xero_key, cin7.item_type,
    CASE WHEN log.xero_print = log.cin7_print THEN 'sync_log' ELSE 'number' END AS rule,
    cin7.currency, cin7.amount, cin7.asked_date AS cin7_asked, xero.asked_date AS xero_asked,
    log.sync_status AS log_status
FROM prints AS cin7
JOIN prints AS xero ON xero.name_print = cin7.name_print
LEFT JOIN log_prints AS log ON log.cin7_print = cin7.name_print
WHERE cin7.side = 'cin7' AND xero.side = 'xero'
    AND cin7.name_print NOT IN (SELECT name_print FROM marked_numbers)
