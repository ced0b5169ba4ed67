-- A line in the words of a bookkeeper.
concat(CASE
    WHEN cin7_members IS NOT NULL AND verdict = 'agrees' THEN concat(
        'Cin7''s ', cin7_members, CASE WHEN cin7_members = 1 THEN ' document' ELSE ' documents' END,
        ' and Xero''s ', xero_members, ' agree as a group: ', money(cin7_currency, cin7_amount))
    WHEN cin7_members IS NOT NULL THEN concat(
        'As a group, Cin7''s ', cin7_members,
        CASE WHEN cin7_members = 1 THEN ' document comes to ' ELSE ' documents come to ' END, money(cin7_currency, cin7_amount),
        ', Xero''s ', xero_members, ' to ', money(xero_currency, xero_amount))
    WHEN verdict = 'agrees' THEN concat('Both ledgers have ', xero_name, ' with ', money(xero_currency, xero_amount))
    WHEN verdict = 'differs' THEN concat(
        'Xero has ', xero_name, ' with ', money(xero_currency, xero_amount), ', Cin7 ',
        CASE WHEN cin7_name <> xero_name THEN concat(cin7_name, ' with ') END, money(cin7_currency, cin7_amount))
    WHEN verdict = 'suggested' THEN concat(
        cin7_name, ' in Cin7 may be ', xero_name, ' in Xero: same contact, ', money(cin7_currency, cin7_amount),
        ', dated ', cin7_document_date, ' in Cin7 and ', xero_document_date, ' in Xero; nobody has confirmed it')
    WHEN verdict = 'duplicate' THEN concat(
        CASE WHEN cin7_key IS NULL THEN 'Xero has ' ELSE 'Cin7 has ' END, coalesce(cin7_name, xero_name), ' with ',
        money(coalesce(cin7_currency, xero_currency), coalesce(cin7_amount, xero_amount)),
        CASE rule
            WHEN 'id' THEN '; its id occurs more than once'
            WHEN 'number' THEN '; its number occurs more than once'
            WHEN 'parent' THEN '; the ledgers do not hold equally many like it'
            ELSE '; several documents in Xero refer to the same number' END,
        ', so it cannot be told what belongs together')
    WHEN verdict = 'only_in_cin7' THEN concat(
        'Only Cin7 has ', cin7_name, ' with ', money(cin7_currency, cin7_amount),
        CASE WHEN dead_name IS NOT NULL THEN concat('; ', dead_name, ' in Xero is ', lower(dead_status)) END)
    ELSE concat(
        'Only Xero has ', xero_name, ' with ', money(xero_currency, xero_amount),
        CASE WHEN dead_name IS NOT NULL THEN concat('; ', dead_name, ' in Cin7 is ', lower(dead_status)) END)
    END,
    CASE WHEN list_contains(differences, 'currency') THEN '; the currencies are not the same'
        WHEN list_contains(differences, 'amount') THEN concat(': ', money(coalesce(cin7_currency, xero_currency),
            abs(difference)), CASE WHEN difference < 0 THEN ' more in Xero' ELSE ' more in Cin7' END) END,
    CASE WHEN list_contains(differences, 'tax') THEN concat('; the tax is ', money(xero_currency, xero_tax),
        ' in Xero, ', money(cin7_currency, cin7_tax), ' in Cin7') END,
    CASE WHEN list_contains(differences, 'date') THEN concat('; dated ', xero_document_date, ' in Xero, ',
        cin7_document_date, ' in Cin7') END,
    CASE WHEN list_contains(differences, 'contact') THEN concat('; the contact is ', xero_contact, ' in Xero, ',
        cin7_contact, ' in Cin7') END,
    '.',
    CASE WHEN verdict = 'agrees' AND finding IS NULL THEN NULL
        WHEN log_status IS NOT NULL THEN concat(' Cin7''s log says ', log_status, '.')
        WHEN finding IN ('unlogged', 'unlogged_but_differs') THEN ' Cin7''s log does not know it.' END)
