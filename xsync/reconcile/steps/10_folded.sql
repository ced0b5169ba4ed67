-- Every document of both ledgers, its texts folded: trimmed, in lower case, white space collapsed.
-- `lives` is false for drafts and for what was submitted, voided or deleted in its own ledger.
SELECT
    document_key, side, item_type, direction,
    item_type || '|' || coalesce(direction, '') AS kind,
    lower(document_id) AS id_text,
    fold(number) AS number_text,
    fold(parent_number) AS parent_text,
    fold(contact) AS contact_text,
    fold(reference) AS reference_text,
    contact,
    upper(trim(currency)) AS currency,
    amount, tax, document_date,
    document_id, loaded_at, source_file, source_row,
    coalesce(lower(trim(status)) NOT IN ($not_in_the_books), true) AS lives
FROM documents
