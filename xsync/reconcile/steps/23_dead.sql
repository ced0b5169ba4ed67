-- Documents that are not in the books of their own ledger: never compared.
SELECT
    $folded_columns
FROM documents
WHERE NOT is_living(status)
