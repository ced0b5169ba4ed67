-- Documents that are not in the books of their own ledger: never compared.
SELECT * EXCLUDE (lives) FROM taken
WHERE NOT lives
