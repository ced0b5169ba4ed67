-- Every failed or pending row that waits for something: what it waits for, and the root at the end of that chain.
-- What a message names is believed; a shared number, link, file name or contact counts while the other is not in Xero.
WITH waiting AS (
    SELECT load_id, source_row, item_type, cin7_number, consolidated_number, payment_account, document_link, contact,
        sync_date, message,
        CASE WHEN item_type IN ('product', 'contact') THEN 1 WHEN item_type = 'invoice' THEN 3
            WHEN item_type = 'credit_note' THEN 4 ELSE 5 END AS place
    FROM items WHERE sync_status IN ('Failed', 'Pending') AND item_type IS NOT NULL
),
told AS (
    SELECT message, $product_named AS product, $contact_named AS contact_named, $account_named AS account,
        $document_named AS document, $block_named AS block,
        $about_contact AS about_contact, $about_account AS about_account
    FROM (SELECT DISTINCT message FROM waiting WHERE message IS NOT NULL)
),
read AS (
    SELECT waiting.*, told.product, told.contact_named, told.account, told.document, told.block,
        coalesce(told.about_contact, false) AS about_contact, coalesce(told.about_account, false) AS about_account,
        CASE item_type WHEN 'payment' THEN 'invoice' WHEN 'refund' THEN 'credit_note' END AS settles
    FROM waiting LEFT JOIN told ON told.message = waiting.message
),
document_numbers AS (
    SELECT DISTINCT item_type, cin7_number FROM items
    WHERE item_type IN ('invoice', 'credit_note') AND cin7_number IN (
        SELECT cin7_number FROM read UNION ALL SELECT document FROM read
        UNION ALL SELECT regexp_replace(cin7_number, '\.[^.]*$', '') FROM read WHERE item_type = 'attachment'
    )
),
linked_documents AS (
    SELECT item_type, document_link, min(cin7_number) AS cin7_number FROM items
    WHERE item_type IN ('invoice', 'credit_note') AND document_link IS NOT NULL
    GROUP BY item_type, document_link HAVING count(DISTINCT cin7_number) = 1
),
ways AS (
    SELECT load_id, source_row, 1 AS rank, true AS is_told, found.item_type AS parent_type, found.cin7_number AS parent_number
    FROM read JOIN document_numbers AS found ON found.cin7_number = read.document
    UNION ALL
    SELECT load_id, source_row, 2, false, settles, cin7_number
    FROM read WHERE settles IS NOT NULL AND cin7_number IS NOT NULL
    UNION ALL
    SELECT load_id, source_row, 3, false, read.settles, found.cin7_number
    FROM read JOIN linked_documents AS found
        ON found.item_type = read.settles AND found.document_link = read.document_link
    WHERE NOT EXISTS (
        SELECT 1 FROM document_numbers AS own
        WHERE own.item_type = read.settles AND own.cin7_number = read.cin7_number
    )
    UNION ALL
    SELECT load_id, source_row, 4, false, found.item_type, found.cin7_number
    FROM read JOIN document_numbers AS found ON found.cin7_number = regexp_replace(read.cin7_number, '\.[^.]*$', '')
    WHERE read.item_type = 'attachment'
    UNION ALL
    SELECT load_id, source_row, 5, true, 'product', product FROM read WHERE product IS NOT NULL
    UNION ALL
    SELECT load_id, source_row, 6, true, 'contact', coalesce(contact, contact_named)
    FROM read WHERE about_contact AND coalesce(contact, contact_named) IS NOT NULL
    UNION ALL
    SELECT load_id, source_row, 7, false, 'contact', contact FROM read WHERE contact IS NOT NULL
    UNION ALL
    SELECT load_id, source_row, 8, true, 'consolidated', coalesce(block, consolidated_number)
    FROM read WHERE coalesce(block, consolidated_number) IS NOT NULL
    UNION ALL
    SELECT load_id, source_row, 9, true, 'account', coalesce(account, payment_account)
    FROM read WHERE about_account AND coalesce(account, payment_account) IS NOT NULL
    UNION ALL
    SELECT load_id, source_row, 10, true, CASE item_type WHEN 'refund' THEN 'credit_note' ELSE 'invoice' END, document
    FROM read WHERE document IS NOT NULL
),
parents AS (
    SELECT item_type, cin7_number,
        bool_or(coalesce(sync_status = 'Completed' OR xero_number IS NOT NULL OR consolidated_number IS NOT NULL, false))
            AS is_in_xero,
        bool_or(coalesce(sync_status IN ($unsynced), false)) AS is_unsynced,
        max(sync_date) FILTER (WHERE sync_status = 'Completed') AS completed_at
    FROM items WHERE (item_type, cin7_number) IN (SELECT (parent_type, parent_number) FROM ways)
    GROUP BY item_type, cin7_number
),
fitting AS (
    SELECT read.load_id, read.source_row, read.item_type, read.cin7_number, ways.rank, ways.parent_type, ways.parent_number,
        coalesce(ways.is_told AND parents.completed_at > read.sync_date, false) AS has_arrived
    FROM read JOIN ways ON ways.load_id = read.load_id AND ways.source_row = read.source_row
    LEFT JOIN parents ON parents.item_type = ways.parent_type AND parents.cin7_number = ways.parent_number
    WHERE read.place > CASE ways.parent_type WHEN 'account' THEN 0 WHEN 'product' THEN 1 WHEN 'contact' THEN 1
            WHEN 'consolidated' THEN 2 WHEN 'invoice' THEN 3 ELSE 4 END
        AND (ways.is_told OR (parents.is_unsynced AND NOT parents.is_in_xero))
),
chosen AS (
    SELECT * FROM fitting
    QUALIFY row_number() OVER (PARTITION BY load_id, source_row ORDER BY rank, parent_type, parent_number) = 1
),
links AS (
    SELECT item_type, cin7_number, min({'type': parent_type, 'number': parent_number}) AS parent
    FROM chosen WHERE NOT has_arrived AND cin7_number IS NOT NULL AND item_type NOT IN ('payment', 'refund', 'attachment')
    GROUP BY item_type, cin7_number
),
two_links AS (
    SELECT near.item_type, near.cin7_number, coalesce(far.parent, near.parent) AS ancestor
    FROM links AS near
    LEFT JOIN links AS far ON far.item_type = near.parent.type AND far.cin7_number = near.parent.number
),
roots AS (
    SELECT near.item_type, near.cin7_number, coalesce(far.ancestor, near.ancestor) AS root
    FROM two_links AS near
    LEFT JOIN two_links AS far ON far.item_type = near.ancestor.type AND far.cin7_number = near.ancestor.number
)
SELECT chosen.load_id, chosen.source_row, parent_type, parent_number, has_arrived,
    coalesce(CASE WHEN NOT has_arrived THEN roots.root.type END, parent_type) AS root_type,
    coalesce(CASE WHEN NOT has_arrived THEN roots.root.number END, parent_number) AS root_number
FROM chosen LEFT JOIN roots ON roots.item_type = chosen.parent_type AND roots.cin7_number = chosen.parent_number
