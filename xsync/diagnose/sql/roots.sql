-- The roots with what hangs on each among the items shown, per type and currency; those of most rows first.
WITH shown AS ($shown),
counted AS (
    SELECT root_type, root_number, has_arrived, item_type, coalesce(currency, '') AS currency,
        count(*) AS items, sum(amount) AS amount
    FROM hanging JOIN shown USING (load_id, source_row)
    GROUP BY ALL
),
ranked AS (
    SELECT root_type, root_number, has_arrived, CAST(sum(items) AS BIGINT) AS hanging_items,
        count(*) OVER (PARTITION BY has_arrived, root_type = 'account') AS roots,
        CAST(sum(sum(items)) OVER (PARTITION BY has_arrived, root_type = 'account') AS BIGINT) AS all_hanging_items,
        row_number() OVER (
            PARTITION BY has_arrived, root_type = 'account' ORDER BY sum(items) DESC, root_type, root_number
        ) AS place
    FROM counted GROUP BY root_type, root_number, has_arrived
),
chosen AS (SELECT * FROM ranked WHERE place <= $most_roots),
told AS (
    SELECT root_type, root_number, has_arrived, min(message) AS message
    FROM hanging JOIN shown USING (load_id, source_row)
    WHERE parent_type = root_type AND parent_number = root_number
    GROUP BY root_type, root_number, has_arrived
),
known AS (
    SELECT item_type, cin7_number,
        max_by({'status': sync_status, 'message': message, 'at': sync_date}, coalesce(sync_date, loaded_at)) AS standing
    FROM items WHERE (item_type, cin7_number) IN (SELECT (root_type, root_number) FROM chosen)
    GROUP BY item_type, cin7_number
)
SELECT chosen.root_type, chosen.root_number, chosen.has_arrived, place, roots, all_hanging_items, hanging_items,
    known.standing.status AS root_status, coalesce(known.standing.message, told.message) AS root_message, known.standing.at AS root_sync_date,
    counted.item_type, counted.currency, counted.items, counted.amount
FROM chosen
JOIN counted USING (root_type, root_number, has_arrived)
LEFT JOIN told USING (root_type, root_number, has_arrived)
LEFT JOIN known ON known.item_type = chosen.root_type AND known.cin7_number = chosen.root_number
ORDER BY has_arrived, chosen.root_type = 'account', place, counted.item_type, counted.currency
