-- Rule 6, `reference`: each Xero reference as a whole, and each of its words.
WITH referring AS (
    SELECT document_key, kind, reference_text FROM after_parent
    WHERE side = 'xero' AND reference_text IS NOT NULL
)
SELECT document_key, kind, reference_text AS word FROM referring
UNION
SELECT document_key, kind, unnest(string_split(translate(reference_text, ',;', '  '), ' ')) FROM referring
