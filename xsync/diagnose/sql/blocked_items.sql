-- The items shown that wait for another, gathered by their root; the root on which most hangs first.
WITH shown AS ($shown),
gathered AS (
    SELECT shown.*, parent_type, parent_number, root_type, root_number, has_arrived,
        count(*) OVER (PARTITION BY root_type, root_number, has_arrived) AS hanging_items
    FROM hanging JOIN shown USING (load_id, source_row)
)
SELECT load_id, source_row, root_type, root_number, parent_type, parent_number, has_arrived, item_type, cin7_number,
    sync_status, sync_date, effective_date, contact, currency, amount, message
FROM gathered
ORDER BY has_arrived, root_type = 'account', hanging_items DESC, root_type, root_number, parent_type <> root_type,
    item_type, cin7_number, load_id, source_row
LIMIT $most_items
