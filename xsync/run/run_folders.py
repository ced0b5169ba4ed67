"""The folders that runs leave: how they are named, when they were made, and what is ours in them."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Final

PAGE: Final = "report.html"
DELIVERY_FILE: Final = "delivery.json"
OVERVIEW_PAGE: Final = "overview.html"
OVERVIEW_FILE: Final = "overview.json"
MANIFEST_FILE: Final = "manifest.json"
"""What makes a run a published one."""

RUN_ID: Final = re.compile(r"([0-9]{8}T[0-9]{6}Z)-[0-9a-f]{6}")
_WHEN: Final = "%Y%m%dT%H%M%SZ"


def new_run_id() -> str:
    """Return a name for a run that sorts by time and that no other run has."""
    return f"{datetime.now(UTC).strftime(_WHEN)}-{secrets.token_hex(3)}"


def begun_at(run_id: str) -> datetime | None:
    """Return when a run of this name began, or None where it is no such name."""
    found = RUN_ID.fullmatch(run_id)
    try:
        return datetime.strptime(found[1], _WHEN).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
