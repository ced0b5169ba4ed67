-- The plain case: a number that stands once in either ledger, with the same content, is a pair that agrees; by the
-- log where it names the number, else by the number itself. What finds no such partner is left for the rules.
WITH cin7 AS (
    SELECT prints.*, said.sync_status, said.names_itself,
        plain_print IN (SELECT name_print FROM marked_numbers) AS is_marked
    FROM prints
    LEFT JOIN log_numbers AS said ON said.name_print = prints.plain_print AND NOT said.settles
    WHERE side = 'cin7' AND log_print IS NULL AND plain_print IS NOT NULL
),
xero AS (
    SELECT document_key, document_date, due_date, plain_print, content_print FROM prints
    WHERE side = 'xero' AND log_print IS NULL AND plain_print IS NOT NULL
)
SELECT cin7.document_key AS cin7_key, xero.document_key AS xero_key, item_type, currency, amount,
    cin7.document_date AS cin7_document_date, cin7.due_date AS cin7_due_date,
    xero.document_date AS xero_document_date, xero.due_date AS xero_due_date,
    sync_status AS log_status, CASE WHEN names_itself THEN 'sync_log' ELSE 'number' END AS rule,
    cin7.document_key IS NOT NULL AND xero.document_key IS NOT NULL AND NOT is_marked AS is_plain
FROM cin7
FULL JOIN xero ON xero.plain_print = cin7.plain_print AND xero.content_print = cin7.content_print
