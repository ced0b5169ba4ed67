-- Rule 6, `reference`: a number held by one reference, which holds no other, pairs the two.
SELECT cin7_key, xero_key FROM referred WHERE xero_partners = 1 AND cin7_partners = 1
