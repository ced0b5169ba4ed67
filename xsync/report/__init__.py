"""The report: which items, in which period, passing which filter, arranged how."""
