-- Documents that are not in the books of their own ledger: never compared.
SELECT * EXCLUDE (lives, contact) FROM folded
WHERE NOT lives
