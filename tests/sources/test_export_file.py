"""What a load says of its files, and what it leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xsync
from tests.sources.exports import (
    PREAMBLE,
    cells_of,
    contents,
    export_csv,
    item,
    loaded,
    stored,
    write_csv,
    write_protected_workbook,
    write_xlsx,
)
from xsync.errors import UsageError
from xsync.store.store import Store


def command_line(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from xsync.cli import main; main()", *map(str, arguments)],
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


ROWS = st.sampled_from(
    ["good", "known", "bad date", "bad amount", "no type", "all bad", "blank", "total", "header"]
)


@settings(max_examples=15)
@given(kinds=st.lists(ROWS, min_size=1, max_size=25), other=st.sampled_from(["csv", "xlsx"]))
def test_rows_read_are_loaded_known_or_rejected(kinds, other):
    """Whatever a file holds, each of its items is counted once, and each bad one is named by its row."""
    (header, _) = cells_of([item(amount="1.50")])
    bad = {
        "bad date": {"effective_date": "soon"},
        "bad amount": {"amount": "much"},
        "no type": {"item_type": ""},
        "all bad": {"item_type": "", "sync_status": "", "sync_date": "x", "amount": "y"},
    }
    plain = [item(number, amount="1.50") for number, kind in enumerate(kinds, 2) if kind == "known"]
    rows = []
    for number, kind in enumerate(kinds, 2):
        (_, cells) = cells_of([{**item(number, amount="1.50"), **bad.get(kind, {})}])
        rows.append(
            {"blank": [""] * 10, "total": ["Grand Total", *[""] * 9], "header": header}.get(kind, cells)
        )
    with tempfile.TemporaryDirectory() as name:
        folder, store = Path(name), Path(name) / "store"
        if plain:
            loaded(export_csv(folder / "before.csv", plain), store)
        write = write_csv if other == "csv" else write_xlsx
        file = loaded(write(folder / f"export.{other}", [header, *rows]), store)
        items = sum(kind not in {"blank", "total", "header"} for kind in kinds)
        wrong = {row for row, kind in enumerate(kinds, 2) if kind in bad}
        if not items:
            assert file.refused
            return
        assert file.rows_read == items
        assert file.rows_rejected == len(wrong)
        assert file.rows_known == kinds.count("known")
        assert {each["row"] for each in file.rejects} == wrong
        assert len(file.rejects) == sum(len(bad[kind]) for kind in kinds if kind in bad)
        if items > len(wrong):
            assert len(stored(store)) == items - len(wrong)
        load = Store(store).loads("default")[-1]
        assert (load.rows_read, load.rows_rejected) == (file.rows_read, file.rows_rejected)
        assert Store(store).rejects(load) == file.rejects


def bad_files(folder: Path) -> dict[str, Path]:
    """A file of every kind that is no export, by a word of the sentence that must say so."""
    header, row = cells_of([item(1)])
    good = write_csv(folder / "whole.csv", [header, row]).read_bytes()
    made = {
        "is empty": b"",
        "no items": b"".join(good.splitlines(keepends=True)[:1]),
        "cut off": good[:-30],
        "never closed": good.replace(b"INV", b'"INV', 1),
        "never closed)": good + b'"INV-9',
        "damaged, or no CSV file": os.urandom(3000) + bytes(10),
        "neither CSV nor XLSX": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        "neither CSV nor XLSX. Export": b"<!DOCTYPE html><html><td>Sync status</td><td>Type</td></html>",
        "neither CSV nor XLSX.": b"<?xml version='1.0'?><Workbook/>",
        "no Xero Synchronization Report": b"Date,Account,Debit,Credit\r\n2026-10-01,200,1,0\r\n",
        "is no Xero": b"\r\n\r\n",
        "is no Xero Synchronization Report: none of its": b"a,b\r\n1,2\r\n",
    }
    paths = {}
    for number, (words, content) in enumerate(made.items()):
        paths[words] = folder / f"bad-{number}.csv"
        paths[words].write_bytes(content)
    old_container = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    workbooks = {
        "protected by a password": ("bad.xlsx", old_container + "EncryptedPackage".encode("utf-16-le")),
        "an old Excel file": ("bad.xls", old_container),
        "no complete workbook": ("cut.xlsx", b"PK\x03\x04" + bytes(100)),
    }
    for words, (name, content) in workbooks.items():
        paths[words] = folder / name
        paths[words].write_bytes(content)
    paths["is a folder"] = folder / "a folder"
    paths["is a folder"].mkdir()
    paths["cannot be opened"] = folder / "missing.csv"
    paths["password"] = write_protected_workbook(folder / "locked.xlsx")
    return paths


def test_bad_files_are_refused_in_a_sentence_each_and_the_good_one_among_them_is_in(tmp_path):
    bad = bad_files(tmp_path)
    good = export_csv(tmp_path / "good.csv", [item(1), item(2)])
    store = tmp_path / "store"
    before, after = list(bad.values())[:7], list(bad.values())[7:]
    result = xsync.load(*before, good, *after, store=store)
    assert result.exit_code == 3
    outcomes = {file.file: file for file in result.files}
    for words, path in bad.items():
        file = outcomes[str(path)]
        assert file.refused
        assert words in file.refused
        assert path.name in file.refused
        assert "\n" not in file.refused
        assert file.rows_read == file.rows_loaded == 0
    assert outcomes[str(good)].rows_loaded == 2
    assert len(stored(store)) == 2
    kept = contents(store)
    assert xsync.load(*bad.values(), store=store).exit_code == 3
    assert contents(store) == kept


def test_a_bad_file_makes_no_store(tmp_path):
    (tmp_path / "empty.csv").touch()
    loaded(tmp_path / "empty.csv", tmp_path / "store")
    assert not (tmp_path / "store").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in its folders")
def test_a_pipe_is_no_file_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    refused = loaded(tmp_path / "pipe.csv", tmp_path / "store").refused
    assert refused
    assert "is no file" in refused


AS_NOBODY = """
import json, os, sys, xsync
from xsync.store.store import Store
xsync.load(sys.argv[2], store=sys.argv[4])  # so that all is imported while it can be
os.chown(sys.argv[1], 54321, 54321)
os.setgroups([]), os.setgid(54321), os.setuid(54321)
result = xsync.load(*sys.argv[2:4], store=sys.argv[5])
loads = Store(sys.argv[5]).loads("default")
print(json.dumps([result.to_dict(), [load.loaded_by for load in loads]]))
"""


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another account"
)
def test_accounts_without_rights_or_a_name_get_a_sentence_and_a_number():
    """Containers run under numbers that no account has; here one that may not read one of the files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [export_csv(folder / "secret.csv", [item(1)]), export_csv(folder / "open.csv", [item(2)])]
        files[0].chmod(0o600)
        nameless = {
            key: value
            for key, value in os.environ.items()
            if key not in {"USER", "LOGNAME", "LNAME", "USERNAME"}
        }
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, folder, *files, folder / "roots", folder / "store"],
            env=nameless,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told, loaded_by = json.loads(done.stdout)
        refused, kept = told["files"]
        assert "Permission denied" in refused["refused"]
        assert kept["rows_loaded"] == 1, kept
        assert loaded_by == ["54321"]


