"""Evidence: a run frozen, signed and chained to the one published before it; and verified years later."""
