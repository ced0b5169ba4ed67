"""The panel without a mouse, by ear, in little contrast, narrow, after a restart, in Jupyter Notebook."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import barriers
from tests.browser.filter_clicks import add_condition, add_group, choose, remove
from tests.browser.lab import becomes, run_all, wait_until
from tests.browser.test_lab import asked, shown

pytestmark = pytest.mark.browser
PANEL = ".xsync-panel"
NOTEBOOK = "sync_report.ipynb"


@pytest.fixture(scope="module")
def store(demo_company):
    return demo_company


@pytest.fixture(scope="module")
def notebook(lab, browser, store):
    """The notebook, run to its end, showing what it opens by itself; its theme is put back."""
    with lab.opened(NOTEBOOK, browser) as page:
        page.get_by_role("button", name="Start afresh").click()
        shown(page, asked(store).counts.items_shown)
        yield page
        keep_theme(page, lab, "JupyterLab Light")


def focused(page):
    """The name of what has the focus, whether it lies in the panel, and its outline."""
    return page.evaluate(
        """() => {
            const at = document.activeElement, {outlineStyle, outlineWidth} = getComputedStyle(at);
            const name = (at.labels?.[0] ?? at).textContent.trim();
            return [name, at.closest(".xsync-panel") !== null, `${outlineStyle} ${outlineWidth}`];
        }"""
    )


def go_to(page, name, key="Tab"):
    """Press a key until a control of the panel has the focus; on the way the focus is always seen.

    Where the first press starts from is the browser's business: what was scrolled to last. So where the one
    way leads away from the panel, the other one leads back into it.
    """
    other_way = "Tab" if key == "Shift+Tab" else "Shift+Tab"
    for press in [key] * 60 + [other_way] * 120:
        page.keyboard.press(press)
        at, inside, outline = focused(page)
        assert not inside or outline == "solid 2px", at
        if inside and at == name:
            return
    raise AssertionError(f"{name} is out of reach")


def choose_by_key(page, name, option):
    """Go down a list that has the focus, from its first option."""
    page.keyboard.press("Home")
    while page.get_by_label(name, exact=True).input_value() != option:
        page.keyboard.press("ArrowDown")


def cells(page):
    return page.locator(".jp-Notebook .jp-Cell").count()


def test_the_panel_is_worked_without_a_mouse(notebook, store):
    keyboard, before = notebook.keyboard, cells(notebook)
    while not notebook.locator(f".jp-Cell.jp-mod-active:has({PANEL})").count():
        keyboard.press("ArrowUp")

    go_to(notebook, "Reporting period")
    for key in "xddb":
        keyboard.press(key)
    choose_by_key(notebook, "Reporting period", "Last quarter")
    assert cells(notebook) == before

    go_to(notebook, "Update")
    keyboard.press("Enter")
    shown(notebook, asked(store, period="last_quarter").counts.items_shown)
    becomes(lambda: focused(notebook)[0], "Update")

    go_to(notebook, "Sync status", "Shift+Tab")
    keyboard.press("ArrowDown")
    go_to(notebook, "Apply filter")
    keyboard.press("Enter")
    failed = {"field": "sync_status", "equals": "Failed"}
    shown(notebook, asked(store, period="last_quarter", filter=failed).counts.items_shown)
    becomes(lambda: focused(notebook)[0], "Apply filter")

    notebook.get_by_text("Filter: Sync status is Failed").wait_for()
    go_to(notebook, "Item")
    keyboard.press("ArrowDown")
    notebook.get_by_text("What each export saw of it, oldest first").wait_for()
    becomes(lambda: focused(notebook)[0], "Item")


def test_a_button_out_of_service_hands_the_focus_on(notebook, store):
    go_to(notebook, "Undo filter", "Shift+Tab")
    notebook.keyboard.press("Enter")
    shown(notebook, asked(store, period="last_quarter").counts.items_shown)
    notebook.get_by_role("button", name="Redo filter", disabled=False).wait_for()
    wait_until(lambda: focused(notebook)[1])
    assert focused(notebook)[0] != "Undo filter"


def test_a_fold_opens_by_key_and_says_so(notebook):
    go_to(notebook, "Conditions", "Shift+Tab")
    notebook.keyboard.press("Enter")
    notebook.get_by_role("button", name="Conditions", expanded=True).wait_for()
    go_to(notebook, "Filter")
    go_to(notebook, "Conditions", "Shift+Tab")
    notebook.keyboard.press("Space")
    notebook.get_by_role("button", name="Conditions", expanded=False).wait_for()


def test_outside_the_panel_the_shortcuts_of_the_notebook_work(notebook):
    notebook.locator(f".jp-Cell:has({PANEL})").focus()
    notebook.keyboard.press("ArrowUp")
    assert not notebook.locator(f".jp-Cell.jp-mod-active:has({PANEL})").count()


def test_nothing_reaches_out_of_a_narrow_window(notebook):
    open_fold(notebook, "Conditions")
    add_condition(notebook, 1, "Sync date", "is between")
    for width in (800, 1280):
        notebook.set_viewport_size({"width": width, "height": 1000})
        outside = notebook.locator(PANEL).evaluate(
            """panel => {
                const end = (element) => element.getBoundingClientRect().right;
                return [...panel.querySelectorAll("button, select, input, textarea")]
                    .filter((control) => !control.closest("table"))  // a table scrolls in a place of its own
                    .filter((control) => control.checkVisibility() && end(control) > end(panel))
                    .map((control) => control.outerHTML);
            }"""
        )
        assert outside == []
    remove(notebook, "condition 1")
    open_fold(notebook, "Conditions")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_nothing_keeps_people_from_the_panel(notebook, lab, theme):
    use_theme(notebook, lab, theme)
    assert barriers(notebook, PANEL) == []

    open_fold(notebook, "Conditions")
    add_condition(notebook, 1, "Sync status", "is one of")
    add_condition(notebook, 2, "Sync date", "is between")
    add_condition(notebook, 3, "Contact", "contains")
    add_group(notebook, 1, "None of these holds")
    add_condition(notebook, 4, "Amount", "is at least", group=1)
    notebook.get_by_role("button", name="Apply filter").click()
    notebook.get_by_role("alert").filter(has_text="Condition 4: choose a value").first.wait_for()
    assert barriers(notebook, PANEL) == []
    for part in ("group 1", "condition 3", "condition 2", "condition 1"):
        remove(notebook, part)
    expect(notebook.locator(PANEL).get_by_role("button", name="Remove")).to_have_count(
        0
    )  # it moves until then

    open_fold(notebook, "Columns, sorting and groups")
    choose(notebook, "Sort by 2", "Type")
    notebook.get_by_text("The table is out of date").wait_for()
    assert barriers(notebook, PANEL) == []
    choose(notebook, "Sort by 2", "(nothing)")

    open_fold(notebook, "Charts")
    notebook.locator(".vega-embed svg").nth(1).wait_for()
    notebook.get_by_label("Item", exact=True).select_option(index=2)
    notebook.get_by_text("What each export saw of it, oldest first").wait_for()
    assert barriers(notebook, PANEL) == []
    open_fold(notebook, "Charts")


def open_fold(page, title):
    page.locator(PANEL).get_by_text(title, exact=True).click()


def use_theme(page, lab, name):
    """Choose a theme, and open the notebook anew in it."""
    if page.locator(f'body[data-jp-theme-name="{name}"]').count():
        return
    keep_theme(page, lab, name)
    page.goto("about:blank")
    lab.run(NOTEBOOK, page)
    page.locator(f'body[data-jp-theme-name="{name}"]').wait_for(state="attached")


def keep_theme(page, lab, name):
    plugin = "@jupyterlab/apputils-extension:themes"
    kept = {"raw": json.dumps({"theme": name})}
    page.request.put(f"{lab.server}/lab/api/settings/{plugin}?token={lab.token}", data=kept)


def test_a_restarted_kernel_is_told_and_run_all_brings_the_settings_back(notebook, store):
    notebook.get_by_role("menuitem", name="Kernel", exact=True).click()
    notebook.locator('.lm-Menu-item[data-command="kernelmenu:restart"]').click()
    notebook.locator(".jp-Dialog button.jp-mod-accept").click()
    lost = notebook.locator(PANEL).get_by_role("alert").filter(has_text="The kernel was restarted")
    lost.wait_for()
    assert barriers(notebook, PANEL) == []

    run_all(notebook)
    lost.wait_for(state="detached")
    shown(notebook, asked(store, period="last_quarter").counts.items_shown)
    expect(notebook.get_by_label("Reporting period")).to_have_value("Last quarter")


def test_the_same_panel_works_in_jupyter_notebook(notebook, lab, store):
    notebook.goto("about:blank")
    notebook.goto(lab.address(NOTEBOOK).replace("/doc/tree/", "/notebooks/"))
    notebook.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    assert notebook.locator("#jp-NotebookLogo").count()
    run_all(notebook)
    notebook.get_by_label("Reporting period").focus()
    go_to(notebook, "Conditions")
    notebook.get_by_label("Reporting period").focus()
    choose_by_key(notebook, "Reporting period", "This quarter")
    go_to(notebook, "Update")
    notebook.keyboard.press("Enter")
    shown(notebook, asked(store, period="this_quarter").counts.items_shown)
    open_fold(notebook, "Charts")
    notebook.locator(".vega-embed svg").nth(1).wait_for()
    assert barriers(notebook, PANEL) == []
