"""The demo company: a year of a believable business, and the exports its bookkeeper took of it."""

from xsync.sources.demo.company import (
    DEMO_AS_OF,
    DEMO_FINANCIAL_YEAR_START,
    DEMO_ORGANISATION,
    DEMO_SEED,
    DEMO_TIME_ZONE,
)
from xsync.sources.demo.writing import DemoFiles, write_demo

__all__ = [
    "DEMO_AS_OF",
    "DEMO_FINANCIAL_YEAR_START",
    "DEMO_ORGANISATION",
    "DEMO_SEED",
    "DEMO_TIME_ZONE",
    "DemoFiles",
    "write_demo",
]
