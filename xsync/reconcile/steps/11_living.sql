-- What is in the books of its own ledger.
SELECT * FROM folded
WHERE lives
