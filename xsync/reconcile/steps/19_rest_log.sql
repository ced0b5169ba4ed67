-- What the log says of them.
SELECT DISTINCT * FROM log
WHERE item_type IN ('payment', 'refund')
    OR hash(item_type, cin7_text) IN (SELECT name_print FROM marked_numbers)
    OR hash(item_type, xero_text) IN (SELECT name_print FROM marked_numbers)
    OR consolidated_text IS NOT NULL
