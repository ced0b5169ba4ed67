"""The demo company: a believable year of business, the exports its bookkeeper took, and both ledgers."""

from xsync.sources.demo.company import (
    DEMO_AS_OF,
    DEMO_FINANCIAL_YEAR_START,
    DEMO_ORGANISATION,
    DEMO_SEED,
    DEMO_TIME_ZONE,
)
from xsync.sources.demo.ledgers import demo_entries
from xsync.sources.demo.writing import DemoFiles, write_demo

__all__ = [
    "DEMO_AS_OF",
    "DEMO_FINANCIAL_YEAR_START",
    "DEMO_ORGANISATION",
    "DEMO_SEED",
    "DEMO_TIME_ZONE",
    "DemoFiles",
    "demo_entries",
    "write_demo",
]
