-- Rule 5, `parent`: of the rest, several in one ledger against exactly one in the other are one group.
WITH free AS (
    SELECT * FROM payments
    WHERE document_key NOT IN (SELECT cin7_key FROM parent_pairs)
        AND document_key NOT IN (SELECT xero_key FROM parent_pairs)
        AND document_key NOT IN (SELECT document_key FROM unequal_payments)
),
counted AS (
    SELECT document_key, side,
        min(document_key) OVER (PARTITION BY kind, parent, document_date) AS pair_id,
        count(*) FILTER (side = 'cin7') OVER (PARTITION BY kind, parent, document_date) AS in_cin7,
        count(*) FILTER (side = 'xero') OVER (PARTITION BY kind, parent, document_date) AS in_xero
    FROM free
)
SELECT document_key, side, pair_id FROM counted
WHERE (in_cin7 = 1 AND in_xero > 1) OR (in_cin7 > 1 AND in_xero = 1)