def test_the_command_prints_one_object_and_ends_with_three(tmp_path):
    rows = [*PREAMBLE, *cells_of([item(1), item(2, sync_date="never"), item(3, item_type="Gift card")])]
    path = write_csv(tmp_path / "export.csv", rows)
    done = command_line("load", path, tmp_path / "missing.csv", "--json", "--store", tmp_path / "store")
    assert (done.returncode, done.stderr) == (3, "")
    file, missing = json.loads(done.stdout)["files"]
    assert file["file"] == str(path)
    assert len(file["sha256"]) == 64
    assert [file[name] for name in ("rows_read", "rows_loaded", "rows_known", "rows_rejected")] == [
        3,
        2,
        0,
        1,
    ]
    assert file["date_order"] is None
    assert file["unknown_types"] == {"Gift card": 1}
    assert file["unknown_statuses"] == {}
    assert file["rejects"] == [
        {"row": 8, "field": "sync_date", "value": "never", "reason": "is not a date"},
    ]
    assert "cannot be opened" in missing["refused"]


def test_the_command_says_which_rows_and_why(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1), item(2, amount="much", sync_status="")])
    done = command_line("load", path, "--store", tmp_path / "store", "--organisation", "Acme")
    assert done.returncode == 3
    assert f"{path}: 2 rows read = 1 new + 0 known + 1 rejected" in done.stdout
    assert "row 3, amount: 'much' is not an amount" in done.stdout
    assert "row 3, sync_status: is empty" in done.stdout
    again = command_line("load", path, "--store", tmp_path / "store", "--organisation", "Acme")
    assert again.returncode == 3
    assert "this very file was loaded before; nothing new" in again.stdout
    assert "2 rows read = 0 new + 1 known + 1 rejected" in again.stdout


