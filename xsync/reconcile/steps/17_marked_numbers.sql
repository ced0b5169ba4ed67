-- Numbers that need the rules one by one: all but those that stand exactly once in either ledger with the same
-- content; those of which the log tells a story; and those of documents that share an id.
SELECT name_print FROM prints
WHERE name_print IS NOT NULL
GROUP BY name_print
HAVING NOT (
    count(*) FILTER (side = 'cin7') = 1 AND count(*) FILTER (side = 'xero') = 1
    AND bit_xor(content_print) = 0
)
UNION
SELECT name_print FROM log_marks WHERE name_print IS NOT NULL
UNION
SELECT name_print FROM prints WHERE name_print IS NOT NULL AND id_print IN (SELECT id_print FROM shared_ids)
