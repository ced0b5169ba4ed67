-- What rules 1 to 6 left.
SELECT * FROM after_parent
WHERE document_key NOT IN (SELECT cin7_key FROM reference_pairs)
    AND document_key NOT IN (SELECT xero_key FROM reference_pairs)
    AND document_key NOT IN (SELECT document_key FROM reference_duplicates)
