-- The fingerprints of the documents of both ledgers: of their name, of all that is compared, of how the
-- log calls a payment, and of the number that an invoice has in common with its payments. A document without a
-- `plain_print`, and one that is not in its books, goes through the rules one by one.
SELECT document_key, side, item_type, upper(trim(currency)) AS currency, amount, $asked_date AS asked_date,
    plain_print, content_print, log_print, family_print
FROM $fingerprinted