def test_a_good_file_ends_with_nothing(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1)])
    assert command_line("load", path, XSYNC_STORE=str(tmp_path / "store")).returncode == 0
    assert len(stored(tmp_path / "store")) == 1


def test_wrong_usage_is_refused_before_anything_is_read(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1)])
    with pytest.raises(UsageError, match=r"did you mean .*'dmy'"):
        xsync.load(path, store=tmp_path / "store", date_order="dym")
    with pytest.raises(UsageError, match="Name the export"):
        xsync.load(store=tmp_path / "store")
    for name in ("", "  ", "a\nb", "a\0b"):
        with pytest.raises(UsageError, match="organisation's name"):
            xsync.load(path, store=tmp_path / "store", organisation=name)
    assert contents(tmp_path / "store") == {}


HOSTILE = [
    '=HYPERLINK("http://evil","x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "'; DROP TABLE items; --",
    "{{ 7*7 }} ${x} %s %(x)s \\x00",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\x1b[31mred",
    "NULL",
    "nan",
    "\u202eevil",
]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_hostile_cells_stay_the_text_they_are(tmp_path, write):
    cells = [each for each in HOSTILE if write is write_csv or "\x1b" not in each]
    items = [
        item(number, cin7_number=cell, message=cell, shop=cell, item_type=cell, sync_status=cell)
        for number, cell in enumerate(cells)
    ]
    file = loaded(write(tmp_path / "export.dat", cells_of(items)), tmp_path / "store")
    rows = stored(tmp_path / "store")
    assert [row["message"] for row in rows] == cells
    assert [json.loads(row["other_columns"])["Shop"] for row in rows] == cells
    assert (
        file.unknown_types.keys()
        == {row["item_type"] for row in rows}
        == {each.removeprefix("'") for each in cells}
    )


def test_known_spellings_are_mapped_and_unknown_ones_kept_and_counted(tmp_path):
    types = {
        "Invoices": "invoice",
        "CREDIT NOTE": "credit_note",
        "customer_credits": "customer_credit",
        "Supplier deposits": "supplier_deposit",
        "Money Tasks": "money_task",
        "Products": "product",
        "Gift card": "Gift card",
        "gift CARD": "gift CARD",
    }
    statuses = ["completed", "FAILED", " Pending ", "skipped", "Warning", "Queued", "Queued", "failed"]
    items = [
        item(number, item_type=spelled, sync_status=status)
        for number, (spelled, status) in enumerate(zip(types, statuses, strict=True))
    ]
    file = loaded(export_csv(tmp_path / "export.csv", items), tmp_path / "store")
    assert file.unknown_types == {"Gift card": 1, "gift CARD": 1}
    assert file.unknown_statuses == {"Queued": 2}
    rows = stored(tmp_path / "store")
    assert [row["item_type"] for row in rows] == list(types.values())
    assert [row["sync_status"] for row in rows] == [
        *("Completed", "Failed", "Pending", "Skipped", "Warning", "Queued", "Queued", "Failed")
    ]
    report = xsync.sync_report(
        store=tmp_path / "store", period="all_time", filter={"field": "item_type", "equals": "gift card"}
    )
    assert report.counts.items_shown == 2


def test_a_column_of_ten_thousand_types_is_no_type_column(tmp_path):
    items = [item(1, item_type=f"type {number}") for number in range(10_001)]
    refused = loaded(export_csv(tmp_path / "export.csv", items), tmp_path / "store").refused
    assert refused
    assert "more than 10,000 different values" in refused


def test_where_every_row_is_bad_the_load_is_kept_with_its_reasons(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1, sync_date="x"), item(2, sync_date="y")])
    file = loaded(path, tmp_path / "store")
    assert (file.rows_loaded, file.rows_rejected) == (0, 2)
    (load,) = Store(tmp_path / "store").loads("default")
    assert Store(tmp_path / "store").rejects(load) == file.rejects


def test_a_load_keeps_its_lineage(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1), item(2, item_type="Gift card")])
    file = loaded(path, tmp_path / "store", organisation="Acme")
    (load,) = Store(tmp_path / "store").loads("Acme")
    assert (load.source_file, load.sha256, load.size_bytes) == (
        "export.csv",
        file.sha256,
        path.stat().st_size,
    )
    assert load.versions.keys() >= {"duckdb", "deltalake", "python-calamine"}
    assert load.unknown_types == {"Gift card": 1}
    assert load.loaded_by
    for row in stored(tmp_path / "store"):
        assert (row["organisation"], row["load_id"], row["source_file"]) == (
            "Acme",
            load.load_id,
            "export.csv",
        )
        assert row["loaded_at"] == load.loaded_at
