-- The log's word on a document: of its own day if there is one, and the most urgent of several.
WITH said AS (
    SELECT document.document_key, document.document_date, line.sync_status, line.urgency, line.effective_date
    FROM rest AS document
    JOIN rest_log AS line ON line.item_type = document.item_type AND line.cin7_text = document.log_text
    WHERE document.side = 'cin7'
    UNION ALL
    SELECT document.document_key, document.document_date, line.sync_status, line.urgency, line.effective_date
    FROM rest AS document
    JOIN rest_log AS line ON line.item_type = document.item_type AND line.xero_text = document.number_text
    WHERE document.side = 'xero'
    UNION ALL
    SELECT document.document_key, document.document_date, line.sync_status, line.urgency, line.effective_date
    FROM rest AS document
    JOIN rest_log AS line ON line.item_type = document.item_type AND line.consolidated_text = document.log_text
    WHERE document.side = 'xero'
)
SELECT document_key, sync_status, urgency FROM said
QUALIFY row_number() OVER (
    PARTITION BY document_key
    ORDER BY effective_date IS NOT DISTINCT FROM document_date AND document_date IS NOT NULL DESC, urgency, sync_status
) = 1
