-- Rule 3, `number`: documents by a number of their own, with the contact for purchase invoices; not a payment that
-- bears its document's number, nor a Xero document that the log knows as a consolidation.
WITH keyed AS (
    SELECT document_key, side, kind,
        CASE
            WHEN kind = 'invoice|purchase' THEN own_text || chr(9) || contact_text
            ELSE own_text
        END AS number_key
    FROM rest
    WHERE own_text IS NOT NULL AND (side = 'cin7' OR (item_type, number_text) NOT IN (
        SELECT (item_type, consolidated_text) FROM rest_log WHERE consolidated_text IS NOT NULL
    ))
)
SELECT *,
    count(*) FILTER (side = 'cin7') OVER (PARTITION BY kind, number_key) AS in_cin7,
    count(*) FILTER (side = 'xero') OVER (PARTITION BY kind, number_key) AS in_xero
FROM keyed
WHERE number_key IS NOT NULL
