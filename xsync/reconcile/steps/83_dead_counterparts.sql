-- Singles whose counterpart is there, but not in the books: by id, by the log, by number, or by reference.
WITH dead_words AS (
    SELECT document_key, kind,
        unnest(string_split(translate(reference_text, ',;', '  '), ' ')) AS word
    FROM dead
    WHERE side = 'xero' AND reference_text IS NOT NULL
    UNION
    SELECT document_key, kind, reference_text FROM dead
    WHERE side = 'xero' AND reference_text IS NOT NULL
),
named_by_log AS MATERIALIZED (
    SELECT single.document_key, single.kind, single.item_type, line.xero_text AS number_text, 'xero' AS dead_side
    FROM singles AS single
    JOIN rest_log AS line ON line.item_type = single.item_type AND line.cin7_text = single.number_text
    WHERE single.side = 'cin7' AND line.xero_text IS NOT NULL AND line.consolidated_text IS NULL
    UNION ALL
    SELECT single.document_key, single.kind, single.item_type, line.cin7_text, 'cin7'
    FROM singles AS single
    JOIN rest_log AS line ON line.item_type = single.item_type AND line.xero_text = single.number_text
    WHERE single.side = 'xero' AND line.cin7_text IS NOT NULL AND line.consolidated_text IS NULL
),
found AS (
    SELECT single.document_key, dead.document_key AS dead_key, 1 AS nearness
    FROM singles AS single JOIN dead ON dead.id_text = single.id_text
    WHERE dead.side <> single.side
    UNION ALL
    SELECT named.document_key, dead.document_key, 2
    FROM named_by_log AS named JOIN dead ON dead.kind = named.kind AND dead.number_text = named.number_text
    WHERE dead.side = named.dead_side
    UNION ALL
    SELECT single.document_key, dead.document_key, 3
    FROM singles AS single JOIN dead ON dead.kind = single.kind AND dead.own_text = single.own_text
    WHERE dead.side <> single.side
        AND (single.kind <> 'invoice|purchase' OR dead.contact_text = single.contact_text)
        AND (single.item_type, single.own_text) NOT IN (
            SELECT (item_type, consolidated_text) FROM rest_log WHERE consolidated_text IS NOT NULL
        )
    UNION ALL
    SELECT single.document_key, dead.document_key, 4
    FROM singles AS single JOIN dead_words AS dead ON dead.kind = single.kind AND dead.word = single.own_text
    WHERE single.side = 'cin7'
    UNION ALL
    SELECT single.document_key, dead.document_key, 4
    FROM singles AS single
    JOIN reference_words AS words ON words.document_key = single.document_key
    JOIN dead ON dead.kind = single.kind AND dead.own_text = words.word
    WHERE dead.side = 'cin7'
)
SELECT document_key, dead_key FROM found
QUALIFY row_number() OVER (PARTITION BY document_key ORDER BY nearness, dead_key) = 1
