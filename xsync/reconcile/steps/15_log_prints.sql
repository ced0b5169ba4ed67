-- Fingerprints of the numbers in the log, as of those of the documents.
SELECT
    CASE WHEN cin7_text IS NOT NULL THEN hash(item_type, cin7_text) END AS cin7_print,
    CASE WHEN xero_text IS NOT NULL THEN hash(item_type, xero_text) END AS xero_print,
    CASE WHEN consolidated_text IS NOT NULL THEN hash(item_type, consolidated_text) END AS consolidated_print,
    sync_status
FROM log
