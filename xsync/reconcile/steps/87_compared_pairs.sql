-- Each pair compared: amounts and tax to the tolerance, currencies, dates to the tolerance, contacts.
WITH compared AS (
    SELECT *,
        coalesce(abs(cin7_amount - xero_amount) > $amount_tolerance,
            (cin7_amount IS NULL) <> (xero_amount IS NULL)) AS amount_differs,
        coalesce(abs(cin7_tax - xero_tax) > $amount_tolerance, false) AS tax_differs,
        cin7_currency IS DISTINCT FROM xero_currency AS currency_differs,
        coalesce(abs(date_diff('day', cin7_date, xero_date)) > $days_tolerance, false) AS date_differs
    FROM rest_pairs
)
SELECT *,
    CASE
        WHEN rule = 'attributes' THEN 'suggested'
        WHEN amount_differs OR tax_differs OR currency_differs OR date_differs OR contact_differs THEN 'differs'
        ELSE 'agrees'
    END AS verdict
FROM compared
