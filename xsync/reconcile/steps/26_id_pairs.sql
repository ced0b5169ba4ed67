-- Rule 1, `id`: an id that occurs once in either ledger pairs its two documents.
SELECT cin7.document_key AS cin7_key, xero.document_key AS xero_key
FROM id_sharers AS cin7 JOIN id_sharers AS xero ON xero.id_text = cin7.id_text
WHERE cin7.side = 'cin7' AND xero.side = 'xero' AND cin7.in_cin7 = 1 AND cin7.in_xero = 1
