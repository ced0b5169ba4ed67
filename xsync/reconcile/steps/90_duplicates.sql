-- The duplicates of all rules.
SELECT document_key, 'id' AS rule FROM id_duplicates
UNION ALL SELECT document_key, 'number' FROM number_duplicates
UNION ALL SELECT document_key, 'parent' FROM parent_duplicates
UNION ALL SELECT document_key, 'reference' FROM reference_duplicates
