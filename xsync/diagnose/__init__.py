"""What to make of an answer: what people noted of items and findings, and what still lacks a reason."""
