-- Documents whose number may settle them without a further look. `name_print` stands for type and number;
-- `proof_print` for direction and contact as well, and for the number once more, another way.
SELECT
    document_key, side, item_type, direction, number_text, id_text, currency, amount, tax, document_date,
    hash(item_type, number_text) AS name_print,
    hash('#' || number_text, direction, coalesce(contact, CASE WHEN item_type = 'invoice'
        AND direction = 'purchase' THEN document_key::VARCHAR END)) AS proof_print
FROM living
WHERE item_type NOT IN ('payment', 'refund') AND number_text IS NOT NULL
