-- What rules 1 to 5 left.
SELECT * FROM after_consolidated
WHERE document_key NOT IN (SELECT cin7_key FROM parent_pairs)
    AND document_key NOT IN (SELECT xero_key FROM parent_pairs)
    AND document_key NOT IN (SELECT document_key FROM parent_members)
    AND document_key NOT IN (SELECT document_key FROM parent_duplicates)
