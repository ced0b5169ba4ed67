-- Xero's chart of accounts, and why what happened on an account cannot be told from documents, where it cannot.
WITH charts AS (
    SELECT account.*, received_at, request FROM (
        SELECT received_at, request, unnest(from_json(body, '{"Accounts": [{"AccountID": "VARCHAR",
            "Code": "VARCHAR", "Name": "VARCHAR", "Type": "VARCHAR", "SystemAccount": "VARCHAR",
            "CurrencyCode": "VARCHAR"}]}').Accounts) AS account
        FROM answers WHERE side = 'xero' AND endpoint = 'Accounts'
    )
),
organisations AS (
    SELECT upper(json_extract_string(body, '$.Organisations[0].BaseCurrency')) AS base_currency
    FROM answers WHERE side = 'xero' AND endpoint = 'Organisation' ORDER BY received_at DESC LIMIT 1
),
stock_codes AS (
    SELECT unnest([item.InventoryAssetAccountCode, item.PurchaseDetails.COGSAccountCode]) AS code FROM (
        SELECT unnest(from_json(body, '{"Items": [{"IsTrackedAsInventory": "BOOLEAN",
            "InventoryAssetAccountCode": "VARCHAR", "PurchaseDetails": {"COGSAccountCode": "VARCHAR"}}]}').Items)
            AS item
        FROM answers WHERE side = 'xero' AND endpoint = 'Items'
    ) WHERE item.IsTrackedAsInventory
)
SELECT lower(AccountID) AS account_id, coalesce(nullif(trim(Code), ''), trim(Name)) AS account, trim(Name) AS name,
    upper(SystemAccount) AS system_account, upper(CurrencyCode) AS currency, base_currency,
    CASE WHEN nullif(trim(Code), '') IS NULL
        THEN 'it has no code in Xero, so no entry of Cin7 Core can name it'
        WHEN upper(SystemAccount) NOT IN ('DEBTORS', 'CREDITORS', 'GST')
        THEN 'Xero posts to this system account by itself, and no document tells what'
        WHEN upper(Type) = 'BANK' AND upper(CurrencyCode) <> base_currency
        THEN 'it is held in ' || upper(CurrencyCode) || ', and its worth moves with rates that no document tells'
        WHEN trim(Code) IN (SELECT trim(code) FROM stock_codes WHERE code IS NOT NULL)
        THEN 'Xero posts the cost of tracked stock by itself, and no document tells what'
    END AS reason
FROM charts LEFT JOIN organisations ON true
QUALIFY row_number() OVER (PARTITION BY lower(AccountID) ORDER BY received_at DESC, request DESC) = 1
