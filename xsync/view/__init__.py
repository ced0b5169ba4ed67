"""What people see: tables, charts, and the self-contained page around them."""
