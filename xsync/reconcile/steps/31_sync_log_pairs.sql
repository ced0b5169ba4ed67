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
),
named AS MATERIALIZED (
    SELECT in_cin7.cin7_key, in_cin7.kind, log_names.item_type, log_names.xero_text
    FROM log_names
    JOIN in_cin7 ON in_cin7.item_type = log_names.item_type AND in_cin7.number_text = log_names.cin7_text
)
SELECT named.cin7_key, in_xero.xero_key
FROM named JOIN in_xero ON in_xero.kind = named.kind AND in_xero.number_text = named.xero_text
