"""The sections of the report that say what to do next."""

from xsync.view.ageing_section import ageing
from xsync.view.blocked_section import blocked
from xsync.view.coverage_section import coverage
from xsync.view.trend_section import trend

__all__ = ["ageing", "blocked", "coverage", "trend"]
