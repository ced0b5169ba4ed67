"""Why items have not reached Xero: what blocks them, how old that is, what changed, what nobody reported."""
