"""Why: causes of failures, what waits for what and how long; what people noted, and what lacks a reason."""
