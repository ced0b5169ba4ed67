-- Rule 4, `consolidated`: which documents belong to which block: in Cin7 by the log, in Xero by the block's number.
SELECT DISTINCT document.document_key, document.side, document.kind, line.consolidated_text AS block
FROM after_number AS document
JOIN rest_log AS line ON line.item_type = document.item_type AND line.cin7_text = document.log_text
WHERE document.side = 'cin7' AND line.consolidated_text IS NOT NULL
UNION ALL
SELECT DISTINCT document.document_key, document.side, document.kind, line.consolidated_text
FROM after_number AS document
JOIN rest_log AS line ON line.item_type = document.item_type AND line.consolidated_text = document.log_text
WHERE document.side = 'xero'
