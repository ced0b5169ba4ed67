-- The plain pairs of either kind.
SELECT * EXCLUDE (is_plain) FROM joined_documents WHERE is_plain
UNION ALL
SELECT * EXCLUDE (is_plain) FROM joined_payments WHERE is_plain
