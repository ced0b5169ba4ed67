-- Every document of both ledgers, its texts folded: trimmed, in lower case, white space collapsed.
-- `lives` is false for drafts and for what was submitted, voided or deleted in its own ledger.
SELECT
    $folded_columns
FROM documents
