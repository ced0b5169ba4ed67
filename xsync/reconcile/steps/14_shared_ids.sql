-- Fingerprints of document ids that more than one document has.
SELECT id_print FROM prints
WHERE id_print IS NOT NULL
GROUP BY id_print
HAVING count(*) > 1
