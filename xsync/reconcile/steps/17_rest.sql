-- The documents that go through the rules one by one.
SELECT * EXCLUDE (lives, contact), hash(id_text) IN (SELECT id_print FROM shared_ids) AS may_share_id
FROM living
WHERE item_type IN ('payment', 'refund') OR number_text IS NULL
    OR hash(item_type, number_text) IN (SELECT name_print FROM marked_numbers)
