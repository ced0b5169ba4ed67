-- Rule 4, `consolidated`: a block with documents in both ledgers is one group.
WITH members AS (
    SELECT DISTINCT blocks.document_key, blocks.side, joined.kind, joined.whole
    FROM blocks JOIN joined_blocks AS joined ON joined.kind = blocks.kind AND joined.block = blocks.block
)
SELECT document_key, side,
    min(document_key) OVER (PARTITION BY kind, whole) AS pair_id
FROM members
QUALIFY count(*) FILTER (side = 'cin7') OVER (PARTITION BY kind, whole) > 0
    AND count(*) FILTER (side = 'xero') OVER (PARTITION BY kind, whole) > 0
