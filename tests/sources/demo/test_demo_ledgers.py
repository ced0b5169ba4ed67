"""Both ledgers follow from the business and its sync log: what arrived is there, once, to the penny."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote
from uuid import UUID

import pytest

from tests.sources.demo.conftest import ITEMS
from xsync.documents import DOCUMENT_FIELDS
from xsync.model import ITEM_TYPES
from xsync.sources.demo import write_demo
from xsync.sources.demo.company import LAST_EXPORT_AT
from xsync.sources.demo.consolidation import MOST_LINES
from xsync.sources.demo.ledgers import Ledgers, demo_entries
from xsync.sources.demo.rows import xero_number

if TYPE_CHECKING:
    from pathlib import Path

    from xsync.sources.demo import DemoFiles
    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.history import History
    from xsync.sources.demo.ledger import Entry, LedgerDocument

NUMBERED = {"invoice", "credit_note", "product", "contact", "attachment"}
KNOWN_BY_REFERENCE = {"customer_credit", "supplier_deposit", "money_task", "manual_journal"}


@pytest.fixture(scope="module")
def made() -> tuple[list[Entry], Ledgers]:
    return demo_entries(ITEMS)


@pytest.fixture(scope="module")
def sound(made: tuple[list[Entry], Ledgers]) -> list[Entry]:
    """The entries that no fault touches."""
    entries, ledgers = made
    touched = {key for fault in ledgers.faults for key in fault.expected}
    return [entry for entry in entries if entry.key not in touched]


def on(side: str, entries: list[Entry]) -> list[LedgerDocument]:
    return [entry.document for entry in entries if entry.side == side]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_have_the_canonical_columns_and_every_document(
    files: DemoFiles, made: tuple[list[Entry], Ledgers]
) -> None:
    assert {side: path.name for side, path in files.documents.items()} == {
        "cin7": "cin7-documents.csv",
        "xero": "xero-documents.csv",
    }
    for side, path in files.documents.items():
        written = rows(path)
        assert list(written[0]) == [field.name for field in DOCUMENT_FIELDS]
        held = on(side, made[0])
        assert len(written) == len(held)
        assert [row["document_id"] for row in written] == [one.document_id for one in held]
        assert {row["item_type"] for row in written} == set(ITEM_TYPES)
        assert all(row["amount"] == "" or Decimal(row["amount"]) > 0 for row in written)
        assert all(datetime.fromisoformat(row["updated_at"]) for row in written)


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, xsync.sources.demo as d; d.write_demo(pathlib.Path(sys.argv[1]), items=300)"
    )
    here = write_demo(tmp_path / "here", items=300)
    for folder, seed in (("one", "1"), ("two", "2")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
        command = [sys.executable, "-c", program, str(tmp_path / folder)]
        subprocess.run(command, check=True, env=environment, timeout=60)
    for path in here.documents.values():
        digests = {
            hashlib.sha256((tmp_path / folder / path.name).read_bytes()).hexdigest()
            for folder in ("here", "one", "two")
        }
        assert len(digests) == 1
    other = write_demo(tmp_path / "other", items=300, seed=7)
    assert all(
        other.documents[side].read_bytes() != path.read_bytes() for side, path in here.documents.items()
    )


def test_without_ledgers_the_exports_are_the_same(tmp_path: Path) -> None:
    with_them = write_demo(tmp_path / "with", items=200)
    without = write_demo(tmp_path / "without", items=200, ledgers=False)
    assert without.documents == {}
    assert [one.read_bytes() for one in without.exports] == [one.read_bytes() for one in with_them.exports]
    again = write_demo(tmp_path / "with", items=200, ledgers=False)
    assert sorted((tmp_path / "with").iterdir()) == sorted(again.exports)


def test_ids_are_guids_and_each_ledger_has_its_own(sound: list[Entry]) -> None:
    ids = [entry.document.document_id for entry in sound]
    assert len(set(ids)) == len(ids)
    assert all(str(UUID(one)) == one for one in ids)


def test_every_item_of_the_log_is_in_cin7(
    followed: list[tuple[Document, History]], made: tuple[list[Entry], Ledgers]
) -> None:
    held = {one.document_id for one in on("cin7", made[0])}
    assert {document.document_id for document, _ in followed} <= held
    assert len(held) == ITEMS + 4  # an unlogged one, two that were entered by hand, and a code twice


def test_what_arrived_alone_is_in_xero_under_the_number_that_the_report_shows(
    followed: list[tuple[Document, History]], sound: list[Entry]
) -> None:
    in_xero = Counter((one.item_type, one.direction, one.number, one.contact) for one in on("xero", sound))
    by_reference = {
        one.reference.split()[0] for one in on("xero", sound) if one.item_type in KNOWN_BY_REFERENCE
    }
    checked = 0
    verdicts = {entry.document.document_id: entry.expected.verdict for entry in sound if entry.side == "cin7"}
    for document, history in followed:
        arrived = history.reached_at is not None and history.reached_at < LAST_EXPORT_AT
        verdict = verdicts.get(document.document_id)
        if verdict is None:
            continue
        assert (verdict == "agrees") == arrived
        if history.consolidated_number:
            continue
        if document.item_type in NUMBERED:
            number = document.number if document.item_type == "attachment" else xero_number(document, history)
            contact = "" if document.item_type == "attachment" else document.contact
            assert in_xero[document.item_type, document.direction, number, contact] == arrived
            checked += 1
        elif document.item_type in KNOWN_BY_REFERENCE:
            assert (document.number in by_reference) == arrived
            checked += 1
    assert checked > 1000


def test_a_block_is_one_document_of_the_sum_of_its_members(
    followed: list[tuple[Document, History]], sound: list[Entry]
) -> None:
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    lines: Counter[str] = Counter()
    for document, history in followed:
        if history.consolidated_number and history.reached_at and history.reached_at < LAST_EXPORT_AT:
            assert document.amount is not None
            sums[document.item_type, history.consolidated_number] += document.amount
            lines[history.consolidated_number] += len(document.lines)
    held: defaultdict[tuple[str, str], list[LedgerDocument]] = defaultdict(list)
    for one in on("xero", sound):
        name = one.number or one.parent_number
        if one.amount is not None and name.startswith("SO-") and "(" in name:
            held[one.item_type, name].append(one)
    assert len(held) > 500
    for key, documents in held.items():
        assert sum(one.amount or Decimal(0) for one in documents) == sums[key]
        assert len(documents) == 1 or key[0] in {"payment", "refund"}
    assert max(lines.values()) <= MOST_LINES


def test_payments_of_a_block_are_one_a_day_and_account(sound: list[Entry]) -> None:
    payments = [one for one in on("xero", sound) if one.item_type == "payment" and "(" in one.parent_number]
    keys = [(one.parent_number, one.document_date, one.account) for one in payments]
    assert len(set(keys)) == len(keys)
    names = {one.number for one in on("xero", sound) if one.item_type == "invoice"}
    assert sum(one.parent_number in names for one in payments) > len(payments) * 0.9
    assert len({one.parent_number for one in payments}) < len(payments)


def test_documents_open_where_they_stand(sound: list[Entry]) -> None:
    beginnings = {
        "cin7": "https://inventory.dearsystems.com/",
        "xero": "https://go.xero.com/organisationlogin/default.aspx?shortcode=!hP26x&redirecturl=%2F",
    }
    for side, beginning in beginnings.items():
        with_page = [one for one in on(side, sound) if one.url]
        assert len(with_page) > len(on(side, sound)) * 0.9
        assert all(one.url.startswith(beginning) for one in with_page)
    for one in on("xero", sound):
        if one.item_type in {"invoice", "contact", "product", "manual_journal", "credit_note"}:
            assert unquote(one.url).endswith(one.document_id)


def test_the_archived_customer_is_archived_in_xero(sound: list[Entry]) -> None:
    archived = [one for one in on("xero", sound) if one.status == "ARCHIVED"]
    assert [one.number for one in archived] == ["Marlow & Finch Interiors"]


def test_a_refused_edit_leaves_the_older_copy_in_xero(
    followed: list[tuple[Document, History]], sound: list[Entry]
) -> None:
    refused = {
        document.document_id
        for document, history in followed
        if document.edited_at and history.events[-1].status in {"Failed", "Skipped"} and history.reached_at
    }
    found = [entry for entry in sound if entry.side == "cin7" and entry.document.document_id in refused]
    assert found
    assert {entry.expected.finding for entry in found} == {"safe_to_skip"}
