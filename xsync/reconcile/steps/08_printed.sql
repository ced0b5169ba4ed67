-- Fingerprints: numbers in place of texts, so that millions of documents pair without a text being compared. Each is a
-- hash of 64 bits: `name_print` of what a document is called, `content_print` of all that is compared, `log_print` of how
-- the log calls a payment, `family_print` of the number that an invoice or credit note has in common with its payments.
-- Two documents are taken for a pair that agrees only where name and, independently, content are equal: any two others
-- have both in common with a chance of one in 2 to the power of 128. Outside the books all are null.
WITH folded AS (
    SELECT document_key, side, item_type, amount, tax, document_date, due_date, number, contact,
        is_living(status) AS lives, is_settlement(item_type) AS settles, coalesce(direction, '') AS way,
        lower(document_id) AS id_text,
        lower(trim(contact)) AS contact_text, upper(trim(currency)) AS currency,
        fold(number) AS number_text,
        CASE WHEN is_settlement(item_type) THEN fold(parent_number) END AS parent_text
    FROM documents
)
SELECT document_key, side, item_type, currency, amount, document_date, due_date,
    CASE WHEN NOT lives THEN NULL
        WHEN number_text IS NOT NULL AND NOT settles
            AND NOT (contact IS NULL AND item_type = 'invoice' AND way = 'purchase')
        THEN hash(item_type, number_text)
        WHEN parent_text IS NOT NULL AND document_date IS NOT NULL AND amount IS NOT NULL
        THEN hash(item_type, way, parent_text, document_date, amount) END AS name_print,
    CASE WHEN lives THEN hash('#' || coalesce(parent_text, number_text), way, contact_text, currency,
        amount, tax, document_date) END AS content_print,
    CASE WHEN lives AND settles AND coalesce(number_text, parent_text) IS NOT NULL
        THEN hash(item_type, coalesce(number_text, parent_text)) END AS log_print,
    CASE WHEN NOT lives THEN NULL
        WHEN settles AND parent_text IS NOT NULL THEN hash(parent_text)
        WHEN item_type IN ('invoice', 'credit_note') AND number_text IS NOT NULL THEN hash(number_text)
    END AS family_print,
    CASE WHEN lives AND id_text IS NOT NULL THEN hash(id_text) END AS id_print,
    CASE WHEN lives AND settles AND number_text IS NOT NULL AND number_text IS DISTINCT FROM parent_text
        THEN hash(item_type, number_text) END AS own_print,
    CASE WHEN NOT lives THEN NULL ELSE CASE item_type WHEN 'invoice' THEN hash('credit_note', number_text)
        WHEN 'credit_note' THEN hash('invoice', number_text) END END AS sibling_print
FROM folded
