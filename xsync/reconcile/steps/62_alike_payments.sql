-- Rule 5, `parent`: payments of the same parent, date and amount, and how many there are in either ledger.
SELECT kind, parent, document_date, amount,
    count(*) FILTER (side = 'cin7') AS in_cin7, count(*) FILTER (side = 'xero') AS in_xero
FROM payments
GROUP BY kind, parent, document_date, amount
