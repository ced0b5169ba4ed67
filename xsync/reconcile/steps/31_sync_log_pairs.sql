-- Rule 2, `sync_log`: the one Cin7 document of that type and number pairs with the one Xero document named for it.
WITH in_cin7 AS (
    SELECT item_type, number_text, min(document_key) AS cin7_key, min(kind) AS kind FROM after_id
    WHERE side = 'cin7' AND number_text IS NOT NULL
    GROUP BY item_type, number_text
    HAVING count(*) = 1
),
in_xero AS (
    SELECT item_type, number_text, min(document_key) AS xero_key, min(kind) AS kind FROM after_id
    WHERE side = 'xero' AND number_text IS NOT NULL
    GROUP BY item_type, number_text
    HAVING count(*) = 1
)
SELECT cin7_key, xero_key FROM (
    SELECT in_cin7.cin7_key, CASE WHEN in_cin7.kind = in_xero.kind THEN in_xero.xero_key END AS xero_key
    FROM log_names
    JOIN in_cin7 ON in_cin7.item_type = log_names.item_type AND in_cin7.number_text = log_names.cin7_text
    JOIN in_xero ON in_xero.item_type = log_names.item_type AND in_xero.number_text = log_names.xero_text
)
WHERE xero_key IS NOT NULL
