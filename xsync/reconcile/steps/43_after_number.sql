-- What rules 1 to 3 left.
SELECT * FROM after_sync_log
WHERE document_key NOT IN (SELECT cin7_key FROM number_pairs)
    AND document_key NOT IN (SELECT xero_key FROM number_pairs)
    AND document_key NOT IN (SELECT document_key FROM number_duplicates)
