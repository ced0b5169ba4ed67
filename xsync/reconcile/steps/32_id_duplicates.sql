-- Rule 1, `id`: an id that occurs more than once in a ledger makes duplicates of all who share it and that the
-- log did not pair.
SELECT document_key FROM id_sharers
WHERE (in_cin7 > 1 OR in_xero > 1)
    AND document_key NOT IN (SELECT cin7_key FROM sync_log_pairs)
    AND document_key NOT IN (SELECT xero_key FROM sync_log_pairs)
