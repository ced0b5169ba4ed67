from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.view.reading import body_rows, read
from tests.view.sample import sample_rows, table_of
from xsync.errors import UsageError
from xsync.model import FIELDS
from xsync.unprintable import printable
from xsync.view.tables import code, facts_table, folded, items_table, records_table

HOSTILE = [
    "<script>alert(1)</script>",
    "</td></tr></table><img src=x onerror=alert(1)>",
    "\"'` onmouseover=alert(1) x=",
    "&lt;b&gt; & &amp; &#60;",
    "<!-- -->]]>",
    "javascript:alert(1)",
    "line\nbreak\rreturn\ttab",
    "\u202egnirts\u202c",
    "{{ 7 * 7 }}{% raw %}",
]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r"), min_size=1)
MONEY = st.decimals(min_value=-(10**13), max_value=10**13, places=4, allow_nan=False)


def items(rows: list[dict[str, Any]], **options: Any) -> str:
    table = table_of(rows)
    settings = {
        "columns": table.column_names,
        "total": len(rows),
        "table_id": "items",
        "caption": "Items",
        **options,
    }
    return items_table(table, **settings)


def only_cell(field: str, value: object) -> Any:
    ((cell,),) = body_rows(items([{field: value}]))
    return cell


def test_columns_stand_in_the_order_asked_for_under_cin7s_titles():
    html = items(sample_rows(3), columns=["sync_status", "cin7_number", "consolidated_number"])
    headings = read(html).one("thead").all("th")
    assert [heading.text for heading in headings] == [
        "Sync status",
        "Cin7 Core Number",
        "Consolidated Invoice/Credit Note # in Xero",
    ]
    assert {heading.attributes["scope"] for heading in headings} == {"col"}


def test_every_row_is_in_the_markup_in_the_order_given():
    rows = sample_rows(250)
    numbers = [cells[0].text for cells in body_rows(items(rows, page_length=10))]
    assert numbers == [row["cin7_number"] for row in rows]


def test_the_table_needs_no_script_and_says_what_it_shows():
    html = items(sample_rows(2), caption="Items & <more>")
    assert "<script" not in html
    assert read(html).one("caption").text == "Items & <more>"
    assert read(html).one("div", "xsync-scroll").attributes["aria-label"] == "Items & <more>"


@pytest.mark.parametrize(
    "field", ["cin7_number", "payment_account", "message", "sync_status", "item_type", "document_link"]
)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(field: str, text: str):
    cell = only_cell(field, text)
    assert cell.text.removeprefix("? ") == printable(text)
    assert not cell.all("script")
    assert not cell.all("img")
    assert not cell.all("a")


@given(ANY_TEXT)
def test_any_text_is_read_back_as_it_was(text: str):
    assert only_cell("reference", text).text == printable(text)


def test_characters_that_cannot_be_shown_or_turn_a_line_around_are_shown_as_replaced():
    assert only_cell("message", "a\x00b\x1bc\x7f").text == "a\ufffdb\ufffdc\ufffd"
    assert only_cell("message", "\u202egnp.\x9b\u2066").text == "\ufffdgnp.\ufffd\ufffd"
    assert only_cell("sync_status", "od\x00d").attributes["data-order"] == "od\ufffdd"


def test_an_instant_is_shown_in_english_and_kept_exact():
    cell = only_cell("sync_date", datetime(2026, 10, 31, 14, 5, 9))  # noqa: DTZ001 - wall clock, as stored
    assert (cell.text, cell.attributes["data-order"]) == ("31 Oct 2026 14:05", "2026-10-31T14:05:09")


def test_an_instant_with_a_zone_keeps_it():
    column = pa.array([datetime(2026, 1, 2, 3, 4, tzinfo=UTC)], pa.timestamp("ns", "UTC"))
    html = items_table(
        pa.table({"loaded_at": column}), columns=["loaded_at"], total=1, table_id="t", caption="c"
    )
    ((cell,),) = body_rows(html)
    assert (cell.text, cell.attributes["data-order"]) == ("2 Jan 2026 03:04", "2026-01-02T03:04:00+00:00")


def test_a_date_is_shown_in_english_and_kept_exact():
    cell = only_cell("effective_date", date(2026, 3, 1))
    assert (cell.text, cell.attributes["data-order"]) == ("1 Mar 2026", "2026-03-01")


@pytest.mark.parametrize(
    ("value", "text", "exact"),
    [
        ("1234567.5", "1,234,567.50", "1234567.50"),
        ("-0.1234", "-0.1234", "-0.1234"),
        ("99999999999999.9999", "99,999,999,999,999.9999", "99999999999999.9999"),
        ("0", "0.00", "0.00"),
        ("1000", "1,000.00", "1000.00"),
    ],
)
def test_money_is_exact_with_at_least_two_decimals(value: str, text: str, exact: str):
    cell = only_cell("amount", Decimal(value))
    assert (cell.text, cell.attributes["data-order"], cell.attributes["class"]) == (text, exact, "n")


@given(MONEY)
def test_money_is_never_rounded(value: Decimal):
    cell = only_cell("amount", value)
    assert Decimal(cell.attributes["data-order"]) == value
    assert Decimal(cell.text.replace(",", "")) == value


@pytest.mark.parametrize("status", ["Failed", "Pending", "Skipped", "Completed", "Warning", "On hold"])
def test_a_status_is_a_word_with_a_symbol_that_screen_readers_skip(status: str):
    cell = only_cell("sync_status", status)
    symbol = cell.one("i")
    assert cell.text == f"{symbol.text} {status}"
    assert symbol.attributes["aria-hidden"] == "true"
    assert cell.attributes["data-order"] == status


