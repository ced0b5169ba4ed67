"""The parameters that every report shares: its instant, and the organisation's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from xsync.errors import UsageError
from xsync.parameters import ORGANISATION_SETTINGS
from xsync.report.reporting_calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

_LAST_MOMENT: Final = time(23, 59, 59)


def with_settings(parameters: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that say something, with the organisation's own settings behind them."""
    usual = {name: settings[name] for name in ORGANISATION_SETTINGS if name in settings}
    return {**_told(usual), **_told(parameters)}


def read_instant(raw: object) -> datetime:
    """Read an instant; without an offset it is meant by the organisation's clock, a day as its last moment.

    Raises
    ------
    UsageError
        If it is none.
    """
    if isinstance(raw, str):
        text = raw.strip()
        try:
            raw = date.fromisoformat(text) if len(text) == len("2026-07-31") else datetime.fromisoformat(text)
        except ValueError:
            mistake = f"as_of: {text!r} is no instant; write it as 2026-07-31T09:00+10:00, or a day alone"
            raise UsageError("The instant cannot be used:", [mistake]) from None
    if isinstance(raw, date) and not isinstance(raw, datetime):
        raw = datetime.combine(raw, _LAST_MOMENT)
    if not isinstance(raw, datetime):
        raise UsageError("The instant cannot be used:", [f"as_of: {raw!r} is no instant"])
    return raw


def _told(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {name: value for name, value in parameters.items() if value is not None and value != ""}


def calendar_of(given: Mapping[str, Any]) -> Calendar:
    """Return the calendar that parameters, the organisation's settings among them, describe.

    Raises
    ------
    UsageError
        With all the mistakes there are.
    """
    settings = {name: given[name] for name in ORGANISATION_SETTINGS if name in given and name != "as_of"}
    as_of = datetime.now(UTC)
    mistakes: list[str] = []
    try:
        as_of = read_instant(given.get("as_of", as_of))
    except UsageError as refused:
        mistakes += refused.mistakes
    try:
        calendar = Calendar.of(as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC), **settings)
    except UsageError as refused:
        raise UsageError(refused.summary, [*mistakes, *refused.mistakes]) from None
    if mistakes:
        raise UsageError("The instant cannot be used:", mistakes)
    zone = ZoneInfo(calendar.time_zone)
    return calendar if as_of.tzinfo else replace(calendar, as_of=as_of.replace(tzinfo=zone))
