-- Rule 5, `parent`: unequally many in the two ledgers are duplicates.
SELECT document_key
FROM payments JOIN alike_payments AS alike USING (kind, parent, document_date, amount)
WHERE alike.in_cin7 > 0 AND alike.in_xero > 0 AND alike.in_cin7 <> alike.in_xero
