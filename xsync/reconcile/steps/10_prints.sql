-- The fingerprints that pair. A document without a `plain_print`, and one that is not in its books, goes through the
-- rules one by one.
SELECT document_key, side, item_type, currency, amount, document_date, due_date,
    CASE WHEN name_print NOT IN (SELECT name_print FROM shared_names) THEN name_print END AS plain_print,
    content_print, log_print, family_print
FROM printed
