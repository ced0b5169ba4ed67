-- Fingerprints of document ids that more than one document has.
SELECT hash(id_text) AS id_print
FROM living
WHERE id_text IS NOT NULL
GROUP BY hash(id_text)
HAVING count(*) > 1
