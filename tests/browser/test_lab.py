"""The report's notebook in a real JupyterLab, driven by a real browser."""

from __future__ import annotations

import csv
import re
from datetime import timedelta

import pytest
from playwright.sync_api import TimeoutError as NotYet
from playwright.sync_api import expect

import xsync
from tests.browser.lab import becomes, first_column, headers, wait_until
from tests.report.sheets import expected_rows, sheet_rows
from xsync.parameters import PARAMETERS, read_parameter_file
from xsync.report.words import day_in_words
from xsync.sources.demo import DEMO_ORGANISATION

pytestmark = pytest.mark.browser
SHOWING = {"period", "date_from", "date_to", "date_field", "as_of", "time_zone", "filter", "layout"}


@pytest.fixture(scope="module")
def store(demo_company):
    return demo_company


@pytest.fixture(scope="module")
def folder(lab):
    return lab.folder


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """The notebook, opened and run to its end."""
    with lab.opened("sync_report.ipynb", browser) as page:
        page.get_by_text("Opened by hand: nothing was written.").wait_for()
        yield page


def asked(store, **parameters):
    return xsync.sync_report(DEMO_ORGANISATION, store, **parameters)


def shown(page, items):
    """Wait until the table says that it shows so many items."""
    page.get_by_text(re.compile(rf"^Items \d+ to \d+ of {items:,}$")).wait_for()


def test_it_opens_on_the_last_thirty_days(notebook, store):
    report = asked(store)
    shown(notebook, report.counts.items_shown)
    expect(notebook.get_by_label("Reporting period")).to_have_value(re.compile("."))
    becomes(lambda: first_column(notebook), report.items(limit=25)["cin7_number"].to_pylist())


def test_the_table_follows_the_period_once_update_is_pressed(notebook, store):
    before = first_column(notebook)
    notebook.get_by_label("Reporting period").select_option(label="Last quarter")
    notebook.get_by_text("The table is out of date").wait_for()
    assert first_column(notebook) == before

    notebook.get_by_role("button", name="Update").click()
    report = asked(store, period="last_quarter")
    shown(notebook, report.counts.items_shown)
    notebook.get_by_text("The table is out of date").wait_for(state="hidden")
    becomes(lambda: first_column(notebook), report.items(limit=25)["cin7_number"].to_pylist())
    expect(notebook.get_by_label("From", exact=True)).to_have_value("2026-07-01")


def test_the_next_page_comes_from_the_engine(notebook, store):
    notebook.get_by_role("button", name="Next page").click()
    report = asked(store, period="last_quarter")
    notebook.get_by_text(f"Items 26 to 50 of {report.counts.items_shown:,}", exact=True).wait_for()
    becomes(lambda: first_column(notebook), report.items(offset=25, limit=25)["cin7_number"].to_pylist())


def pick(page, picker, *words):
    """Choose the options of a picker that begin with these words; counts stand behind them."""
    control = page.get_by_label(picker, exact=True)

    def picked():
        labels = control.locator("option").all_inner_texts() if words else []
        try:
            return control.select_option(
                label=[label for label in labels if label.startswith(words)], timeout=2_000
            )
        except NotYet:  # the counts have changed since they were read
            return None

    wait_until(lambda: picked() is not None)


def test_the_pickers_filter_once_apply_filter_is_pressed(notebook, store):
    pick(notebook, "Sync status", "Failed", "Pending")
    pick(notebook, "Type", "Payment")
    notebook.get_by_text(re.compile("The table is out of date.*Sync status is Failed or Pending")).wait_for()
    notebook.get_by_role("button", name="Apply filter").click()
    tree = [
        {"field": "sync_status", "in": ["Failed", "Pending"]},
        {"field": "item_type", "equals": "payment"},
    ]
    report = asked(store, period="last_quarter", filter=tree)
    shown(notebook, report.counts.items_shown)
    notebook.get_by_text("Filter: Sync status is Failed or Pending, and Type is Payment").wait_for()
    whole = f"{report.counts.items_shown:,} of {report.counts.items_in_period:,} items in the period"
    notebook.get_by_text(whole).wait_for()


def test_a_filter_step_is_undone_and_done_again(notebook, store):
    notebook.get_by_role("button", name="Undo filter").click()
    shown(notebook, asked(store, period="last_quarter").counts.items_shown)
    notebook.get_by_role("button", name="Redo filter").click()
    notebook.get_by_text("Filter: Sync status is Failed or Pending, and Type is Payment").wait_for()
    expect(notebook.get_by_role("button", name="Redo filter")).to_be_disabled()


