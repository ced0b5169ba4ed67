-- Rule 3, `number`: a number that occurs once in either ledger pairs its two documents, if both are still free.
SELECT cin7.document_key AS cin7_key, xero.document_key AS xero_key
FROM numbered AS cin7 JOIN numbered AS xero ON xero.kind = cin7.kind AND xero.number_key = cin7.number_key
WHERE cin7.side = 'cin7' AND xero.side = 'xero' AND cin7.in_cin7 = 1 AND cin7.in_xero = 1
    AND cin7.document_key IN (SELECT document_key FROM after_sync_log)
    AND xero.document_key IN (SELECT document_key FROM after_sync_log)
