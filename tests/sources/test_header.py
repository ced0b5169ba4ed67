"""The header is found by the names in it, wherever and in whatever order they stand."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.exports import TITLES, cells_of, item, loaded, stored, write_csv, write_xlsx

ITEMS = [item(1), item(2, sync_status="Failed"), item(3, item_type="Credit note", payment_account="")]


def numbers(store: Path) -> list[str]:
    return [row["cin7_number"] for row in stored(store)]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
@pytest.mark.parametrize("rows_above", [0, 1, 6, 29])
def test_the_header_may_stand_in_any_of_the_first_thirty_rows(tmp_path, write, rows_above):
    preamble = [["Xero Synchronization Report"], ["Company", "Harbour & Pine"]] * 15
    path = write(tmp_path / "export.dat", [*preamble[:rows_above], *cells_of(ITEMS)])
    assert loaded(path, tmp_path / "store").rows_loaded == 3
    assert [row["source_row"] for row in stored(tmp_path / "store")] == [rows_above + n for n in (2, 3, 4)]


def test_a_header_further_down_is_none(tmp_path):
    path = write_csv(tmp_path / "export.csv", [*[["above"]] * 30, *cells_of(ITEMS)])
    refused = loaded(path, tmp_path / "store").refused
    assert refused
    assert "none of its first 30 rows" in refused
    assert "Cin7 Core Number" in refused


def test_the_row_with_most_titles_is_the_header(tmp_path):
    above = [["Type", "Status", "Number", "are explained below"], ["Sync date", "Type", "Message"]]
    path = write_csv(tmp_path / "export.csv", [*above, *cells_of(ITEMS)])
    assert loaded(path, tmp_path / "store").rows_loaded == 3


@settings(max_examples=8)
@given(order=st.permutations(list(TITLES)))
def test_columns_may_stand_in_any_order(order):
    titles = {name: TITLES[name] for name in order}
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        loaded(write_csv(Path(folder) / "export.csv", cells_of(ITEMS, titles)), store)
        assert [
            {name: row[name] for name in ("cin7_number", "item_type", "sync_status")} for row in stored(store)
        ] == [
            {"cin7_number": "INV-00001", "item_type": "invoice", "sync_status": "Completed"},
            {"cin7_number": "INV-00002", "item_type": "invoice", "sync_status": "Failed"},
            {"cin7_number": "INV-00003", "item_type": "credit_note", "sync_status": "Completed"},
        ]


@pytest.mark.parametrize(
    "spelling",
    [
        "DEAR Number",
        "cin7 core number",
        "CIN7_CORE_NUMBER",
        "cin7_number",
        " Cin7  Core\nNumber ",
        "'Cin7 Core Number",
        "Number",
    ],
)
def test_titles_are_known_by_their_letters(tmp_path, spelling):
    path = write_csv(tmp_path / "export.csv", cells_of(ITEMS, {**TITLES, "cin7_number": spelling}))
    loaded(path, tmp_path / "store")
    assert numbers(tmp_path / "store") == ["INV-00001", "INV-00002", "INV-00003"]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Error Message", "message"),
        ("Reason", "message"),
        ("Comment", "message"),
        ("Customer", "contact"),
        ("Supplier", "contact"),
        ("Reference", "reference"),
    ],
)
def test_optional_columns_go_to_their_fields(tmp_path, title, field):
    path = write_csv(
        tmp_path / "export.csv", cells_of([item(given="as it stands")], {**TITLES, "given": title})
    )
    loaded(path, tmp_path / "store")
    (row,) = stored(tmp_path / "store")
    assert row[field] == "as it stands"
    assert row["other_columns"] is None


def test_cin7s_own_title_goes_before_another_spelling(tmp_path):
    titles = {"customer": "Customer", **TITLES, "contact": "Contact"}
    path = write_csv(tmp_path / "export.csv", cells_of([item(customer="Other", contact="Right")], titles))
    loaded(path, tmp_path / "store")
    (row,) = stored(tmp_path / "store")
    assert row["contact"] == "Right"
    assert json.loads(row["other_columns"]) == {"Customer": "Other"}


def test_every_other_column_is_kept_as_text(tmp_path):
    titles = {**TITLES, "shop": "Shop", "rate": "Rate", "again": "Shop", "untitled": ""}
    items = [item(1, shop="007", rate="1.50", again="x", untitled="y"), item(2)]
    loaded(write_csv(tmp_path / "export.csv", cells_of(items, titles)), tmp_path / "store")
    first, second = stored(tmp_path / "store")
    assert json.loads(first["other_columns"]) == {
        "Shop": "007",
        "Rate": "1.50",
        "Shop (12)": "x",
        "Column 13": "y",
    }
    assert second["other_columns"] is None


def test_the_titles_of_other_columns_are_read_in_the_files_own_encoding(tmp_path):
    titles = {**TITLES, "currency_rate": "Währungskurs"}
    path = write_csv(tmp_path / "export.csv", cells_of([item(currency_rate="1")], titles), encoding="cp1252")
    loaded(path, tmp_path / "store")
    assert json.loads(stored(tmp_path / "store")[0]["other_columns"]) == {"Währungskurs": "1"}


def test_every_missing_column_is_named_with_its_near_names(tmp_path):
    titles = {"cin7_number": "Cin7 Core Nr", "xero_number": "Xero Number", "sync_date": "Sync date"}
    path = write_csv(
        tmp_path / "export.csv", cells_of(ITEMS, {**titles, "sync_status": "Sync stat", "item_type": "Type"})
    )
    refused = loaded(path, tmp_path / "store").refused
    assert refused
    assert "row 1" in refused
    assert "column 'Cin7 Core Number' is missing; did you mean 'Cin7 Core Nr'?" in refused
    assert "column 'Sync status' is missing; did you mean 'Sync stat'?" in refused
    assert "'Type' is missing" not in refused


def test_a_file_without_one_needed_column_is_refused_by_its_name(tmp_path):
    titles = {name: TITLES[name] for name in ("cin7_number", "sync_date", "sync_status")}
    refused = loaded(write_csv(tmp_path / "export.csv", cells_of(ITEMS, titles)), tmp_path / "store").refused
    assert refused
    assert refused.startswith("export.csv, row 1")
    assert refused.endswith("column 'Type' is missing")
    assert not (tmp_path / "store").exists()
