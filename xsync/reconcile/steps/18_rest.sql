-- The documents that go through the rules one by one. The log calls a payment by its own number or, without one, by
-- its document's.
WITH taken AS (
    SELECT
        $folded_columns
    FROM documents
    WHERE document_key IN (
        SELECT document_key FROM prints
        WHERE name_print IS NULL OR name_print IN (SELECT name_print FROM marked_numbers)
    )
)
SELECT * EXCLUDE (lives, contact),
    CASE WHEN item_type IN ('payment', 'refund') THEN coalesce(number_text, parent_text) ELSE number_text END
        AS log_text,
    id_text IS NOT NULL AND hash(id_text) IN (SELECT id_print FROM shared_ids) AS may_share_id
FROM taken
