"""Dates in every form that exports bring, in the order their file writes them."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.exports import (
    PREAMBLE,
    cells_of,
    contents,
    export_csv,
    item,
    loaded,
    stored,
    write_csv,
    write_xlsx,
)
from xsync.errors import DataRefused
from xsync.sources.dates import infer_date_order

SEPARATORS = st.sampled_from("/-.")
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
NUMBERS = {
    "dmy": "{0:%d}{1}{0:%m}{1}{0:%Y}",
    "mdy": "{0:%m}{1}{0:%d}{1}{0:%Y}",
    "ymd": "{0:%Y}{1}{0:%m}{1}{0:%d}",
}


def written(day: date, order: str, separator: str = "/") -> str:
    return NUMBERS[order].format(day, separator)


def dated(texts: list[str], field: str = "sync_date") -> list[dict[str, object]]:
    return [item(number, **{field: text}) for number, text in enumerate(texts, 1)]


NEED_NO_ORDER = {
    "2026-03-05": "2026-03-05",
    "2026-03-05 14:07": "2026-03-05 14:07",
    "2026-03-05 14:07:09": "2026-03-05 14:07:09",
    "2026-03-05T14:07:09": "2026-03-05 14:07:09",
    "2026-03-05T14:07:09.1234567": "2026-03-05 14:07:09.123456",
    "2026-03-05T14:07:09Z": "2026-03-05 14:07:09",
    "2026-03-05T23:30:00+13:00": "2026-03-05 23:30",
    "2026-03-05 00:30:00 -0500": "2026-03-05 00:30",
    "2026/03/05": "2026-03-05",
    "2026/3/5 9:07": "2026-03-05 09:07",
    "05-Mar-2026": "2026-03-05",
    "5-MAR-2026 14:07:09": "2026-03-05 14:07:09",
    "05 Mar 2026 2:07 PM": "2026-03-05 14:07",
    "5 March 2026": "2026-03-05",
    "Mar 5, 2026": "2026-03-05",
    "March 5, 2026 2:07:09 pm": "2026-03-05 14:07:09",
    "05-Sept-2026": "2026-09-05",
    "5 Sept. 2026 10:00": "2026-09-05 10:00",
    "46086": "2026-03-05",
    "46086.5882986111": "2026-03-05 14:07:09",
}
TIMES = {
    "": "00:00",
    " 14:07": "14:07",
    " 14:07:09": "14:07:09",
    "  14:07": "14:07",
    "\u00a014:07": "14:07",
    " 02:07:09 PM": "14:07:09",
    " 2:07pm": "14:07",
    " 12:00 a.m.": "00:00",
    " 2:07 p. m.": "14:07",
    "\u202f2:07:09\u202fpm": "14:07:09",
    ", 2:07:09 pm": "14:07:09",
}


def read_moments(texts: list[str], folder: Path) -> list[datetime]:
    """What a file with these sync dates holds, none of them refused."""
    assert loaded(export_csv(folder / "export.csv", dated(texts)), folder / "store").rejects == []
    return [row["sync_date"] for row in stored(folder / "store")]


def test_forms_that_need_no_order(tmp_path):
    expected = [datetime.fromisoformat(moment) for moment in NEED_NO_ORDER.values()]
    assert read_moments(list(NEED_NO_ORDER), tmp_path) == expected


@pytest.mark.parametrize(
    "day",
    ["25/03/2026", "25-3-2026", "25.03.2026", "25/3/26", "25-Mar-26", "03/25/2026", "3/25/26", "2026/03/25"],
)
def test_forms_in_the_order_of_their_file(tmp_path, day):
    expected = [datetime.fromisoformat(f"2026-03-25 {time}") for time in TIMES.values()]
    assert read_moments([f"{day}{time}" for time in TIMES], tmp_path) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-25 14:07",
        "2026-03-25T14:07:00",
        "2026-03-25T14:07:00Z",
        "2026/03/25 14:07:00",
        "25/03/2026 2:07 PM",
        "25/03/2026 2:07 p.m.",
        "25/03/2026 02:07:00 p.m.",
        "3/25/26 14:07",
        "25.03.2026 14:07",
        "25-Mar-2026 14:07",
        "25 March 2026 14:07",
        "46106.588194444",
    ],
)
def test_one_date_alone_is_read_as_well(tmp_path, text):
    (moment,) = read_moments([text], tmp_path)
    assert f"{moment:%Y-%m-%d %H:%M}" == "2026-03-25 14:07"


def test_days_that_are_their_own_mirror_need_no_order(tmp_path):
    file = loaded(
        export_csv(tmp_path / "export.csv", dated(["05/05/2026 10:00", "11/11/2026"])), tmp_path / "store"
    )
    assert file.rejects == []
    assert [row["sync_date"].date() for row in stored(tmp_path / "store")] == [
        date(2026, 5, 5),
        date(2026, 11, 11),
    ]


@given(
    days=st.lists(DAYS, min_size=1, max_size=30), order=st.sampled_from(["dmy", "mdy"]), separator=SEPARATORS
)
def test_an_order_is_inferred_only_where_it_is_the_only_one(days, order, separator):
    texts = {written(day, order, separator): 1 for day in days}
    decided = any(day.day > 12 for day in days)
    open_to_both = any(day.day <= 12 and day.day != day.month for day in days)
    if decided:
        assert infer_date_order(texts) == order
    elif open_to_both:
        with pytest.raises(DataRefused, match="--date-order"):
            infer_date_order(texts)
    else:
        assert infer_date_order(texts) is None


@given(
    right=st.lists(DAYS.filter(lambda day: day.day > 12), min_size=4, max_size=40),
    wrong=st.integers(0, 9),
    order=st.sampled_from(["dmy", "mdy"]),
)
def test_a_few_dates_of_the_other_order_are_mistakes_and_more_are_a_contradiction(right, wrong, order):
    other = {"dmy": "mdy", "mdy": "dmy"}[order]
    texts = {written(date(2026, 12, 31) - timedelta(days=n), other): 1 for n in range(wrong)}
    for day in right:
        texts[written(day, order)] = texts.get(written(day, order), 0) + 1
    if len(right) > 3 * wrong:
        assert infer_date_order(texts) == order
    elif wrong <= 3 * len(right):
        with pytest.raises(DataRefused, match="contradict"):
            infer_date_order(texts)


@settings(max_examples=12)
@given(
    days=st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=8),
    order=st.sampled_from(["dmy", "mdy", "ymd"]),
    separator=st.sampled_from("/."),
    time=st.sampled_from([" 09:30", " 09:30:15", " 9:30 AM", ""]),
)
def test_all_date_columns_together_decide_the_order(days, order, separator, time):
    """A file with one date that fits one order only is read in that order, whichever column it stands in."""
    days = [*days, (date(2026, 10, 2), date(2026, 9, 25))]
    items = [
        item(
            number,
            sync_date=written(sync, order, separator) + time,
            effective_date=written(effective, order, separator),
        )
        for number, (sync, effective) in enumerate(days, 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = loaded(export_csv(Path(folder) / "export.csv", items), Path(folder) / "store")
        assert file.date_order == order
        assert file.rejects == []
        rows = stored(Path(folder) / "store")
        assert [(row["sync_date"].date(), row["effective_date"]) for row in rows] == days


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_where_both_orders_fit_the_file_is_refused(tmp_path, write):
    path = write(tmp_path / "export.dat", cells_of(dated(["03/04/2026 10:00", "05/06/2026 10:00"])))
    refused = loaded(path, tmp_path / "store").refused
    assert refused
    assert "03/04/2026" in refused
    assert "--date-order dmy" in refused
    assert contents(tmp_path / "store") == {}


@pytest.mark.parametrize(("order", "month", "day"), [("dmy", 4, 3), ("mdy", 3, 4)])
def test_a_given_order_settles_it(tmp_path, order, month, day):
    items = [item(1, sync_date="03/04/2026", effective_date="03/04/2026"), item(2, sync_date="05/05/2026")]
    path = export_csv(tmp_path / "export.csv", items)
    assert loaded(path, tmp_path / "store").refused
    assert loaded(path, tmp_path / "store", date_order=order).date_order == order
    first = stored(tmp_path / "store")[0]
    assert first["sync_date"].date() == first["effective_date"] == date(2026, month, day)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_few_wrong_dates_go_to_quarantine_and_the_rest_is_in(tmp_path, write):
    items = [
        item(n, sync_date=f"{n:02d}/10/2026 09:00", effective_date=f"{n:02d}-Oct-2026") for n in range(1, 29)
    ]
    items[4] |= {"sync_date": "10/25/2026 09:00"}
    items[9] |= {"effective_date": "soon"}
    items[19] |= {"sync_date": "31/02/2026 09:00", "effective_date": "00-Oct-2026"}
    path = write(tmp_path / "export.dat", [*PREAMBLE, *cells_of(items), ["Grand Total"]])
    file = loaded(path, tmp_path / "store")
    assert (file.date_order, file.rows_read, file.rows_loaded, file.rows_rejected) == ("dmy", 28, 25, 3)
    assert [(each["row"], each["field"], each["value"]) for each in file.rejects] == [
        (11, "sync_date", "10/25/2026 09:00"),
        (16, "effective_date", "soon"),
        (26, "effective_date", "00-Oct-2026"),
        (26, "sync_date", "31/02/2026 09:00"),
    ]
    assert {each["reason"] for each in file.rejects} == {"is not a date (this file writes day/month/year)"}


def test_an_implausible_or_shortened_year_is_a_mistake(tmp_path):
    wrong = ["25/03/1926", "25/03/2926", "25/03/202", "25/03/20", "25-Mar-20", "12", "2026-13-01"]
    path = export_csv(tmp_path / "export.csv", dated([*["24/03/2026"] * 9, *wrong]))
    assert [each["value"] for each in loaded(path, tmp_path / "store").rejects] == wrong


def test_a_blank_date_is_no_mistake(tmp_path):
    file = loaded(export_csv(tmp_path / "export.csv", dated(["", "2026-10-01"])), tmp_path / "store")
    assert file.rejects == []
    assert stored(tmp_path / "store")[0]["sync_date"] is None


def test_a_form_that_first_occurs_far_down_is_read_all_the_same(tmp_path):
    texts = ["25/03/2026 10:00"] * 300 + ["26-Mar-2026 2:07 pm", "2026-03-27T10:00:00Z", "46109"]
    file = loaded(export_csv(tmp_path / "export.csv", dated(texts)), tmp_path / "store")
    assert file.rejects == []
    assert [row["sync_date"].day for row in stored(tmp_path / "store")][-3:] == [26, 27, 28]
