"""Notes on items and findings: which is meant, what is refused, and what reports make of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import xsync
from tests.diagnose.books import ITEMS, load, load_ledgers
from xsync.errors import UsageError
from xsync.store.caller import account_name

pytestmark = pytest.mark.usefixtures("own_params")
FAR = "2099-12-31"


@pytest.fixture
def store(tmp_path):
    return load(tmp_path)


def report_of(store, **parameters):
    return xsync.sync_report("Acme", store, period="all_time", **parameters)


def refused(*numbers, **said):
    with pytest.raises(UsageError) as mistake:
        xsync.triage(*numbers, **said)
    return list(mistake.value.mistakes)


def noted_in(report):
    return xsync.triage_notes(report).triage.noted


def test_a_note_says_who_what_when_and_how_the_item_stood(store):
    before = datetime.now(UTC).replace(tzinfo=None)
    [note] = xsync.triage(
        "inv-3", item_type="invoices", owner="Mary", disposition="accepted", reason="ok", store=store
    )
    assert (note.subject.item_type, note.subject.number) == ("invoice", "INV-3")
    assert (note.owner, note.disposition, note.reason, note.expires) == ("Mary", "accepted", "ok", None)
    assert (note.stood, note.noted_by) == ("Failed: no account", account_name())
    assert before <= note.noted_at <= datetime.now(UTC).replace(tzinfo=None)
    [seen] = noted_in(report_of(store))
    assert seen.latest == note


def test_what_is_not_said_stays_as_the_note_in_force_has_it(store):
    xsync.triage("CR-1", disposition="accepted", reason="agreed", expires=FAR, store=store)
    [note] = xsync.triage("CR-1", owner="Mary", store=store)
    assert (note.disposition, note.reason, str(note.expires)) == ("accepted", "agreed", FAR)
    [note] = xsync.triage("CR-1", expires="never", store=store)
    assert (note.owner, note.expires) == ("Mary", None)
    [seen] = noted_in(report_of(store))
    assert [each["state"] for each in seen.history] == ["in force", *["gave way to a newer note"] * 2]


def test_several_items_are_noted_at_once_or_none_is(store):
    far, near = refused("INV-1", "INV-9", "CR-2", owner="Mary", store=store)
    assert far.startswith("INV-9: no item has this number, did you mean 'INV-")
    assert near == "CR-2: no item has this number, did you mean 'CR-1'?"
    assert noted_in(report_of(store)) == ()
    assert len(xsync.triage("INV-1", "CR-1", "INV-1", owner="Mary", store=store)) == 2


def test_a_number_that_does_not_say_which_item_is_meant_is_refused(store):
    days = "of 2 October 2026 and 5 October 2026"
    assert refused("INV-3", owner="Mary", store=store) == [
        "INV-3: 1 invoice and 2 payments have this number; say which type is meant"
    ]
    [which] = refused("INV-3", item_type="payment", owner="Mary", store=store)
    assert which.startswith(f"INV-3: 2 of the type Payment have this number, {days}; say which date is meant")
    assert refused("INV-3", item_type="refund", owner="Mary", store=store) == [
        "INV-3: no refund has this number; its type is Invoice or Payment"
    ]
    assert refused("INV-3", item_type="payment", dated="2026-10-09", owner="Mary", store=store) == [
        f"INV-3: none of this day; there is {days}"
    ]
    [one] = xsync.triage("INV-3", item_type="payment", dated="2026-10-05", owner="Mary", store=store)
    assert one.subject.identity[3] == "Bank"
    assert len(xsync.triage("INV-3", item_type="payment", each=True, owner="Mary", store=store)) == 2


def test_every_mistake_is_named_at_once(store):
    mistakes = refused(disposition="done", expires="x", dated="y", finding="stale copi", store=store)
    assert [mistake.split(":")[0] for mistake in mistakes] == [
        "name at least one item by its number",
        "finding",
        "dated",
        "disposition",
        "expires",
    ]
    assert refused("INV-1", store=store) == ["say at least one of owner, disposition, reason and expires"]
    assert refused("INV-1", "CR-1", disposition="resolved", store=store) == [
        "reason: say why it is resolved; only what is open needs no reason"
    ]


def test_a_skip_without_a_reason_is_found_until_a_note_gives_one_that_holds(store):
    report = report_of(store, thresholds={"skipped_without_reason": 0})
    assert [crossing.actual for crossing in report.crossings] == [2]
    triage = xsync.triage_notes(report).triage
    assert (triage.skips, [skip["cin7_number"] for skip in triage.skips_listed]) == (2, ["CR-1", "INV-1"])

    xsync.triage("CR-1", owner="Mary", store=store)
    assert xsync.triage_notes(report_of(store)).triage.skips == 2
    xsync.triage("CR-1", reason="entered by hand", expires=FAR, disposition="accepted", store=store)
    later = report_of(store, thresholds={"skipped_without_reason": 0})
    assert [crossing.actual for crossing in later.crossings] == [1]
    after = report_of(store, as_of="2100-01-01T00:00:00Z", thresholds={"skipped_without_reason": 0})
    assert [crossing.actual for crossing in after.crossings] == [2]
    assert [seen.has_expired for seen in noted_in(after)] == [True]


def test_a_report_of_an_instant_sees_no_note_written_after_it(store):
    [first] = xsync.triage("CR-1", reason="entered by hand", disposition="accepted", store=store)
    then = first.noted_at.replace(tzinfo=UTC).isoformat()
    xsync.triage("CR-1", reason="no, wrong", disposition="open", store=store)
    xsync.triage("INV-1", reason="new", disposition="accepted", store=store)
    limits = {"skipped_without_reason": 0}
    for _ in range(2):
        seen = report_of(store, as_of=then, thresholds=limits)
        assert [each.latest for each in noted_in(seen)] == [first]
        assert [crossing.actual for crossing in seen.crossings] == [1]
    assert [crossing.actual for crossing in report_of(store, thresholds=limits).crossings] == [0]


def test_an_open_report_shows_the_same_notes_throughout(store):
    report = report_of(store)
    assert noted_in(report) == ()
    xsync.triage("CR-1", owner="Mary", store=store)
    assert noted_in(report) == ()
    assert len(noted_in(report_of(store))) == 1


def test_a_note_follows_its_item_through_later_exports_and_says_what_changed(store, tmp_path):
    xsync.triage("CR-1", owner="Mary", store=store)
    sent = [*ITEMS[-1][:2], "Completed", "2026-11-01 10:00", *ITEMS[-1][4:]]
    load(tmp_path, [sent], name="later.csv")
    [seen] = noted_in(report_of(store))
    assert (seen.latest.stood, seen.now, seen.has_changed) == ("Skipped", "Completed", True)


def test_notes_on_items_that_a_report_does_not_show_are_counted(store):
    xsync.triage("CR-1", "INV-2", owner="Mary", store=store)
    only = report_of(store, filter={"field": "cin7_number", "equals": "INV-2"})
    triage = xsync.triage_notes(only).triage
    assert [seen.latest.subject.number for seen in triage.noted] == ["INV-2"]
    assert triage.elsewhere == 1


def test_the_story_of_an_item_tells_its_notes(store):
    xsync.triage("CR-1", owner="Mary", store=store)
    xsync.triage("CR-1", reason="agreed", disposition="accepted", store=store)
    report = report_of(store, filter={"field": "cin7_number", "equals": "CR-1"})
    [key] = report.items(with_keys=True).to_pylist()
    story = report.story(key["load_id"], key["source_row"])
    assert [(each["owner"], each["reason"]) for each in story.notes] == [("Mary", "agreed"), ("Mary", None)]
    assert story.to_dict()["notes"][0]["noted_by"] == account_name()


def test_an_organisation_that_is_not_there_is_refused(store):
    with pytest.raises(UsageError, match="did you mean 'Acme'"):
        xsync.triage("INV-1", owner="x", organisation="Acne", store=store)


@pytest.fixture
def ledgers(tmp_path):
    return load_ledgers(tmp_path)


def test_findings_are_noted_by_number_or_id(ledgers):
    [copy] = xsync.triage("INV-3", finding="stale copy", owner="Mary", store=ledgers)
    assert copy.subject.finding == "stale_copy"
    assert "£" not in copy.stood
    assert "INV-3" in copy.stood
    [journal] = xsync.triage("A-9", finding="unlogged", reason="year end", store=ledgers)
    assert (journal.subject.item_type, journal.subject.number) == ("manual_journal", None)
    report = xsync.reconciliation("Acme", ledgers)
    seen = noted_in(report)
    assert [each.latest for each in seen] == [journal, copy]
    assert [each.now for each in seen] == [journal.stood, copy.stood]
    assert xsync.triage_notes(report_of(ledgers)).triage.noted == ()


def test_a_finding_that_is_none_of_a_document_is_refused_with_what_was_found(ledgers):
    assert refused("INV-3", "INV-8", finding="skipped_drift", owner="x", store=ledgers) == [
        "INV-3: no document with this number is 'skipped and absent'; found is Invoice, stale_copy",
        "INV-8: no document with this number is 'skipped and absent', did you mean 'INV-3' or 'INV-1'?",
    ]


def test_a_finding_that_was_settled_is_no_longer_shown_but_counted(ledgers, tmp_path):
    xsync.triage("INV-3", finding="stale_copy", owner="Mary", store=ledgers)
    mended = tmp_path / "mended.csv"
    mended.write_text((tmp_path / "xero.csv").read_text().replace("6.00", "5.00"))
    xsync.load(mended, organisation="Acme", store=ledgers, documents="xero")
    triage = xsync.triage_notes(xsync.reconciliation("Acme", ledgers)).triage
    assert (triage.noted, triage.elsewhere) == ((), 1)
    assert len(xsync.noted(store=ledgers).noted) == 1


def test_everything_noted_can_be_told_whole_or_narrowed(ledgers):
    xsync.triage("INV-3", finding="stale_copy", owner="Mary", store=ledgers)
    xsync.triage("INV-3", item_type="invoice", owner="Ann", store=ledgers)
    xsync.triage("CR-1", owner="Ann", store=ledgers)

    def owners(*numbers, **narrowed):
        return [each.latest.owner for each in xsync.noted(*numbers, store=ledgers, **narrowed).noted]

    assert owners() == ["Ann", "Ann", "Mary"]
    assert owners("inv-3") == ["Ann", "Mary"]
    assert owners("INV-3", finding="stale_copy") == ["Mary"]
    assert owners(item_type="credit notes") == ["Ann"]
    assert owners("INV-2") == []
    with pytest.raises(UsageError, match="INV-7: no item has this number, did you mean"):
        xsync.noted("INV-7", store=ledgers)
