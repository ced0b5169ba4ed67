-- Rule 2, `sync_log`: where the log names one Xero number for a Cin7 number.
SELECT item_type, cin7_text, min(xero_text) AS xero_text FROM rest_log
WHERE cin7_text IS NOT NULL AND xero_text IS NOT NULL AND consolidated_text IS NULL
GROUP BY item_type, cin7_text
HAVING min(xero_text) = max(xero_text)
