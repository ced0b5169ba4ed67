-- Rule 2, `sync_log`: the one Cin7 document of that type and number (of purchases, of that contact as well) pairs with
-- the one Xero document named for it, or the one of its contact, where that leads from one to one.
WITH in_cin7 AS (
    SELECT document_key AS cin7_key, item_type, kind, number_text, contact_text FROM after_id
    WHERE side = 'cin7' AND number_text IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY item_type, number_text) = 1
        OR count(*) FILTER (direction IS DISTINCT FROM 'purchase' OR contact_text IS NULL)
            OVER (PARTITION BY item_type, number_text) = 0
        AND count(*) OVER (PARTITION BY item_type, number_text, contact_text) = 1
),
named AS MATERIALIZED (
    SELECT in_cin7.cin7_key, in_cin7.kind, in_cin7.contact_text, log_names.xero_text
    FROM log_names
    JOIN in_cin7 ON in_cin7.item_type = log_names.item_type AND in_cin7.number_text = log_names.cin7_text
),
found AS (
    SELECT named.cin7_key, xero.document_key AS xero_key
    FROM named JOIN after_id AS xero ON xero.kind = named.kind AND xero.number_text = named.xero_text
    WHERE xero.side = 'xero'
    QUALIFY count(*) OVER (PARTITION BY named.cin7_key) = 1
        OR coalesce(xero.contact_text = named.contact_text, false)
)
SELECT cin7_key, xero_key FROM found
QUALIFY count(*) OVER (PARTITION BY cin7_key) = 1 AND count(*) OVER (PARTITION BY xero_key) = 1
