-- The documents that go through the rules one by one, and those that are not in the books of their own ledger, their
-- texts folded: trimmed, in lower case, white space collapsed. The log calls a payment by its own number or, without
-- one, by its document's.
SELECT
    document_key, side, item_type, direction,
    item_type || '|' || coalesce(direction, '') AS kind,
    lower(document_id) AS id_text,
    fold(number) AS number_text,
    fold(parent_number) AS parent_text,
    CASE WHEN item_type IN ('payment', 'refund') AND number_text = parent_text THEN NULL ELSE number_text END AS own_text,
    CASE WHEN item_type IN ('payment', 'refund') THEN coalesce(number_text, parent_text) ELSE number_text END AS log_text,
    fold(contact) AS contact_text,
    fold(reference) AS reference_text,
    upper(trim(currency)) AS currency,
    amount, tax, document_date, due_date,
    document_id, loaded_at, source_file, source_row,
    is_living(status) AS lives
FROM documents
WHERE document_key IN (SELECT document_key FROM left_over)
