-- What rules 1 to 4 left.
SELECT * FROM after_number
WHERE document_key NOT IN (SELECT document_key FROM consolidated_members)
