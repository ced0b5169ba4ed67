-- Everything that is left for the rules.
SELECT document_key FROM left_documents
UNION ALL
SELECT cin7_key FROM joined_payments WHERE NOT is_plain AND cin7_key IS NOT NULL
UNION ALL
SELECT xero_key FROM joined_payments WHERE NOT is_plain AND xero_key IS NOT NULL
UNION ALL
SELECT document_key FROM prints WHERE log_print IS NOT NULL AND plain_print IS NULL
