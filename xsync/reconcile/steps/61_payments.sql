-- Rule 5, `parent`: payments and refunds by the document they belong to, as Xero numbers it, and by their date.
SELECT payment.document_key, payment.side, payment.kind, payment.amount, payment.document_date,
    payment.id_text, payment.loaded_at, payment.source_file, payment.source_row,
    CASE WHEN payment.side = 'cin7' THEN coalesce(renamed.xero_text, payment.parent_text)
        ELSE payment.parent_text END AS parent
FROM after_consolidated AS payment
LEFT JOIN renamed_parents AS renamed
    ON renamed.number_text = payment.parent_text AND renamed.direction IS NOT DISTINCT FROM payment.direction
WHERE payment.item_type IN ('payment', 'refund') AND payment.parent_text IS NOT NULL
    AND payment.document_date IS NOT NULL AND payment.amount IS NOT NULL
