-- Numbers of invoices and credit notes among them: their payments may be known by another number in Xero.
SELECT DISTINCT family_print FROM prints
WHERE log_print IS NULL AND family_print IS NOT NULL AND document_key IN (SELECT document_key FROM left_documents)
