-- What no rule found a partner for.
SELECT * FROM after_reference
WHERE document_key NOT IN (SELECT cin7_key FROM attribute_pairs)
    AND document_key NOT IN (SELECT xero_key FROM attribute_pairs)
