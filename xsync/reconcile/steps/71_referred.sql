-- Rule 6, `reference`: which Xero reference holds which Cin7 number, of the numbers that only one free document bears.
WITH free_numbers AS (
    SELECT kind, own_text, min(document_key) AS cin7_key FROM after_parent
    WHERE side = 'cin7' AND own_text IS NOT NULL
    GROUP BY kind, own_text
    HAVING count(*) = 1
)
SELECT free_numbers.cin7_key, words.document_key AS xero_key,
    count(*) OVER (PARTITION BY free_numbers.cin7_key) AS xero_partners,
    count(*) OVER (PARTITION BY words.document_key) AS cin7_partners
FROM reference_words AS words
JOIN free_numbers ON free_numbers.kind = words.kind AND free_numbers.own_text = words.word
