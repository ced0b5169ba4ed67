-- The rows that vanished, as they last stood, and the export that no longer holds them.
SELECT load_id, source_row, item_type, cin7_number, sync_status, sync_date, effective_date, contact, currency, amount,
    items.source_file AS last_file, loads.source_file AS missing_file, count(*) OVER () AS all_items
FROM vanished JOIN items USING (load_id, source_row)
JOIN loads ON loads.load_position = vanished.missing_from
ORDER BY items.sync_date DESC, item_type, cin7_number, source_row LIMIT $most_items
