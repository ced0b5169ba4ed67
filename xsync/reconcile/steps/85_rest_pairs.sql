-- The pairs of all rules, one by one, with what is compared.
WITH paired AS (
    SELECT cin7_key, xero_key, 'id' AS rule FROM id_pairs
    UNION ALL SELECT cin7_key, xero_key, 'sync_log' FROM sync_log_pairs
    UNION ALL SELECT cin7_key, xero_key, 'number' FROM number_pairs
    UNION ALL SELECT cin7_key, xero_key, 'parent' FROM parent_pairs
    UNION ALL SELECT cin7_key, xero_key, 'reference' FROM reference_pairs
    UNION ALL SELECT cin7_key, xero_key, 'attributes' FROM attribute_pairs
)
SELECT paired.cin7_key, paired.xero_key, cin7.item_type, xero.item_type AS xero_item_type, paired.rule,
    cin7.currency AS cin7_currency, cin7.amount AS cin7_amount, cin7.tax AS cin7_tax,
    cin7.document_date AS cin7_date, cin7.$asked_date AS cin7_asked,
    xero.currency AS xero_currency, xero.amount AS xero_amount, xero.tax AS xero_tax,
    xero.document_date AS xero_date, xero.$asked_date AS xero_asked,
    coalesce(cin7.contact_text <> xero.contact_text, false) AS contact_differs,
    said.sync_status AS log_status,
    CASE WHEN paired.rule = 'attributes' THEN heard.sync_status ELSE coalesce(said.sync_status, heard.sync_status) END
        AS xero_log_status
FROM paired
JOIN rest AS cin7 ON cin7.document_key = paired.cin7_key
JOIN rest AS xero ON xero.document_key = paired.xero_key
LEFT JOIN rest_statuses AS said ON said.document_key = paired.cin7_key
LEFT JOIN rest_statuses AS heard ON heard.document_key = paired.xero_key
