"""Closing a period: what a lock date would keep out of Xero, and whether anything stands in its way."""
