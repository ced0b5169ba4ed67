"""One item's place in the diagnosis, as its story tells it."""

from __future__ import annotations

from tests.diagnose.logs import on, report_of, row
from xsync.diagnose.blocked_item import item_standing
from xsync.view.story_view import story_html

OAK = "N-1 was not sent: its product OAK-1 has not been synchronised."


def standing_of(report, number, item_type="invoice"):
    wanted = {
        "all": [{"field": "cin7_number", "equals": number}, {"field": "item_type", "equals": item_type}]
    }
    [key] = report.filter(wanted).items(with_keys=True).to_pylist()
    story = report.story(key["load_id"], key["source_row"])
    standing = item_standing(report, story.item)
    return standing, story_html(story, standing)


def test_a_story_says_how_old_an_item_is_what_it_waits_for_and_what_waits_for_it(tmp_path):
    waiting = row("N-1", status="Failed", message=OAK, sync_date=on(10))
    first = [row("OAK-1", "product", "Failed"), waiting, row("N-1", "payment", "Pending", sync_date=on(10))]
    report = report_of(tmp_path, first, [*first[:1], {**waiting, "sync_date": on(20)}, first[2]])
    invoice, told = standing_of(report, "N-1")
    assert (invoice.started_at, invoice.days, invoice.times_seen) == (on(10), 21, 2)
    assert (invoice.parent, invoice.root, invoice.holds_up) == (
        "Product OAK-1",
        "Product OAK-1",
        {"payment": 1},
    )
    assert (
        "Out of Xero for 21 days; 2 exports saw it so. It waits for Product OAK-1. It holds up 1 payment."
        in told
    )
    payment, told = standing_of(report, "N-1", "payment")
    assert (payment.parent, payment.root, payment.holds_up) == ("Invoice N-1", "Product OAK-1", {})
    assert "It waits for Invoice N-1. Begin with Product OAK-1." in told
    product, told = standing_of(report, "OAK-1", "product")
    assert (product.parent, product.holds_up) == (None, {"invoice": 1, "payment": 1})
    assert "It holds up 1 invoice and 1 payment." in told


def test_a_story_says_what_can_be_sent_again(tmp_path):
    export = [row("OAK-1", "product", sync_date=on(12)), row("N-1", status="Failed", message=OAK)]
    report = report_of(tmp_path, export)
    standing, told = standing_of(report, "N-1")
    assert standing.has_arrived
    assert "It waited for Product OAK-1, which is in Xero now: send it again." in told
    assert standing_of(report, "OAK-1", "product")[0].holds_up == {}


def test_an_item_in_xero_that_nothing_waits_for_has_nothing_to_say(tmp_path):
    standing, told = standing_of(report_of(tmp_path, [row("N-1")]), "N-1")
    assert (standing.started_at, standing.parent, standing.holds_up) == (None, None, {})
    assert "Out of Xero" not in told
    assert "holds up" not in told
