"""Data in: export files today, with what they hold checked, typed and counted before it reaches the store."""
