"""What is blocked, and at which root somebody must begin."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings

import xsync
from tests.diagnose.chains import roots_of
from tests.diagnose.logs import bare, logs, on, report_of, row
from tests.run.surroundings import AS_OF
from xsync.diagnose.diagnosis import diagnosis
from xsync.sources.demo import write_demo

OAK = "its product OAK-1 has not been synchronised. Price List Item 'OAK-1' not found."


def blocked_in(folder, *exports, **parameters):
    return diagnosis(report_of(folder, *exports, **parameters)).blocked


def chains(found):
    """Number of each blocked row → its direct parent and its root."""
    return {
        each["cin7_number"]: (each["parent_number"], f"{each['root_type']} {each['root_number']}")
        for each in found.rows.to_pylist()
    }


@settings(max_examples=40)
@given(exports=logs(most_exports=2))
def test_every_chain_ends_where_following_it_by_hand_does(exports, tmp_path_factory):
    found = blocked_in(tmp_path_factory.mktemp("log"), *bare(exports))
    told = {
        (each["load_id"], each["source_row"]): (
            (each["parent_type"], each["parent_number"]),
            (each["root_type"], each["root_number"]),
            each["has_arrived"],
        )
        for each in found.rows.to_pylist()
    }
    expected = roots_of(exports)
    assert told == expected
    groups = (found.by_items, found.by_accounts, found.to_send_again)
    counted = {
        (root.item_type, root.number, root.has_arrived): root.items for each in groups for root in each.roots
    }
    assert counted == Counter((*root, arrived) for _, root, arrived in expected.values())
    assert found.items + found.to_send_again.items == len(expected)
    sizes = [[root.items for root in each.roots] for each in groups]
    assert sizes == [sorted(each, reverse=True) for each in sizes]


def test_the_product_that_blocks_eleven_invoices_is_where_to_begin(tmp_path):
    files = write_demo(tmp_path / "demo", ledgers=False)
    xsync.load(*files.exports, organisation=files.organisation, store=tmp_path / "store")
    report = xsync.sync_report(store=tmp_path / "store", period="all_time", as_of=AS_OF)
    first = diagnosis(report).blocked.by_items.roots[0]
    assert (first.item_type, first.counts()["invoice"]) == ("product", 11)
    code, text = first.number, xsync.blocked(report).text
    assert f"Begin with product {code}: it holds up 11 invoices" in text
    waiting = report.filter({"field": "message", "contains": f"product {code} has not been"})
    assert first.documents() == waiting.unsynced_amounts
    assert first.documents().keys() == {"GBP"}


def test_a_payment_hangs_on_the_product_of_its_invoice(tmp_path):
    export = [
        row("OAK-1", "product", "Failed", message="Price List Item Code 'OAK-1' is too long."),
        row(
            "N-1",
            status="Failed",
            message=f"N-1 was not sent: {OAK}",
            amount=Decimal("100.10"),
            currency="GBP",
        ),
        row("N-1", "payment", "Pending", amount=Decimal(60), currency="GBP"),
        row("N-1", "payment", "Pending", amount=Decimal("40.1"), currency="EUR", effective_date=on(3).date()),
        row("N-1.pdf", "attachment", "Pending"),
    ]
    found = blocked_in(tmp_path, export)
    [root] = found.by_items.roots
    assert root.label == "Product OAK-1"
    assert root.counts() == {"attachment": 1, "invoice": 1, "payment": 2}
    assert root.documents() == {"GBP": Decimal("100.10")}
    assert root.payments() == {"EUR": Decimal("40.1"), "GBP": Decimal(60)}
    assert (root.status, root.message) == ("Failed", "Price List Item Code 'OAK-1' is too long.")
    assert chains(found) == {"N-1": ("N-1", "product OAK-1"), "N-1.pdf": ("N-1", "product OAK-1")}


def test_money_of_another_number_hangs_on_its_link_where_that_names_one_document(tmp_path):
    links = {name: f"https://inventory.dearsystems.com/Sale#{name}" for name in "ab"}
    export = [
        row("N-1", status="Failed", document_link=links["a"]),
        row("N-2", status="Failed", document_link=links["b"]),
        row("N-3", status="Failed", document_link=links["b"]),
        row("PAY-1", "payment", "Pending", document_link=links["a"]),
        row("PAY-2", "payment", "Pending", document_link=links["b"]),
    ]
    assert chains(blocked_in(tmp_path, export)) == {"PAY-1": ("N-1", "invoice N-1")}


def test_what_is_in_xero_holds_up_nothing(tmp_path):
    edited = row(
        "N-1", status="Failed", xero_number="N-1", message="Invoice not of valid status for modification"
    )
    export = [
        edited,
        row("N-1", "payment", "Pending"),
        row("N-2", status="Skipped"),
        row("N-2", "payment", "Failed"),
    ]
    assert chains(blocked_in(tmp_path, export)) == {"N-2": ("N-2", "invoice N-2")}


def test_what_arrived_since_only_needs_to_be_sent_again(tmp_path):
    export = [
        row("OAK-1", "product", sync_date=on(9)),
        row("N-1", status="Failed", message=OAK, sync_date=on(8)),
        row("N-2", status="Failed", message=OAK, sync_date=on(10)),
        row("N-1", "payment", "Pending", sync_date=on(8)),
    ]
    found = blocked_in(tmp_path, export)
    assert [(root.label, root.items) for root in found.to_send_again.roots] == [("Product OAK-1", 1)]
    assert [(root.label, root.items) for root in found.by_items.roots] == [
        ("Invoice N-1", 1),
        ("Product OAK-1", 1),
    ]


def test_a_root_that_the_log_does_not_hold_is_named_all_the_same(tmp_path):
    export = [row("N-7", "payment", "Pending", message="Waiting for N-7 to be synchronised")]
    [root] = blocked_in(tmp_path, export).by_items.roots
    assert (root.label, root.status) == ("Invoice N-7", None)


def test_only_what_is_shown_hangs_and_the_root_may_lie_outside(tmp_path):
    export = [
        row("OAK-1", "product", "Failed", sync_date=on(1)),
        row("N-1", status="Failed", message=OAK, sync_date=on(30)),
        row("N-2", status="Failed", message=OAK, sync_date=on(1)),
        row("N-2", "payment", "Pending", sync_date=on(30)),
    ]
    found = blocked_in(tmp_path, export, period="custom", date_from="2026-10-20", date_to="2026-10-31")
    [root] = found.by_items.roots
    assert (root.label, root.items) == ("Product OAK-1", 2)


@pytest.mark.parametrize(
    ("message", "root"),
    [
        ("Product “OAK 1” does not exist", "product OAK 1"),
        ("Inventory item with code OAK-9 could not be found.", "product OAK-9"),
        ("SKU 'oak/9' was not found in Xero", "product oak/9"),
        ("A validation exception occurred: Waiting on invoice 'N-8'", None),
        ("Contact requires a valid ContactId", "contact Ann"),
        ("Customer Bob & Co has not been synced", "contact Ann"),
        ("Account code '999' is not a valid code for this document.", "account 999"),
        ("Account code '999' has been removed as it does not match a recognised account", "account 999"),
        ("Line item tax wrong. SO-2026/10-eBay(Pine)-12.", "consolidated SO-2026/10-eBay(Pine)-12"),
        ("The TaxType code 'OUTPUT2' cannot be used with account code '200'.", None),
        ("Email address must be valid", None),
        ("Organisation is offline", None),
    ],
)
def test_messages_name_what_is_missing_in_many_words(message, root, tmp_path):
    export = [row("N-1", status="Failed", message=message, contact="Ann")]
    found = {number: chain[1] for number, chain in chains(blocked_in(tmp_path, export)).items()}
    assert found == ({"N-1": root} if root else {})
