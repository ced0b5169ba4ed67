"""The filter builder worked by hand in a browser: every control found by its accessible name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def add_condition(page: Page, number: int, field: str, operator: str, *, group: int | None = None) -> None:
    """Add a blank condition, which becomes the one of that number, and choose field and operator by words."""
    name = "Add condition" if group is None else f"Add condition to group {group}"
    page.get_by_role("button", name=name, exact=True).click()
    choose(page, f"Condition {number}", field)
    choose(page, f"Condition {number} operator", operator)


def add_group(page: Page, number: int, join: str, *, group: int | None = None) -> None:
    """Add a group, which becomes the one of that number, and say how it joins its parts."""
    name = "Add group" if group is None else f"Add group to group {group}"
    page.get_by_role("button", name=name, exact=True).click()
    choose(page, f"Group {number}", join)


def write(page: Page, name: str, text: str) -> None:
    """Write into a field and leave it, so that the kernel is told."""
    control = page.get_by_label(name, exact=True)
    control.fill(text)
    control.press("Tab")


def choose(page: Page, name: str, option: str) -> None:
    """Choose from a drop-down list by what people read there."""
    page.get_by_role("combobox", name=name, exact=True).select_option(label=option)


def pick(page: Page, number: int, *labels: str) -> None:
    """Choose values present, written as the list shows them: ``Failed (128)``."""
    page.get_by_role("listbox", name=f"Condition {number} values", exact=True).select_option(
        label=list(labels)
    )


def remove(page: Page, what: str) -> None:
    """Remove ``condition 2`` or ``group 1``."""
    page.get_by_role("button", name=f"Remove {what}", exact=True).click()


def paste(page: Page, text: str) -> Locator:
    """Paste a filter as YAML and use it; returns the box, which is empty again once it is taken."""
    box = page.get_by_role("textbox", name="Paste filter", exact=True)
    if not box.is_visible():
        page.get_by_role("button", name="Paste a filter", exact=True).click()
    write(page, "Paste filter", text)
    page.get_by_role("button", name="Use this filter", exact=True).click()
    return box
