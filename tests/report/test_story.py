"""The story of an item: its history, its consolidated document, the money on it, and where it opens."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest

import xsync
from tests.run.surroundings import AS_OF
from xsync.errors import UsageError
from xsync.model import FIELDS
from xsync.report.story import ITEM_KEYS, MOST_MEMBERS

PAGE = "https://inventory.dearsystems.com/Sale#1"
HEADER = [
    "Cin7 Core Number",
    "Type",
    "Sync status",
    "Sync date",
    "Document Link",
    "Effective Date",
    "Message",
]
HEADER += ["Xero Number", "Amount", "Currency", "Consolidated Invoice/Credit Note # in Xero", "Colour"]
pytestmark = pytest.mark.usefixtures("own_params")


@pytest.fixture(scope="module")
def demo(store):
    return xsync.sync_report(store=store, period="all_time", as_of=AS_OF)


@pytest.fixture(scope="module")
def everything(demo):
    return pq.read_table(demo.snapshot.items_file).to_pylist()


@pytest.fixture
def opened(tmp_path):
    def load(*exports: list[dict[str, str]], as_of: str | None = None) -> Any:
        for number, rows in enumerate(exports):
            path = tmp_path / f"export-{number}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, HEADER, restval="")
                writer.writeheader()
                writer.writerows(rows)
            xsync.load(path, organisation="Acme", store=tmp_path / "store")
        return xsync.sync_report(store=tmp_path / "store", period="all_time", as_of=as_of)

    return load


def row(number, kind="Invoices", status="Completed", day=1, **more):
    return {
        "Cin7 Core Number": number,
        "Type": kind,
        "Sync status": status,
        "Sync date": f"2026-10-{day:02} 09:00:00",
        **more,
    }


def story_of(report, **wanted):
    [key] = [
        item
        for item in report.columns(list(FIELDS)).items(with_keys=True).to_pylist()
        if all(item[name] == value for name, value in wanted.items())
    ]
    return report.story(key["load_id"], key["source_row"])


def test_items_carry_their_keys_only_when_asked(demo):
    assert demo.items(limit=1).column_names == list(demo.question.layout.columns)
    with_keys = demo.items(offset=5, limit=20, with_keys=True)
    assert with_keys.column_names == [*demo.question.layout.columns, *ITEM_KEYS]
    assert demo.columns(["source_row", "amount"]).items(with_keys=True).column_names == [
        "source_row",
        "amount",
        "load_id",
    ]
    assert with_keys.drop_columns(list(ITEM_KEYS)).equals(demo.items(offset=5, limit=20))
    keys = demo.items(with_keys=True).select(ITEM_KEYS).to_pylist()
    assert len({tuple(key.values()) for key in keys}) == demo.counts.items_shown


def test_every_item_of_the_demo_company_has_a_story_that_ends_in_the_present(demo, everything):
    blocks, money = defaultdict(list), defaultdict(set)
    for item in everything:
        if item["consolidated_number"] and item["item_type"] in {"invoice", "credit_note"}:
            blocks[item["consolidated_number"]].append(item)
        money[item["item_type"], item["cin7_number"]].add((item["load_id"], item["source_row"]))
    settled_by = {"invoice": "payment", "credit_note": "refund"}
    settles = {"payment": "invoice", "refund": "credit_note"}
    for item in everything[::7]:
        story = demo.story(item["load_id"], item["source_row"])
        assert {name: story.item[name] for name in FIELDS} == {name: item[name] for name in FIELDS}
        assert story.observations[-1] == {name: item[name] for name in story.observations[-1]}
        dates = [seen["sync_date"] for seen in story.observations]
        assert dates == sorted(dates)
        for found, kinds in ((story.payments, settled_by), (story.documents, settles)):
            keys = {(each["load_id"], each["source_row"]) for each in found}
            assert keys == money.get((kinds.get(item["item_type"]), item["cin7_number"]), set())
        block = blocks.get(item["consolidated_number"], [])
        if story.consolidated is None:
            assert not block
        else:
            assert story.consolidated.items == len(block)
            assert story.consolidated.amounts == {"GBP": sum(each["amount"] for each in block)}
            assert len(story.consolidated.members) == len(block) - (item in block)
        assert story.links["Xero"] is None
        json.dumps(story.to_dict())
    assert any(len(demo.story(*(item[key] for key in ITEM_KEYS)).observations) > 1 for item in everything)


def test_history_is_told_from_the_first_export_to_the_last(opened):
    failing = row("INV-1", status="Failed", Message="No account", Colour="red")
    report = opened(
        [failing, row("INV-2")],
        [row("INV-1", status="Skipped", Message="Paid by hand"), row("INV-2")],
        [row("INV-1", day=3, Message="")],
    )
    story = story_of(report, cin7_number="INV-1")
    assert [(seen["sync_status"], seen["message"]) for seen in story.observations] == [
        ("Failed", "No account"),
        ("Skipped", "Paid by hand"),
        ("Completed", None),
    ]
    assert [seen["source_file"] for seen in story.observations] == [f"export-{each}.csv" for each in range(3)]
    earlier = report.snapshot.loads[0].loaded_at.isoformat() + "+00:00"
    then = xsync.sync_report(
        store=report.layouts.folder.parents[1] / "store", period="all_time", as_of=earlier
    )
    first = story_of(then, cin7_number="INV-1")
    assert len(first.observations) == 1, "what came later was not known then"
    assert first.item["other_columns"]["Colour"] == "red"


def test_items_that_look_alike_keep_their_histories_apart(opened):
    twins = [row("INV-1", "Payment", day=day, **{"Document Link": PAGE}) for day in (1, 2)]
    report = opened(twins, [*twins, row("INV-9")])
    payments = report.filter({"field": "item_type", "equals": "payment"})
    both = payments.columns(list(FIELDS)).items(with_keys=True).to_pylist()
    days = [
        [seen["sync_date"].day for seen in report.story(each["load_id"], each["source_row"]).observations]
        for each in both
    ]
    assert sorted(days) == [[1, 1], [2, 2]]


def test_items_without_a_number_have_a_history(opened):
    report = opened([row("", "Manual journals")], [row("", "Manual journals", day=2)])
    assert len(story_of(report, item_type="manual_journal").observations) == 2


def test_money_with_a_number_of_its_own_finds_its_document_by_the_link(opened):
    link = {"Document Link": PAGE}
    report = opened(
        [
            row("INV-1", **link),
            row("INV-2", **link),
            row("PAY-7", "Payment", **link),
            row("INV-2", "Payment", **link),
            row("", "Payment", **link),
            row("CR-1", "Refund", **link),
        ]
    )

    def numbers(found):
        return [each["cin7_number"] for each in found]

    by_link = [None, "PAY-7"]
    one = story_of(report, cin7_number="INV-1", item_type="invoice")
    two = story_of(report, cin7_number="INV-2", item_type="invoice")
    assert sorted(numbers(one.payments), key=str) == sorted(by_link, key=str)
    assert sorted(numbers(two.payments), key=str) == sorted([*by_link, "INV-2"], key=str)
    assert numbers(story_of(report, cin7_number="INV-2", item_type="payment").documents) == ["INV-2"]
    assert numbers(story_of(report, cin7_number="PAY-7").documents) == ["INV-1", "INV-2"]
    assert story_of(report, cin7_number="CR-1").documents == ()


def test_a_consolidated_document_counts_all_its_members_and_lists_the_first(opened):
    block = {"Consolidated Invoice/Credit Note # in Xero": "SO-2026/10-Shop(A)-1"}
    documents = [
        row(f"INV-{number:04}", Amount="0.1", Currency="GBP" if number % 2 else "EUR", **block)
        for number in range(MOST_MEMBERS + 11)
    ]
    report = opened([*documents, row("INV-0003", "Payment", Amount="5", Currency="GBP", **block)])
    consolidated = story_of(report, cin7_number="INV-0003", item_type="invoice").consolidated
    assert consolidated is not None
    assert consolidated.items == MOST_MEMBERS + 11
    assert consolidated.amounts == {"EUR": Decimal("10.6"), "GBP": Decimal("10.5")}
    assert [each["cin7_number"] for each in consolidated.members[:4]] == [
        "INV-0000",
        "INV-0001",
        "INV-0002",
        "INV-0004",
    ]
    assert len(consolidated.members) == MOST_MEMBERS
    of_money = story_of(report, item_type="payment").consolidated
    assert of_money is not None
    assert (of_money.items, of_money.amounts) == (consolidated.items, consolidated.amounts)


@pytest.mark.parametrize(
    "link",
    [
        "http://inventory.dearsystems.com/Sale#1",
        "javascript:alert(1)",
        "https:///nowhere",
        "https://user@example.com/",
        'https://example.com/"onclick="x',
        "https://[bad",
        "see https://example.com/",
    ],
)
def test_only_a_plain_https_address_becomes_a_link(opened, link):
    report = opened([row("INV-1", "Payment", **{"Document Link": link})])
    assert story_of(report, cin7_number="INV-1").links == {"Cin7": None, "Xero": None}


def test_an_invoice_opens_where_its_payments_say(opened):
    report = opened([row("INV-1"), row("INV-1", "Payment", **{"Document Link": PAGE})])
    assert story_of(report, item_type="invoice").links["Cin7"] == PAGE


def test_the_statements_give_the_same_by_hand(demo, everything):
    item = next(each for each in everything if each["item_type"] == "invoice" and each["consolidated_number"])
    story = demo.story(item["load_id"], item["source_row"])
    assert list(story.sql()) == [
        "The item",
        "Its history",
        "Its payments",
        "Its consolidated document",
        "The other members",
    ]
    assert len(demo.snapshot.engine.rows(story.sql()["Its history"])) == len(story.observations)


@pytest.mark.parametrize("key", [("x", 1), ("' OR 1=1 --", 1), ("\x00", 1), ("\ud800", 1), (None, 1), (7, 7)])
def test_an_unknown_key_is_a_mistake_of_use(demo, key):
    with pytest.raises(UsageError, match="There is no item"):
        demo.story(*key)
    with pytest.raises(UsageError, match="There is no item"):
        demo.story(demo.snapshot.loads[0].load_id, 10**30)


XERO_PAGE = "https://go.xero.com/organisationlogin/default.aspx?shortcode=!a&redirecturl=%2FView.aspx%3FID%3D"


def test_an_item_opens_in_xero_where_its_ledger_was_read_and_one_document_fits(opened, tmp_path):
    documents = [
        ("invoice", "X-1", "", "2026-10-01", f"{XERO_PAGE}1"),
        ("invoice", "X-2", "", "2026-10-01", f"{XERO_PAGE}2"),
        ("invoice", "X-2", "", "2026-10-01", f"{XERO_PAGE}3"),
        ("payment", "", "X-1", "2026-10-05", f"{XERO_PAGE}4"),
        ("payment", "", "X-1", "2026-10-06", f"{XERO_PAGE}5"),
        ("credit_note", "X-3", "", "2026-10-01", "javascript:alert(1)"),
    ]
    file = tmp_path / "xero.csv"
    with file.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(["item_type", "number", "parent_number", "document_date", "url"])
        writer.writerows(documents)
    export = [
        row("1", **{"Xero Number": "X-1"}),
        row("2", **{"Xero Number": "X-2"}),
        row("3", "Credit notes", **{"Xero Number": "X-3"}),
        row("1", "Payment", **{"Xero Number": "X-1", "Effective Date": "2026-10-06"}),
        row("4"),
    ]

    def pages():
        report = opened(export)
        items = report.items(with_keys=True).to_pylist()
        told = [report.story(each["load_id"], each["source_row"]) for each in items]
        return {(each.item["item_type"], each.item["cin7_number"]): each.links["Xero"] for each in told}

    assert set(pages().values()) == {None}
    assert xsync.load(file, documents="xero", organisation="Acme", store=tmp_path / "store").exit_code == 0
    known = {key: page for key, page in pages().items() if page}
    assert known == {("invoice", "1"): f"{XERO_PAGE}1", ("payment", "1"): f"{XERO_PAGE}5"}