def test_a_clicked_bar_and_a_brushed_span_filter_the_table_and_are_undone(notebook, store):
    pick(notebook, "Sync status")
    pick(notebook, "Type")
    notebook.get_by_role("button", name="Apply filter").click()
    before = asked(store, period="last_quarter").counts
    shown(notebook, before.items_shown)
    beyond = []
    notebook.on("request", lambda request: beyond.append(request.url) if is_beyond(request.url) else None)
    notebook.get_by_text("Charts", exact=True).click()

    # The first number stands on the first bar's first part, and a click on it is a click on the part.
    number = notebook.locator(".vega-embed .layer_2_marks text").first
    failed = before.by_type_and_status["invoice"]["Failed"]
    expect(number).to_have_text(str(failed))
    number.click()
    shown(notebook, failed)
    notebook.get_by_text("Filter: Sync status is Failed, and Type is Invoice").wait_for()
    expect(notebook.get_by_label("Sync status", exact=True).locator("option:checked")).to_have_count(1)
    notebook.get_by_role("button", name="Undo filter").click()
    shown(notebook, before.items_shown)

    columns = notebook.locator(".vega-embed").nth(1).locator(".layer_0_marks path")
    weeks = asked(store, period="last_quarter").unsynced_by("week")
    wait_until(lambda: columns.count() == len(weeks))
    columns.first.scroll_into_view_if_needed()
    column = columns.first.bounding_box()
    x, y = column["x"] + column["width"] / 2, column["y"] + column["height"] / 2
    notebook.mouse.move(x, y)
    notebook.mouse.down()
    notebook.mouse.move(x + column["width"], y, steps=3)  # into the second column, beyond the gap
    notebook.mouse.up()
    first, last = weeks[0][0], weeks[0][0] + timedelta(13)
    span = {"field": "sync_date", "between": [first.isoformat(), last.isoformat()]}
    shown(notebook, asked(store, period="last_quarter", filter=[span]).counts.items_shown)
    notebook.get_by_text(f"Filter: Sync date is between {day_in_words(first)} and").wait_for()
    notebook.get_by_role("button", name="Undo filter").click()
    shown(notebook, before.items_shown)
    assert beyond == []
    notebook.get_by_text("Charts", exact=True).click()
    notebook.get_by_role("button", name="Undo filter").click()
    notebook.get_by_text("Filter: Sync status is Failed or Pending, and Type is Payment").wait_for()


def is_beyond(address):
    return not address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def test_the_search_looks_through_numbers_and_messages(notebook, store):
    notebook.get_by_label("Search", exact=True).fill("inv-0")
    notebook.get_by_role("button", name="Apply filter").click()
    report = asked(store, period="last_quarter").filter({"field": "sync_status", "in": ["Failed", "Pending"]})
    report = report.filter(
        {"all": [report.question.parameters()["filter"], {"field": "item_type", "equals": "payment"}]}
    ).search("inv-0")
    shown(notebook, report.counts.items_shown)


def test_choosing_an_item_tells_its_story(notebook):
    item = notebook.get_by_label("Item", exact=True)
    item.select_option(index=1)
    chosen = item.locator("option").nth(1).text_content().replace("\xa0", " ")
    number = chosen.removeprefix("1. ").split(",")[0]
    story = notebook.get_by_role("region", name=f"Payment {number}")
    story.get_by_text("What each export saw of it, oldest first").wait_for()
    expect(story.get_by_role("link", name="Open in Cin7").first).to_have_attribute(
        "href", re.compile("^https://")
    )


def test_what_is_shown_is_exported_and_runs_headlessly(notebook, folder, store):
    for button in ("Export CSV", "Export Excel", "Export parameter file"):
        notebook.get_by_role("button", name=button).click()
        notebook.get_by_text(re.compile(r"Written: exports/")).wait_for()
    exported = {path.suffix: path for path in wait_until(lambda: three_files(folder))}
    parameters = read_parameter_file(exported[".yaml"])
    report = asked(
        store, **{name: parameters[name] for name in PARAMETERS if name in SHOWING & set(parameters)}
    )
    with exported[".csv"].open(encoding="utf-8", newline="") as file:
        numbers = [row["Cin7 Core Number"] for row in csv.DictReader(file)]
    assert numbers == report.items()["cin7_number"].to_pylist()
    assert len(numbers) == report.counts.items_shown > 0
    written, stored = sheet_rows(exported[".xlsx"]), expected_rows(report)
    assert [{title: row[title] for title in stored[0]} for row in written] == stored
    assert [title for title in written[0] if title not in stored[0]] == ["Cause", "Fix"]


