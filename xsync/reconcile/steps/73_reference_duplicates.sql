-- Rule 6, `reference`: several references that hold the same number and no other make duplicates of all.
WITH repeated AS (
    SELECT cin7_key, xero_key FROM referred
    WHERE cin7_partners = 1
    QUALIFY count(*) OVER (PARTITION BY cin7_key) > 1
)
SELECT DISTINCT cin7_key AS document_key FROM repeated
UNION ALL
SELECT xero_key FROM repeated
