-- Documents other than payments that are left for the rules, those not in the books among them.
SELECT cin7_key AS document_key FROM joined_documents WHERE NOT is_plain AND cin7_key IS NOT NULL
UNION ALL
SELECT xero_key FROM joined_documents WHERE NOT is_plain AND xero_key IS NOT NULL
UNION ALL
SELECT document_key FROM prints WHERE log_print IS NULL AND plain_print IS NULL
