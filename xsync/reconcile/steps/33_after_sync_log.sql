-- What rules 1 and 2 left.
SELECT * FROM after_id
WHERE document_key NOT IN (SELECT cin7_key FROM sync_log_pairs)
    AND document_key NOT IN (SELECT xero_key FROM sync_log_pairs)
    AND document_key NOT IN (SELECT document_key FROM id_duplicates)
