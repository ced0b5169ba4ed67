-- What rule 1 left.
SELECT * FROM rest
WHERE document_key NOT IN (SELECT cin7_key FROM id_pairs) AND document_key NOT IN (SELECT xero_key FROM id_pairs)
