-- Rows of the log that tell a story: consolidated, or named otherwise in Xero; of payments only where one in Xero is
-- called so.
SELECT * FROM log_prints
WHERE consolidated_print IS NOT NULL
    OR (xero_print IS DISTINCT FROM cin7_print AND xero_print IS NOT NULL AND item_type NOT IN ('payment', 'refund'))
    OR (item_type IN ('payment', 'refund')
        AND xero_print IN (SELECT log_print FROM prints WHERE side = 'xero' AND log_print IS NOT NULL))
