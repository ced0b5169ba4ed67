-- Names that more than one document of a ledger has, or that belong to a document which shares its id or its own
-- number with another one: their documents are compared text by text. So are those of the sibling type of that number,
-- since a payment does not say whether it settles an invoice or a credit note.
WITH sharing AS (
    SELECT name_print, sibling_print FROM printed
    WHERE id_print IN (
            SELECT id_print FROM printed WHERE id_print IS NOT NULL GROUP BY id_print HAVING count(*) > 1
        )
        OR own_print IN (
            SELECT own_print FROM printed WHERE own_print IS NOT NULL GROUP BY own_print HAVING count(*) > 1
        )
)
SELECT name_print FROM printed WHERE name_print IS NOT NULL
GROUP BY name_print
HAVING count(*) FILTER (side = 'cin7') > 1 OR count(*) FILTER (side = 'xero') > 1
UNION ALL SELECT name_print FROM sharing WHERE name_print IS NOT NULL
UNION ALL SELECT sibling_print FROM sharing WHERE sibling_print IS NOT NULL
