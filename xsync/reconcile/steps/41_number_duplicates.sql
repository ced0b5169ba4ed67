-- Rule 3, `number`: a number that occurs more than once in a ledger makes duplicates of all who bear it.
SELECT document_key FROM numbered
WHERE (in_cin7 > 1 OR in_xero > 1) AND document_key IN (SELECT document_key FROM after_sync_log)
