-- What Xero's documents in the books say of each account: debits above zero, credits below, in the base currency.
-- An amount in another currency is divided by its document's rate and rounded to the cent, half away from zero.
WITH told AS (
    SELECT endpoint, received_at, request, unnest(coalesce(told.Invoices, told.CreditNotes, told.BankTransactions))
        AS one
    FROM (
        SELECT endpoint, received_at, request,
            from_json(body, '{"Invoices": [$document], "CreditNotes": [$document], "BankTransactions": [$document]}')
                AS told
        FROM answers
        WHERE side = 'xero' AND endpoint IN ('Invoices', 'CreditNotes', 'BankTransactions')
            AND request NOT LIKE '%/Attachments%'
    )
),
latest AS (
    SELECT one, lower(coalesce(one.InvoiceID, one.CreditNoteID, one.BankTransactionID)) AS document_id,
        upper(one.Type) AS type
    FROM told
    QUALIFY row_number() OVER (
        PARTITION BY endpoint, document_id ORDER BY received_at DESC, request DESC
    ) = 1
),
-- Both halves of a transfer are told by the transfer itself.
documents AS (
    SELECT document_id, one, type, $day AS day, upper(one.CurrencyCode) AS currency, one.CurrencyRate AS rate,
        CASE WHEN type IN ('ACCREC', 'ACCPAYCREDIT') OR type LIKE 'RECEIVE%' THEN 1
            WHEN type IN ('ACCPAY', 'ACCRECCREDIT') OR type LIKE 'SPEND%' THEN -1 END AS sign
    FROM latest
    WHERE coalesce(lower(one.Status) NOT IN ($not_in_the_books), true) AND type NOT LIKE '%-TRANSFER'
),
lines AS (
    SELECT document_id, day, currency, rate, sign, nullif(trim(line.AccountCode), '') AS account,
        coalesce(line.LineAmount, 0) - CASE WHEN lower(one.LineAmountTypes) = 'inclusive'
            THEN coalesce(line.TaxAmount, 0) ELSE 0 END AS net,
        CASE WHEN lower(one.LineAmountTypes) = 'notax' THEN 0 ELSE coalesce(line.TaxAmount, 0) END AS tax
    FROM documents, unnest(one.LineItems) AS listed (line)
),
line_totals AS (
    SELECT document_id, sum(net + tax) AS total FROM lines GROUP BY document_id
),
journals AS (
    SELECT * FROM (
        SELECT received_at, request, unnest(from_json(body, '{"ManualJournals": [{"ManualJournalID": "VARCHAR",
            "Date": "VARCHAR", "DateString": "VARCHAR", "Status": "VARCHAR", "LineAmountTypes": "VARCHAR",
            "JournalLines": [$line]}]}').ManualJournals) AS one
        FROM answers WHERE side = 'xero' AND endpoint = 'ManualJournals' AND request NOT LIKE '%/Attachments%'
    )
    QUALIFY row_number() OVER (PARTITION BY lower(one.ManualJournalID) ORDER BY received_at DESC, request DESC) = 1
),
journal_lines AS (
    SELECT $day AS day, nullif(trim(line.AccountCode), '') AS account,
        coalesce(line.LineAmount, 0) - CASE WHEN lower(one.LineAmountTypes) = 'inclusive'
            THEN coalesce(line.TaxAmount, 0) ELSE 0 END AS net,
        CASE WHEN lower(one.LineAmountTypes) = 'notax' THEN 0 ELSE coalesce(line.TaxAmount, 0) END AS tax
    FROM journals, unnest(one.JournalLines) AS listed (line)
    WHERE coalesce(lower(one.Status) NOT IN ($not_in_the_books), true)
),
transfers AS (
    SELECT one, $day AS day FROM (
        SELECT * FROM (
            SELECT received_at, request, unnest(from_json(body, '{"BankTransfers": [{"BankTransferID": "VARCHAR",
                "Date": "VARCHAR", "DateString": "VARCHAR", "Status": "VARCHAR", "Amount": "DECIMAL(18, 4)",
                "CurrencyRate": "DECIMAL(18, 8)", "FromBankAccount": {"AccountID": "VARCHAR", "Code": "VARCHAR"},
                "ToBankAccount": {"AccountID": "VARCHAR", "Code": "VARCHAR"}}]}').BankTransfers) AS one
            FROM answers WHERE side = 'xero' AND endpoint = 'BankTransfers' AND request NOT LIKE '%/Attachments%'
        )
        QUALIFY row_number() OVER (PARTITION BY lower(one.BankTransferID) ORDER BY received_at DESC, request DESC) = 1
    )
    WHERE coalesce(lower(one.Status) NOT IN ($not_in_the_books), true)
),
payments AS (
    SELECT one, $day AS day, upper(one.PaymentType) AS type,
        upper(coalesce(one.Invoice.CurrencyCode, one.CreditNote.CurrencyCode, one.Overpayment.CurrencyCode))
            AS currency,
        lower(coalesce(one.Invoice.InvoiceID, one.CreditNote.CreditNoteID)) AS document_id,
        CASE WHEN upper(one.PaymentType) LIKE 'ACCREC%' OR upper(one.PaymentType) LIKE 'AP%' THEN 1 ELSE -1 END AS sign
    FROM (
        SELECT * FROM (
            SELECT received_at, request, unnest(from_json(body, '{"Payments": [{"PaymentID": "VARCHAR",
                "Date": "VARCHAR", "DateString": "VARCHAR", "Status": "VARCHAR", "PaymentType": "VARCHAR",
                "Amount": "DECIMAL(18, 4)", "BankAmount": "DECIMAL(18, 4)", "CurrencyRate": "DECIMAL(18, 8)",
                "Account": {"AccountID": "VARCHAR", "Code": "VARCHAR"},
                "Invoice": {"InvoiceID": "VARCHAR", "CurrencyCode": "VARCHAR"},
                "CreditNote": {"CreditNoteID": "VARCHAR", "CurrencyCode": "VARCHAR"},
                "Overpayment": {"CurrencyCode": "VARCHAR"}}]}').Payments) AS one
            FROM answers WHERE side = 'xero' AND endpoint = 'Payments'
        )
        QUALIFY row_number() OVER (PARTITION BY lower(one.PaymentID) ORDER BY received_at DESC, request DESC) = 1
    )
    WHERE coalesce(lower(one.Status) NOT IN ($not_in_the_books), true)
),
-- One row for each account of each document: which account, by its own id, what Xero uses it for, or its code.
posted AS (
    SELECT CASE WHEN type LIKE 'ACCREC%' THEN 'DEBTORS' WHEN type LIKE 'ACCPAY%' THEN 'CREDITORS' END
            AS system_account,
        lower(one.BankAccount.AccountID) AS account_id, nullif(trim(one.BankAccount.Code), '') AS account,
        day, sign * one.Total AS amount, currency, rate,
        CASE WHEN sign IS NULL THEN 'Xero has documents of the unknown type ' || type END AS doubt
    FROM documents
    UNION ALL
    SELECT NULL, NULL, account, day, -sign * net, currency, rate, NULL FROM lines
    UNION ALL
    SELECT 'GST', NULL, NULL, day, -sign * tax, currency, rate, NULL FROM lines
    UNION ALL
    SELECT NULL, NULL, NULL, day, -sign * (one.Total - coalesce(line_totals.total, 0)), currency, rate,
        'lines of documents in Xero do not add up to their total'
    FROM documents LEFT JOIN line_totals USING (document_id)
    UNION ALL
    SELECT NULL, NULL, account, day, net, NULL, NULL, NULL FROM journal_lines
    UNION ALL
    SELECT 'GST', NULL, NULL, day, tax, NULL, NULL, NULL FROM journal_lines
    UNION ALL
    SELECT NULL, lower(one.FromBankAccount.AccountID), nullif(trim(one.FromBankAccount.Code), ''), day,
        -one.Amount, source.currency, one.CurrencyRate, NULL
    FROM transfers LEFT JOIN xero_accounts AS source ON source.account_id = lower(one.FromBankAccount.AccountID)
    UNION ALL
    SELECT NULL, lower(one.ToBankAccount.AccountID), nullif(trim(one.ToBankAccount.Code), ''), day,
        one.Amount, source.currency, one.CurrencyRate,
        CASE WHEN source.currency <> target.currency
            THEN 'transfers from an account in another currency do not tell what arrived' END
    FROM transfers
    LEFT JOIN xero_accounts AS source ON source.account_id = lower(one.FromBankAccount.AccountID)
    LEFT JOIN xero_accounts AS target ON target.account_id = lower(one.ToBankAccount.AccountID)
    UNION ALL
    SELECT NULL, lower(one.Account.AccountID), nullif(trim(one.Account.Code), ''), payments.day,
        sign * coalesce(one.BankAmount, one.Amount), bank.currency, one.CurrencyRate, NULL
    FROM payments LEFT JOIN xero_accounts AS bank ON bank.account_id = lower(one.Account.AccountID)
    UNION ALL
    SELECT CASE WHEN payments.type LIKE '%PREPAYMENT%' THEN NULL
            WHEN payments.type LIKE 'ACCREC%' OR payments.type LIKE 'AR%' THEN 'DEBTORS' ELSE 'CREDITORS' END,
        NULL, NULL, payments.day, -payments.sign * one.Amount, payments.currency, one.CurrencyRate,
        CASE WHEN payments.type LIKE '%PREPAYMENT%' THEN 'refunds of prepayments do not name their account'
            WHEN payments.currency <> (SELECT any_value(base_currency) FROM xero_accounts)
                AND one.CurrencyRate IS DISTINCT FROM paid.rate
            THEN 'payments were made at another rate than their documents, and no document tells the difference '
                'in exchange' END
    FROM payments
    LEFT JOIN (SELECT document_id, rate FROM documents) AS paid ON paid.document_id = payments.document_id
),
-- Where two accounts have the same use, nothing tells which of them it was.
used AS (
    SELECT system_account, min(account) AS account FROM xero_accounts GROUP BY system_account HAVING count(*) = 1
),
-- The amount in units of a ten-thousandth and the rate in units of a hundred-millionth: whole numbers divide exactly.
named AS (
    SELECT coalesce(by_use.account, by_id.account, posted.account) AS account, posted.day, posted.amount,
        posted.currency IS NULL OR coalesce(posted.currency = base.base_currency, true) 
            OR coalesce(posted.rate = 1, false) AS is_base,
        CAST(abs(posted.amount) * 10000 AS HUGEINT) AS parts,
        nullif(CAST(posted.rate * 100000000 AS HUGEINT), 0) AS rate_parts,
        posted.currency, posted.doubt
    FROM posted
    LEFT JOIN used AS by_use ON by_use.system_account = posted.system_account
    LEFT JOIN xero_accounts AS by_id ON by_id.account_id = posted.account_id
    LEFT JOIN (SELECT any_value(base_currency) AS base_currency FROM xero_accounts) AS base ON true
    WHERE posted.amount IS DISTINCT FROM 0
)
SELECT account, day,
    CAST(CASE WHEN is_base THEN amount ELSE sign(amount) * DECIMAL '0.01'
        * CAST((2000000 * parts + rate_parts) // (2 * rate_parts) AS DECIMAL(18, 0)) END AS DECIMAL(18, 4)) AS movement,
    CASE WHEN doubt IS NOT NULL THEN doubt
        WHEN day IS NULL OR amount IS NULL THEN 'a document in Xero tells no date or no amount'
        WHEN NOT is_base AND rate_parts IS NULL THEN 'documents in Xero in ' || currency || ' tell no rate'
        WHEN account IS NULL THEN 'documents in Xero name no account' END AS doubt
FROM named
