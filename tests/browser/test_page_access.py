"""The page for people who read it by ear, or in little contrast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.accessibility import barriers

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["report", "grouped"])
def test_nothing_keeps_people_from_the_page(opened: Callable[..., Page], name: str, scheme: str):
    assert barriers(opened(name, color_scheme=scheme)) == []
