-- Rule 2, `sync_log`: where the log names one Xero number for a Cin7 number, and no other Cin7 number points to it.
WITH named AS (
    SELECT item_type, cin7_text, min(xero_text) AS xero_text FROM rest_log
    WHERE cin7_text IS NOT NULL AND xero_text IS NOT NULL AND consolidated_text IS NULL
    GROUP BY item_type, cin7_text
    HAVING min(xero_text) = max(xero_text)
),
pointing AS (
    SELECT item_type, cin7_text, xero_text AS target FROM rest_log
    UNION ALL
    SELECT item_type, cin7_text, consolidated_text FROM rest_log
),
pointed_once AS (
    SELECT item_type, target FROM pointing
    WHERE target IS NOT NULL AND cin7_text IS NOT NULL
    GROUP BY item_type, target
    HAVING min(cin7_text) = max(cin7_text)
)
SELECT named.item_type, named.cin7_text, named.xero_text
FROM named JOIN pointed_once ON pointed_once.item_type = named.item_type AND pointed_once.target = named.xero_text
