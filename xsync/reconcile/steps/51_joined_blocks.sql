-- Rule 4, `consolidated`: blocks that share a document are one, directly or through others.
WITH RECURSIVE reached AS (
    SELECT DISTINCT one.kind, one.block, other.block AS other_block
    FROM blocks AS one JOIN blocks AS other ON other.document_key = one.document_key
    UNION
    SELECT reached.kind, reached.block, other.block
    FROM reached
    JOIN blocks AS one ON one.kind = reached.kind AND one.block = reached.other_block
    JOIN blocks AS other ON other.document_key = one.document_key AND other.block <> one.block
)
SELECT kind, block, min(other_block) AS whole FROM reached
GROUP BY kind, block
