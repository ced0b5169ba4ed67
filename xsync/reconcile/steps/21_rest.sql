-- The documents that go through the rules one by one. The log calls a payment by its own number or, without one, by
-- its document's.
SELECT
    $folded_columns
FROM documents
WHERE document_key IN (SELECT document_key FROM left_over)
