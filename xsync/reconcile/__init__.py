"""Both ledgers, reconciled record by record: what pairs, what differs, what is missing."""
