"""Filters built by clicks and staged changes in a real JupyterLab, whose answers can be held back."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect

from tests.browser.filter_clicks import add_condition, add_group, choose, paste, pick, remove, write
from tests.browser.lab import becomes, first_column, wait_until
from tests.browser.test_lab import asked, shown
from xsync.report.filter import parse_filter
from xsync.report.filter_words import in_words
from xsync.report.filter_yaml import parse_filter_yaml

pytestmark = pytest.mark.browser

RESTING = 1000
"""Milliseconds a hand rests with the button held down."""

YAML = """
filter:
  all:
    - {field: sync_status, in: [Failed, Pending]}
    - any:
        - {field: cin7_number, contains: inv}
        - not:
            any:
              - {field: sync_date, between: [2026-10-10, 2026-10-20]}
              - {field: xero_number, is_blank: true}
"""
TREE = parse_filter_yaml(YAML)

HELD_BACK = """
import pathlib, time
from xsync.report.sync_report import SyncReport

items = SyncReport.items


def held_back(self, **which):
    while (pathlib.Path({gates!r}) / self.question.period.name).exists():
        time.sleep(0.02)
    return items(self, **which)


SyncReport.items = held_back
"""


@pytest.fixture(scope="module")
def store(demo_company):
    return demo_company


@pytest.fixture(scope="module")
def gates(lab):
    """A folder: while it holds a file named as a period, the kernel finds no items of that period."""
    (lab.folder / "gates").mkdir()
    return lab.folder / "gates"


@pytest.fixture(scope="module")
def notebook(lab, browser, gates):
    """The notebook, run to its end by a kernel whose answers can be held back."""
    held = nbformat.read(lab.folder / "notebooks" / "sync_report.ipynb", as_version=4)
    held.cells.insert(0, new_code_cell(HELD_BACK.format(gates=str(gates))))
    nbformat.write(held, lab.folder / "notebooks" / "held_back.ipynb")
    with lab.opened("held_back.ipynb", browser) as page:
        yield page


@pytest.fixture
def held(gates):
    """Hold the answers for a period back for a while."""

    @contextmanager
    def hold(period):
        (gates / period).touch()
        try:
            yield
        finally:
            (gates / period).unlink()

    return hold


@pytest.fixture
def panel(notebook, store):
    """The panel as the notebook opens it, with its conditions open."""
    notebook.get_by_role("button", name="Start afresh").click()
    shown(notebook, asked(store).counts.items_shown)
    notebook.get_by_text("The table is out of date").wait_for(state="hidden")
    notebook.get_by_label("Condition 1", exact=True).wait_for(state="hidden")
    unfold(notebook, "Conditions")
    return notebook


def unfold(page, title):
    header = page.locator(".jupyter-widget-Collapse-header, .lm-Widget .p-Collapse-header").filter(
        has_text=title
    )
    if "jupyter-widget-Collapse-open" not in header.first.locator("..").get_attribute("class"):
        header.first.click()


def at_once(page, *choices):
    """Choose options of several lists faster than anybody: before the kernel has heard of the first."""
    controls = [[page.get_by_label(name, exact=True).element_handle(), label] for name, label in choices]
    page.evaluate(
        """choices => {
            for (const [control, label] of choices) {
                const words = option => option.text.replaceAll("\\u00a0", " ");
                const chosen = [...control.options].find(option => words(option).startsWith(label));
                chosen.selected = true;
                control.dispatchEvent(new Event("change", {bubbles: true}));
            }
        }""",
        controls,
    )


def says(page, name, *words):
    """Wait until a list says that these are chosen; what the kernel answers reaches each list by itself."""
    options = page.get_by_label(name, exact=True).locator("option:checked")
    becomes(lambda: [each.replace("\xa0", " ") for each in options.all_inner_texts()], [*words])


def press(page, button):
    page.get_by_role("button", name=button).click()


def listed(store, field):
    """The values of a field as a list shows them."""
    return {value: f"{value} ({number:,})" for value, number in asked(store).values_of(field)}


def shows_the_rows_of_the_yaml(page, store):
    report = asked(store).filter(TREE)
    shown(page, report.counts.items_shown)
    page.get_by_text(f"Filter: {in_words(TREE)}", exact=False).wait_for()
    numbers = report.items()["cin7_number"].to_pylist()
    becomes(lambda: first_column(page), numbers[:25])
    press(page, "Last page")
    becomes(lambda: first_column(page), numbers[(len(numbers) - 1) // 25 * 25 :])


def test_a_filter_built_by_clicks_is_that_of_the_yaml(panel, store):
    counted = listed(store, "sync_status")
    add_condition(panel, 1, "Sync status", "is one of")
    pick(panel, 1, counted["Failed"], counted["Pending"])
    add_group(panel, 1, "At least one of these holds")
    add_condition(panel, 2, "Cin7 Core Number", "contains", group=1)
    write(panel, "Condition 2 value", "inv")
    add_group(panel, 2, "None of these holds", group=1)
    add_condition(panel, 3, "Sync date", "is between", group=2)
    write(panel, "Condition 3 from", "2026-10-10")
    write(panel, "Condition 3 to", "2026-10-20")
    add_condition(panel, 4, "Xero Number", "is blank", group=2)

    panel.get_by_text(f"In words: {in_words(TREE)}", exact=True).wait_for()
    press(panel, "Show YAML")
    copied = panel.get_by_label("Filter as YAML").input_value()
    press(panel, "Hide YAML")
    assert parse_filter_yaml(copied) == TREE
    press(panel, "Apply filter")
    shows_the_rows_of_the_yaml(panel, store)


def test_a_yaml_pasted_shows_its_conditions_and_filters_the_same(panel, store):
    box = paste(panel, YAML)
    panel.get_by_text(f"In words: {in_words(TREE)}", exact=True).wait_for()
    expect(box).to_have_value("")
    says(panel, "Condition 1 values", "Failed", "Pending")
    says(panel, "Group 1", "At least one of these holds")
    says(panel, "Condition 2 operator", "contains")
    expect(panel.get_by_label("Condition 2 value", exact=True)).to_have_value("inv")
    says(panel, "Group 2", "None of these holds")
    expect(panel.get_by_label("Condition 3 from", exact=True)).to_have_value("2026-10-10")
    expect(panel.get_by_label("Condition 3 to", exact=True)).to_have_value("2026-10-20")
    says(panel, "Condition 4 operator", "is blank")
    press(panel, "Apply filter")
    shows_the_rows_of_the_yaml(panel, store)


def test_a_wrong_yaml_is_refused_in_place_and_nothing_is_lost(panel):
    paste(panel, YAML)
    panel.get_by_text(f"In words: {in_words(TREE)}", exact=True).wait_for()
    before = first_column(panel)
    wrong = YAML.replace("contains:", "contians:")
    box = paste(panel, wrong)
    alert = panel.get_by_role("alert").filter(has_text="contians")
    alert.wait_for()
    expect(alert).to_contain_text("contains")
    expect(box).to_have_value(wrong)
    expect(panel.get_by_text(f"In words: {in_words(TREE)}", exact=True)).to_be_visible()
    expect(panel.get_by_label("Condition 2 value", exact=True)).to_have_value("inv")
    assert first_column(panel) == before
    paste(panel, YAML)
    alert.wait_for(state="hidden")
    press(panel, "Close pasting")


def test_what_is_built_while_an_answer_is_on_its_way_stays(panel, store, held):
    choose(panel, "Reporting period", "Last quarter")
    with held("last_quarter"):
        press(panel, "Update")
        panel.get_by_text("asking …").wait_for()
        add_condition(panel, 1, "Amount", "is blank")
        choose(panel, "Date", "Effective Date")
        panel.get_by_text(re.compile("The table is out of date.*Conditions → Amount is blank")).wait_for()
    quarter = asked(store, period="last_quarter")
    shown(panel, quarter.counts.items_shown)
    panel.get_by_text("asking …").wait_for(state="hidden")
    says(panel, "Condition 1", "Amount")
    says(panel, "Condition 1 operator", "is blank")
    says(panel, "Date", "Effective Date")
    press(panel, "Apply filter")
    shown(panel, quarter.filter({"field": "amount", "is_blank": True}).counts.items_shown)
    panel.get_by_text(re.compile("The table is out of date.*: Date → Effective Date.$")).wait_for()


def test_a_newer_question_overtakes_one_that_is_slow(panel, store, held):
    everything = asked(store, period="all_time").counts.items_shown
    choose(panel, "Reporting period", "Last quarter")
    with held("last_quarter"):
        press(panel, "Update")
        panel.get_by_text("asking …").wait_for()
        choose(panel, "Reporting period", "All time")
        press(panel, "Update")
        shown(panel, everything)
        panel.get_by_text("asking …").wait_for(state="hidden")
    press(panel, "Next page")
    panel.get_by_text(f"Items 26 to 50 of {everything:,}", exact=True).wait_for()
    says(panel, "Reporting period", "All time")


def test_controls_changed_faster_than_the_kernel_hears_of_them_all_count(panel, store):
    at_once(
        panel,
        ("Layout", "Month-end review"),
        ("Reporting period", "Last quarter"),
        ("Date", "Effective Date"),
        ("Sync status", "Failed"),
    )
    panel.get_by_text(re.compile("The table is out of date.*Sync status → Sync status is Failed")).wait_for()
    says(panel, "Reporting period", "Last quarter")
    press(panel, "Update")
    report = asked(store, layout="Month-end review", period="last_quarter", date_field="effective_date")
    shown(panel, report.filter({"field": "sync_status", "equals": "Failed"}).counts.items_shown)
    says(panel, "Layout", "Month-end review")
    says(panel, "Date", "Effective Date")


def test_an_operator_chosen_before_the_list_has_changed_is_the_one_that_was_read(panel):
    add_condition(panel, 1, "Contact", "contains")
    at_once(panel, ("Condition 1", "Amount"), ("Condition 1 operator", "is blank"))
    panel.get_by_text("In words: Amount is blank", exact=True).wait_for()
    says(panel, "Condition 1", "Amount")
    says(panel, "Condition 1 operator", "is blank")


def columns_over_time(page):
    columns = page.locator(".vega-embed").nth(1).locator(".layer_0_marks path")
    wait_until(lambda: columns.count() > 1)
    columns.first.scroll_into_view_if_needed()
    return columns


def test_a_brush_that_rests_on_its_way_is_drawn_when_the_hand_lets_go(panel, store):
    choose(panel, "Reporting period", "Last quarter")
    press(panel, "Update")
    quarter = asked(store, period="last_quarter")
    shown(panel, quarter.counts.items_shown)
    choose(panel, "Date", "Effective Date")
    unfold(panel, "Charts")
    weeks = quarter.unsynced_by("week")
    columns = columns_over_time(panel)
    wait_until(lambda: columns.count() == len(weeks))
    column = columns.first.bounding_box()
    x, y = column["x"] + column["width"] / 2, column["y"] + column["height"] / 2
    panel.mouse.move(x, y)
    panel.mouse.down()
    panel.mouse.move(x + 3, y, steps=2)
    panel.wait_for_timeout(RESTING)
    panel.mouse.move(x + column["width"], y, steps=3)
    panel.mouse.up()

    first = weeks[0][0]
    span = {"field": "sync_date", "between": [first.isoformat(), (first + timedelta(13)).isoformat()]}
    shown(panel, quarter.filter(span).counts.items_shown)
    panel.get_by_text(f"Filter: {in_words(parse_filter(span))}").wait_for()
    says(panel, "Date", "Effective Date")
    panel.get_by_text(re.compile("The table is out of date.*: Date → Effective Date.$")).wait_for()


def test_a_bar_clicked_while_something_is_staged_filters_and_leaves_it_staged(panel, store):
    write(panel, "Search", "a")
    choose(panel, "Reporting period", "All time")
    panel.get_by_role("button", name="Add condition", exact=True).click()
    panel.get_by_label("Condition 1", exact=True).wait_for()
    unfold(panel, "Charts")
    number = panel.locator(".vega-embed .layer_2_marks text").first
    failed = asked(store).counts.by_type_and_status["invoice"]["Failed"]
    wait_until(lambda: number.text_content() == f"{failed:,}")
    number.click()
    shown(panel, failed)
    says(panel, "Reporting period", "All time")
    panel.get_by_text("Filter: Sync status is Failed, and Type is Invoice").wait_for()
    expect(panel.get_by_label("Search", exact=True)).to_have_value("a")
    unfold(panel, "Conditions")
    remove(panel, "condition 1")
    panel.get_by_text(re.compile("out of date.*: Reporting period → All time; Search → “a”.$")).wait_for()