def test_a_mistake_is_said_in_place(notebook):
    notebook.get_by_label("Reporting period").select_option(label="Custom")
    for end in ("From", "To"):
        notebook.get_by_label(end, exact=True).fill("")
    notebook.get_by_label("From", exact=True).fill("2026-10-01")
    notebook.get_by_role("button", name="Update").click()
    notebook.get_by_role("alert").filter(has_text="date_to: missing").wait_for()
    expect(notebook.get_by_text("Traceback")).to_have_count(0)


def test_a_custom_period_takes_both_days(notebook, store):
    notebook.get_by_label("To", exact=True).fill("2026-10-15")
    pick(notebook, "Sync status")
    pick(notebook, "Type")
    notebook.get_by_label("Search", exact=True).fill("")
    notebook.get_by_role("button", name="Update").click()
    report = asked(store, period="custom", date_from="2026-10-01", date_to="2026-10-15")
    shown(notebook, report.counts.items_shown)


def test_a_layout_brings_its_columns_filter_and_period(notebook, store):
    notebook.get_by_label("Layout", exact=True).select_option("Month-end review")
    notebook.get_by_role("button", name="Update").click()
    report = asked(
        store, layout="Month-end review", period="custom", date_from="2026-10-01", date_to="2026-10-15"
    )
    layout = report.question.layout
    if layout.period:
        report = asked(store, layout=layout.name)
    shown(notebook, report.counts.items_shown)
    names = dict.fromkeys([*layout.group_by, *layout.columns])
    becomes(lambda: headers(notebook), [*map(xsync_title, names), "Cause", "Fix"])


@pytest.mark.usefixtures("notebook")
def test_the_kernel_says_nothing_on_the_terminal(folder):
    log = (folder / "log").read_text(encoding="utf-8")
    assert "Kernel started" in log
    assert "IPKernelApp" not in log


def test_a_layout_is_saved_reset_and_refused_a_second_time(notebook, folder):
    notebook.get_by_label("Layout", exact=True).select_option("Default")
    notebook.get_by_role("button", name="Update").click()
    notebook.get_by_text("Columns, sorting and groups", exact=True).click()
    notebook.get_by_label("Sort by", exact=True).select_option("Cin7 Core Number")
    notebook.get_by_label("Rows per page", exact=True).fill("10")
    notebook.get_by_label("Rows per page", exact=True).press("Tab")
    notebook.get_by_label("Save layout as", exact=True).fill("By number")
    notebook.get_by_role("button", name="Save layout").click()
    notebook.get_by_text("The layout By number is saved.").wait_for()
    [saved] = (folder / "params" / "layouts").glob("By-number*.yaml")
    assert read_parameter_file(saved)["page_length"] == "10"
    notebook.get_by_text(re.compile("^Items 1 to 10 of")).wait_for()

    notebook.get_by_label("Save layout as", exact=True).fill("By number")
    notebook.get_by_role("button", name="Save layout").click()
    notebook.get_by_role("alert").filter(has_text="holds one already").wait_for()

    notebook.get_by_label("Rows per page", exact=True).fill("5")
    notebook.get_by_label("Rows per page", exact=True).press("Tab")
    notebook.get_by_text(re.compile("The table is out of date.*Rows per page → 5")).wait_for()
    notebook.get_by_role("button", name="Reset layout").click()
    notebook.get_by_text("The table is out of date").wait_for(state="hidden")
    expect(notebook.get_by_label("Rows per page", exact=True)).to_have_value("10")


def test_a_reopened_notebook_shows_what_was_shown_last(notebook, lab):
    said = [chosen(notebook, label) for label in ("Reporting period", "Layout")]
    for session in notebook.request.get(f"{lab.server}/api/sessions?token={lab.token}").json():
        notebook.request.delete(f"{lab.server}/api/sessions/{session['id']}?token={lab.token}")
    notebook.goto("about:blank")
    lab.run("sync_report.ipynb", notebook)
    notebook.get_by_text(re.compile("^Items 1 to 10 of")).wait_for()
    becomes(lambda: [chosen(notebook, label) for label in ("Reporting period", "Layout")], said)
    assert said[1] == "By number"


def chosen(page, label):
    option = page.get_by_label(label, exact=True).locator("option:checked")
    return option.text_content().replace("\xa0", " ")


def three_files(folder):
    found = list((folder / "notebooks" / "exports").glob("*.*"))
    return found if {path.suffix for path in found} == {".csv", ".xlsx", ".yaml"} else None


def xsync_title(name):
    from xsync.model import FIELDS

    return FIELDS[name].title
