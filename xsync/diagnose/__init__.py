"""Why: causes of failures and what to fix once; what people noted of items and findings, what lacks a reason."""
