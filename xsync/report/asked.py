"""What a report was asked, as names and values in plain words: the head of a page and of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from xsync.report.words import minute_in_words

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport


def asked(report: SyncReport) -> list[tuple[str, str]]:
    """Return organisation, period, instant, filter and layout as names and values."""
    question, calendar = report.question, report.question.calendar
    local = calendar.as_of.astimezone(ZoneInfo(calendar.time_zone))
    return [
        ("Organisation", report.snapshot.organisation),
        ("Reporting period", question.period.in_words()),
        ("As of", f"{minute_in_words(local)} ({calendar.time_zone})"),
        ("Filter", question.filter_in_words()),
        ("Layout", question.layout_in_words()),
    ]