def test_types_are_shown_by_label_and_unknown_ones_as_they_are():
    assert only_cell("item_type", "supplier_deposit").text == "Supplier deposit"
    assert only_cell("item_type", "Gift card").text == "Gift card"


def test_a_link_to_cin7_opens_its_document():
    address = "https://inventory.dearsystems.com/SaleMultiple#a~b~tabOrder?x=1&y=2"
    link = only_cell("document_link", address).one("a")
    assert (link.text, link.attributes) == ("Open in Cin7", {"href": address, "rel": "noopener noreferrer"})


def test_a_link_elsewhere_says_where_it_goes():
    assert only_cell("document_link", "https://evil.example/x").one("a").text == "Open in evil.example"
    assert only_cell("document_link", "https://notcin7.com/x").one("a").text == "Open in notcin7.com"


@pytest.mark.parametrize(
    "address",
    [
        "http://inventory.dearsystems.com/Sale#1",
        "javascript:alert(1)",
        "data:text/html,<script>",
        "https://inventory.dearsystems.com@evil.example/",
        "https://inventory.dearsystems.com\\@evil.example/",
        "https://inventory.dearsystems.com /x",
        " https://inventory.dearsystems.com/",
        "//evil.example",
        "https://xn--\u0430.example/",
    ],
)
def test_anything_but_a_plain_secure_address_is_text(address: str):
    cell = only_cell("document_link", address)
    assert cell.text == address
    assert not cell.all("a")


@pytest.mark.parametrize("field", [*FIELDS])
def test_a_blank_is_an_empty_cell(field: str):
    assert only_cell(field, None).text == ""


def test_a_column_without_any_value_can_be_shown():
    rows = pa.table({"cin7_number": ["A", "B"], "message": pa.nulls(2)})
    html = items_table(rows, columns=rows.column_names, total=2, table_id="t", caption="c")
    assert [[cell.text for cell in row] for row in body_rows(html)] == [["A", ""], ["B", ""]]


def test_typed_columns_carry_their_exact_value_on_every_row():
    # DataTables decides by the first row whether a column has exact values.
    html = items([{"sync_date": None, "amount": None, "sync_status": None}, *sample_rows(5)])
    assert all("data-order" in cell.attributes for row in body_rows(html) for cell in row)


def test_a_part_says_so_and_links_the_complete_file():
    html = items(sample_rows(3), total=1_234_567, complete_file="run one/items & all.csv")
    part = read(html).one("p", "xsync-part")
    assert part.text == "Showing the first 3 of 1,234,567 items. All of them: run one/items & all.csv."
    assert part.one("a").attributes["href"] == "run%20one/items%20%26%20all.csv"


def test_the_link_to_the_complete_file_cannot_run_anything():
    html = items(sample_rows(1), total=2, complete_file="javascript:alert(1)")
    assert read(html).one("p", "xsync-part").one("a").attributes["href"] == "javascript%3Aalert%281%29"


def test_nothing_is_said_of_a_part_when_all_is_shown():
    assert "Showing the first" not in items(sample_rows(3))


def test_no_items_is_a_sentence():
    html = items_table(
        table_of([{"cin7_number": "x"}]).slice(0, 0),
        columns=["cin7_number"],
        total=0,
        table_id="t",
        caption="c",
    )
    assert read(html).one("p", "xsync-empty").text == "No items to show."
    assert not body_rows(html)


def test_fields_grouped_by_come_first_and_are_named_to_the_page():
    html = items(
        sample_rows(4), columns=["cin7_number", "sync_status"], group_by=["item_type", "sync_status"]
    )
    table = read(html).one("table")
    assert [heading.text for heading in table.all("th")] == ["Type", "Cin7 Core Number", "Sync status"]
    assert table.attributes["data-groups"] == "0,2"


def test_columns_that_cannot_be_shown_are_all_named():
    with pytest.raises(UsageError) as refused:
        items(sample_rows(1), columns=["cin7_nuber", "load_id", "amount"])
    assert len(refused.value.mistakes) == 2
    assert "did you mean 'cin7_number'" in refused.value.mistakes[0]
    assert "load_id" in refused.value.mistakes[1]


def test_a_row_of_nine_columns_stays_under_its_budget():
    rows = sample_rows(1000)
    columns = list(rows[0])[:9]
    per_row = (len(items(rows, columns=columns)) - len(items(rows[:1], columns=columns))) / 999
    assert per_row < 450


def test_facts_keep_their_lines_and_write_values_for_people():
    html = facts_table(
        [("Filter <a>", "one\ntwo"), ("Items", 12345), ("Until", date(2026, 1, 2)), ("None", None)]
    )
    rows = [(row.one("th").text, row.one("td").text) for row in read(html).all("tr")]
    assert rows == [("Filter <a>", "one\ntwo"), ("Items", "12,345"), ("Until", "2 Jan 2026"), ("None", "")]


def test_records_show_the_columns_asked_for():
    html = records_table(
        [{"file": "<a>.csv", "rows": 1500, "more": 1}, {"rows": None}], {"rows": "Rows", "file": "File"}
    )
    assert [[cell.text for cell in row] for row in body_rows(html)] == [["1,500", "<a>.csv"], ["", ""]]
    headings = [(heading.text, heading.attributes.get("class")) for heading in read(html).all("th")]
    assert headings == [("Rows", "n"), ("File", None)]


def test_code_and_folded_titles_are_escaped():
    html = folded("SQL <1>", code("a < b AND '</pre>'"))
    assert read(html).one("summary").text == "SQL <1>"
    assert read(html).one("code").text == "a < b AND '</pre>'"
