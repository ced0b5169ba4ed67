-- What is in the books. The log calls a payment by its own number or, without one, by its document's.
SELECT *,
    CASE WHEN item_type IN ('payment', 'refund') THEN coalesce(number_text, parent_text) ELSE number_text END
        AS log_text
FROM folded
WHERE lives
