-- Rule 5, `parent`: what occurs more than once in one ledger alone are duplicates as well.
SELECT document_key FROM unequal_payments
UNION ALL
SELECT document_key
FROM payments JOIN alike_payments AS alike USING (kind, parent, document_date, amount)
WHERE (alike.in_cin7 > 1 AND alike.in_xero = 0 OR alike.in_cin7 = 0 AND alike.in_xero > 1)
    AND document_key NOT IN (SELECT document_key FROM parent_members)
