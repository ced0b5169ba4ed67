"""Amounts are exact from the file to the frame, or refused."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xsync
from tests.sources.exports import cells_of, export_csv, item, loaded, stored, write_xlsx
from xsync.report.layout import Layout

MONEY = st.decimals(Decimal(-(10**13)), Decimal(10**13), places=2) | st.decimals(-9999, 9999, places=4)


def amounts(store: Path) -> list[Decimal | None]:
    return [row["amount"] for row in stored(store)]


WITH_POINT = {
    "1234.5": "1234.50",
    "1,234.50": "1234.50",
    "12,34,567.00": "1234567.00",
    "1'234.50": "1234.50",
    "1’234.50": "1234.50",
    "1 234.50": "1234.50",
    "1\u00a0234.50": "1234.50",
    "1\u202f234.50": "1234.50",
    "(12.00)": "-12.00",
    "-12.00": "-12.00",
    "-0.01": "-0.01",
    "12.00-": "-12.00",
    "\N{MINUS SIGN}12.00": "-12.00",
    "$1,234.50": "1234.50",
    "-$12.00": "-12.00",
    "($12.00)": "-12.00",
    "A$12.00": "12.00",
    "-NZ$12.00": "-12.00",
    "€12.00": "12.00",
    "£1,000": "1000",
    "₹12.00": "12.00",
    "AUD 12.00": "12.00",
    "12.00 AUD": "12.00",
    "0.1234": "0.1234",
    "12.3456": "12.3456",
    "0.12340000": "0.1234",
    ".5": "0.5",
    "5.": "5",
    "0": "0",
    "99999999999999.9999": "99999999999999.9999",
    "-99999999999999.9999": "-99999999999999.9999",
}
WITH_COMMA = {
    "1.234,50": "1234.50",
    "1234,5": "1234.50",
    "7,00": "7",
    "1 234,50": "1234.50",
    "1.234.567,00": "1234567.00",
    "(12,00)": "-12.00",
    "€ 12,00": "12.00",
    "1.234": "1234",
    "1,234": "1.234",
}


@pytest.mark.parametrize(("forms", "delimiter"), [(WITH_POINT, ","), (WITH_POINT, "\t"), (WITH_COMMA, ";")])
def test_amounts_in_all_their_forms(tmp_path, forms, delimiter):
    items = [item(number, amount=text) for number, text in enumerate(forms)]
    file = loaded(export_csv(tmp_path / "export.csv", items, delimiter=delimiter), tmp_path / "store")
    assert file.rejects == []
    assert amounts(tmp_path / "store") == list(map(Decimal, forms.values()))


@pytest.mark.parametrize(
    ("text", "delimiter", "amount"),
    [
        ("1,234", ",", "1234"),
        ("1,234", ";", "1.234"),
        ("1.234", ";", "1234"),
        ("1.234,5", ",", "1234.5"),
        *((text, ",", WITH_POINT[text]) for text in ("1,234.50", "(12.00)", "-0.01", "£1,000", "12.3456")),
        ("99999999999999.9999", ",", "99999999999999.9999"),
    ],
)
def test_one_amount_alone_goes_by_its_marks_and_then_by_its_file(tmp_path, text, delimiter, amount):
    """Files separated by semicolons come from where the comma marks decimals."""
    path = export_csv(tmp_path / "export.csv", [item(amount=text)], delimiter=delimiter)
    assert loaded(path, tmp_path / "store").rejects == []
    assert amounts(tmp_path / "store") == [Decimal(amount)]


def test_the_column_decides_what_its_marks_mean(tmp_path):
    """``1,234`` alone could be either; beside ``0.50`` it is a thousand, whatever separates the cells."""
    items = [item(1, amount="1,234"), item(2, amount="0.50"), item(3, amount="")]
    for delimiter, name in ((",", "comma"), (";", "semicolon"), ("\t", "tab")):
        loaded(export_csv(tmp_path / f"{name}.csv", items, delimiter=delimiter), tmp_path / name)
        assert amounts(tmp_path / name) == [Decimal(1234), Decimal("0.50"), None]


def test_what_is_no_exact_amount_is_refused_and_never_rounded(tmp_path):
    wrong = [
        *(
            "0.12345",
            "twelve",
            "12.00 CR",
            "1.234,50",
            "1,23.00",
            "--12",
            "(-12)",
            "1e3",
            "1/2",
            "12%",
            "-",
            ".",
        ),
        *("100000000000000", "999999999999999.99", "#N/A"),
    ]
    items = [item(number, amount=text) for number, text in enumerate(["1,000.50", *wrong, "0.25"])]
    file = loaded(export_csv(tmp_path / "export.csv", items), tmp_path / "store")
    assert [(each["row"], each["value"]) for each in file.rejects] == list(enumerate(wrong, 3))
    assert {each["field"] for each in file.rejects} == {"amount"}
    assert amounts(tmp_path / "store") == [Decimal("1000.50"), Decimal("0.25")]


@pytest.mark.parametrize("text", ["12.34567", "abc", "1,2,3.4.5", "999999999999999"])
def test_a_wrong_amount_alone_is_refused_as_well(tmp_path, text):
    file = loaded(export_csv(tmp_path / "export.csv", [item(amount=text)]), tmp_path / "store")
    assert [(each["field"], each["value"]) for each in file.rejects] == [("amount", text)]


def test_an_amount_left_blank_is_none(tmp_path):
    assert loaded(export_csv(tmp_path / "export.csv", [item(amount="")]), tmp_path / "store").rejects == []
    assert amounts(tmp_path / "store") == [None]


@settings(max_examples=12)
@given(
    figures=st.lists(MONEY, min_size=1, max_size=12),
    marks=st.sampled_from([("", "."), (",", "."), (".", ","), (" ", ",")]),
)
def test_sums_are_exact_from_the_file_to_the_frame(figures, marks):
    thousands, decimal = marks
    texts = [f"{each:,f}".translate({ord(","): thousands, ord("."): decimal}) for each in figures]
    delimiter = ";" if decimal == "," else ","
    with tempfile.TemporaryDirectory() as folder:
        items = [item(number, amount=text) for number, text in enumerate(texts, 1)]
        store = Path(folder) / "store"
        file = loaded(export_csv(Path(folder) / "export.csv", items, delimiter=delimiter), store)
        assert file.rejects == []
        assert amounts(store) == figures


def test_a_frame_holds_decimals_and_a_sum_of_cents_is_exact(tmp_path):
    items = [item(number, amount="0.10") for number in range(1, 1001)]
    loaded(export_csv(tmp_path / "export.csv", items), tmp_path / "store")
    report = xsync.sync_report(store=tmp_path / "store", period="all_time")
    frame = report.layout(Layout("Amounts", columns=("cin7_number", "amount"))).to_pandas()
    assert str(frame["amount"].dtype) == "decimal128(18, 4)[pyarrow]"
    assert frame["amount"].sum() == Decimal(100)


def test_numbers_of_a_workbook_are_what_excel_shows(tmp_path):
    """Binary fractions carry noise beyond fifteen digits, which Excel never shows."""
    figures = [0.1 + 0.2, -1234.5, 100.0, 1e6, 12.345, "1,234.50", "(7.00)", None]
    path = write_xlsx(
        tmp_path / "export.xlsx", cells_of([item(n, amount=each) for n, each in enumerate(figures, 1)])
    )
    assert loaded(path, tmp_path / "store").rejects == []
    assert amounts(tmp_path / "store") == [
        *map(Decimal, ("0.3", "-1234.5", "100", "1000000", "12.345", "1234.50", "-7")),
        None,
    ]


def test_more_decimals_than_four_in_a_workbook_are_refused(tmp_path):
    path = write_xlsx(tmp_path / "export.xlsx", cells_of([item(1, amount=1 / 3), item(2, amount=0.5)]))
    assert [each["row"] for each in loaded(path, tmp_path / "store").rejects] == [2]
