-- Cin7 Core's general ledger: an amount for each account of each entry, debits above zero, credits below.
-- Each month comes from one reading alone, so that an entry read again is never counted twice.
WITH pages AS (
    SELECT reading, first_day, next_day, request,
        coalesce(TRY_CAST(regexp_extract(request, ' \(reading (\d+)\)$', 1) AS INTEGER), 1) AS attempt,
        from_json(body, '{"Transactions": [{"DebitAccountCode": "VARCHAR", "CreditAccountCode": "VARCHAR",
            "Amount": "DECIMAL(18, 4)", "EffectiveDate": "VARCHAR"}]}').Transactions AS entries
    FROM answers WHERE side = 'cin7' AND endpoint = 'transactions'
),
-- A list that did not add up was read again: the last attempt counts. A page given twice counts once.
pages_kept AS (
    SELECT reading, first_day, next_day, entries FROM pages
    QUALIFY attempt = max(attempt) OVER (PARTITION BY reading)
        AND row_number() OVER (PARTITION BY reading, attempt, md5(CAST(entries AS VARCHAR)) ORDER BY request) = 1
),
entries AS (
    SELECT nullif(trim(entry.DebitAccountCode), '') AS debit, nullif(trim(entry.CreditAccountCode), '') AS credit,
        TRY_CAST(left(entry.EffectiveDate, 10) AS DATE) AS day, entry.Amount AS amount, first_day, next_day
    FROM pages_kept, unnest(entries) AS listed (entry)
),
entries_kept AS (
    SELECT debit, credit, day, amount,
        CASE WHEN day IS NULL OR amount IS NULL THEN 'an entry of Cin7 Core tells no date or no amount' END AS doubt
    FROM entries
    WHERE day IS NULL OR (coalesce(day >= first_day, true) AND coalesce(day < next_day, true))
)
SELECT debit AS account, day, amount AS movement, doubt FROM entries_kept
UNION ALL
SELECT credit AS account, day, -amount AS movement, doubt FROM entries_kept
