-- A fingerprint of each document's type and number, one of everything that is compared (and of the number once
-- more, written otherwise), and one of its id. Payments, and what has no number, go by the rules one by one.
SELECT
    document_key, side, item_type, currency, amount, asked_date,
    CASE WHEN item_type NOT IN ('payment', 'refund') AND number_text IS NOT NULL
        THEN hash(item_type, number_text) END AS name_print,
    hash('#' || number_text, direction, contact, currency, amount, tax, document_date,
        CASE WHEN contact IS NULL AND item_type = 'invoice' AND direction = 'purchase' THEN document_key END
    ) AS content_print,
    CASE WHEN id_text IS NOT NULL THEN hash(id_text) END AS id_print
FROM living
