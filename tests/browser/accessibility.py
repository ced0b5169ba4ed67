"""axe-core held against a part of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


def barriers(page: Page, part: str = "html") -> list[str]:
    """What keeps people from using a part of the page: the rule, and the element that breaks it."""
    found = Axe().run(page, {"include": [[part]]}, {"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {element['html'][:200]}: {element['failureSummary']}"
        for rule in found
        if rule["impact"] in GRAVE
        for element in rule["nodes"]
    ]
