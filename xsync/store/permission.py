"""The Financial Reporting permission, as Cin7 Core calls what its own report asks for."""

from __future__ import annotations

import re
from enum import StrEnum


class Permission(StrEnum):
    """What somebody may do with an organisation's data."""

    READ = "Financial Reporting"
    """Open its reports, reconciliation and pages."""

    MANAGE = "Financial Reporting – manage"
    """Load, pull, triage and publish as well."""

    @classmethod
    def named(cls, written: str) -> Permission | None:
        """Return the permission that is written so: in any case, with any dash."""
        return next((each for each in cls if _plain(each) == _plain(written)), None)

    def includes(self, other: Permission) -> bool:
        """Whether who holds this one holds the other too."""
        return self in {other, Permission.MANAGE}


def _plain(text: str) -> str:
    return re.sub(r"\s*[-\u2010-\u2015]\s*", "-", " ".join(text.casefold().split()))
