-- Rule 1, `id`: documents with the same id, and how many have it in either ledger.
SELECT document_key, side, id_text,
    count(*) FILTER (side = 'cin7') OVER (PARTITION BY id_text) AS in_cin7,
    count(*) FILTER (side = 'xero') OVER (PARTITION BY id_text) AS in_xero
FROM rest
WHERE id_text IS NOT NULL
QUALIFY in_cin7 + in_xero > 1
