-- Rule 5, `parent`: as many in one ledger as in the other pair one to one, whatever their order.
WITH placed AS (
    SELECT payments.*, row_number() OVER (
        PARTITION BY side, kind, parent, document_date, amount
        ORDER BY id_text, loaded_at, source_file, source_row, document_key
    ) AS place
    FROM payments JOIN alike_payments AS alike USING (kind, parent, document_date, amount)
    WHERE alike.in_cin7 = alike.in_xero
)
SELECT cin7.document_key AS cin7_key, xero.document_key AS xero_key
FROM placed AS cin7 JOIN placed AS xero
    ON xero.kind = cin7.kind AND xero.parent = cin7.parent AND xero.document_date = cin7.document_date
    AND xero.amount = cin7.amount AND xero.place = cin7.place
WHERE cin7.side = 'cin7' AND xero.side = 'xero'
