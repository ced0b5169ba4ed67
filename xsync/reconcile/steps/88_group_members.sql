-- The members of the groups, with what is compared.
WITH members AS (
    SELECT document_key, side, pair_id, 'consolidated' AS rule FROM consolidated_members
    UNION ALL
    SELECT document_key, side, pair_id, 'parent' FROM parent_members
)
SELECT members.document_key, members.side, members.pair_id, members.rule,
    document.item_type, document.currency, document.amount, document.tax, document.$asked_date AS asked_date,
    said.sync_status, said.urgency
FROM members
JOIN rest AS document ON document.document_key = members.document_key
LEFT JOIN rest_statuses AS said ON said.document_key = members.document_key
