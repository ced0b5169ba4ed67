"""Data kept: Delta tables, what they hold of an organisation at an instant, and the engine that reads it."""
