"""What a report's items cover: their types, days and exports, and what is silent."""

from __future__ import annotations

import xsync
from tests.diagnose.logs import on, report_of, row
from xsync.diagnose.coverage import Stretch
from xsync.diagnose.diagnosis import diagnosis
from xsync.model import ITEM_TYPES


def coverage_of(folder, *exports, **parameters):
    return diagnosis(report_of(folder, *exports, **parameters)).coverage


def stretch(first, last):
    return Stretch(on(first).date(), on(last).date())


def test_every_type_is_listed_and_those_without_an_item_are_silent(tmp_path):
    export = [
        row("N-1", status="Failed", sync_date=on(3)),
        row("N-2", sync_date=on(5)),
        row("N-3", sync_date=None),
        row("G-1", "Gift card", sync_date=on(4)),
    ]
    found = coverage_of(tmp_path, export)
    assert [each.item_type for each in found.types] == [*ITEM_TYPES, "Gift card"]
    invoices = found.types[0]
    assert (invoices.items, invoices.unsynced, invoices.undated) == (3, 1, 1)
    assert (invoices.first_day, invoices.last_day) == (on(3).date(), on(5).date())
    assert invoices.last_file == "export-0.csv"
    assert set(found.silent_types) == set(ITEM_TYPES) - {"invoice"}
    assert found.absent_statuses == ("Pending", "Skipped")


def test_days_without_an_item_or_an_export_are_named(tmp_path):
    first = [row("N-1", sync_date=on(1)), row("N-2", sync_date=on(4))]
    second = [row("N-3", sync_date=on(9)), row("N-4", sync_date=on(10))]
    found = coverage_of(tmp_path, first, second)
    assert found.between_exports == (stretch(5, 8),)
    assert found.silent == (stretch(5, 8), stretch(2, 3))
    assert found.silent_days == 6
    assert found.after_exports == stretch(11, 30)


def test_the_day_of_the_report_itself_is_not_missing_yet(tmp_path):
    assert coverage_of(tmp_path, [row("N-1", sync_date=on(30))]).after_exports is None


def test_a_period_that_ends_before_the_last_export_is_whole(tmp_path):
    export = [row("N-1", sync_date=on(5)), row("N-2", sync_date=on(20))]
    asked = {"period": "custom", "date_from": "2026-10-01", "date_to": "2026-10-10"}
    assert coverage_of(tmp_path / "a", export, **asked).after_exports is None
    later = {**asked, "date_from": "2026-10-15", "date_to": "2026-10-25"}
    assert coverage_of(tmp_path / "b", export, **later).after_exports == stretch(21, 25)


def test_the_section_says_what_is_silent_and_what_to_do(tmp_path):
    told = xsync.coverage(
        report_of(tmp_path, [row("N-1", sync_date=on(1)), row("N-2", sync_date=on(3))])
    ).text
    assert "1 of 11 item types report something; nothing was told of: credit note, payment" in told
    assert "No export holds a row of 4 October 2026 to 30 October 2026 (27 days)" in told
    assert "1 day has no item between the first and the last: 2 October 2026." in told
