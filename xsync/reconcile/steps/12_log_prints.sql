-- Fingerprints of the numbers in the log, as of those of the documents. A payment does not say whether it settles an
-- invoice or a credit note, so these two have each other's fingerprint too.
SELECT
    item_type,
    CASE WHEN cin7_text IS NOT NULL THEN hash(item_type, cin7_text) END AS cin7_print,
    CASE WHEN xero_text IS NOT NULL THEN hash(item_type, xero_text) END AS xero_print,
    CASE WHEN consolidated_text IS NOT NULL THEN hash(item_type, consolidated_text) END AS consolidated_print,
    CASE item_type WHEN 'invoice' THEN hash('credit_note', cin7_text)
        WHEN 'credit_note' THEN hash('invoice', cin7_text) END AS sibling_print,
    sync_status
FROM log
