-- Rule 7, `attributes`: same contact, currency and amount, dates near each other, and no other such partner:
-- a suggestion, never an agreement.
WITH alike AS (
    SELECT cin7.document_key AS cin7_key, xero.document_key AS xero_key
    FROM after_reference AS cin7 JOIN after_reference AS xero
        ON xero.kind = cin7.kind AND xero.contact_text = cin7.contact_text
        AND xero.currency = cin7.currency AND xero.amount = cin7.amount
    WHERE cin7.side = 'cin7' AND xero.side = 'xero'
        AND abs(date_diff('day', cin7.document_date, xero.document_date)) <= $date_window
)
SELECT cin7_key, xero_key FROM alike
QUALIFY count(*) OVER (PARTITION BY cin7_key) = 1 AND count(*) OVER (PARTITION BY xero_key) = 1
