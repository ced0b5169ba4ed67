"""The panel's note on the chosen item: what it offers, keeps, refuses, and where it shows."""

from __future__ import annotations

import pytest

import xsync
from tests.diagnose.books import load
from tests.view.panel_driver import Bench

FIELDS = ("Owner", "Disposition", "Reason", "Expires")
pytestmark = pytest.mark.usefixtures("own_params")


@pytest.fixture(autouse=True)
def _own_state(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_STATE", str(tmp_path / "state"))


@pytest.fixture
def store(tmp_path):
    return load(tmp_path)


def bench_of(store, **parameters):
    return Bench(xsync.sync_report("Acme", store, period="all_time", **parameters), [])


def choose(bench, words):
    control = bench.hand.find("Item")
    control.index = next(at for at, (label, _) in enumerate(control.options) if words in label)


def write(bench, **said):
    for name, value in said.items():
        bench.hand.write(name.capitalize(), value)
    bench.hand.click("Save note")


def says(bench):
    return [bench.hand.find(name).value for name in FIELDS]


def kept(store):
    return [(each.latest.subject.number, each.latest.reason) for each in xsync.noted(store=store).noted]


def test_it_is_offered_once_an_item_is_chosen_and_goes_with_it(store):
    bench = bench_of(store)
    assert not {*FIELDS, "Save note"} & set(bench.hand.names())
    choose(bench, "CR-1")
    assert {*FIELDS, "Save note"} <= set(bench.hand.names())
    assert bench.says("Note on Credit note CR-1")
    assert says(bench) == ["", "open", "", None]
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    assert not {*FIELDS, "Save note"} & set(bench.hand.names())


def test_a_note_is_kept_told_in_the_story_and_shown_in_the_table(store):
    bench = bench_of(store)
    choose(bench, "CR-1")
    write(bench, owner="Mary", disposition="accepted", reason="entered by hand")
    assert "The note is kept." in bench.status()
    assert bench.says("What was noted of it, newest first")
    assert "accepted, Mary: entered by hand" in bench.shown_table().to_string()
    assert bench.hand.find("Item").value != ()
    assert kept(store) == [("CR-1", "entered by hand")]

    write(bench, reason="and agreed")
    assert len(xsync.noted(store=store).noted[0].history) == 2
    assert says(bench) == ["Mary", "accepted", "and agreed", None]


def test_what_is_wrong_is_said_in_place_and_what_was_written_stays(store):
    bench = bench_of(store)
    choose(bench, "CR-1")
    write(bench, owner="Mary", disposition="resolved")
    assert "say why it is resolved" in bench.alert()
    assert says(bench) == ["Mary", "resolved", "", None]
    assert kept(store) == []
    write(bench, reason="done")
    assert bench.alert() == ""
    assert kept(store) == [("CR-1", "done")]


def test_another_item_shows_its_own_note(store):
    xsync.triage(
        "INV-2", owner="Ann", disposition="accepted", reason="fine", expires="2099-12-31", store=store
    )
    bench = bench_of(store)
    assert bench.shown_table()["Note"].tolist().count("accepted, Ann: fine") == 1
    choose(bench, "CR-1")
    bench.hand.write("Owner", "Mary")
    choose(bench, "INV-2")
    assert [str(value) for value in says(bench)] == ["Ann", "accepted", "fine", "2099-12-31"]
    choose(bench, "CR-1")
    assert says(bench) == ["", "open", "", None]


def test_without_any_note_the_table_has_no_column_of_notes(store):
    assert "Note" not in bench_of(store).shown_table().columns


def test_a_report_of_an_earlier_instant_says_that_it_does_not_show_the_note(store):
    later = "2099-01-01T00:00:00Z"
    bench = bench_of(store, as_of=later)
    choose(bench, "CR-1")
    write(bench, reason="early enough")
    assert bench.says("early enough")

    loaded = xsync.Store(store).loads("Acme")[-1].loaded_at.isoformat() + "Z"
    bench = bench_of(store, as_of=loaded)
    choose(bench, "CR-1")
    write(bench, reason="too late")
    assert "so it does not show it" in bench.status()
    assert kept(store) == [("CR-1", "too late")]


def test_what_is_written_is_text_wherever_it_shows(store):
    hostile = "=1+1<img src=x onerror=alert(1)>\n</td><script>alert(1)</script>"
    bench = bench_of(store)
    choose(bench, "CR-1")
    write(bench, owner="<b>@Mary</b>", disposition="accepted", reason=hostile)
    everything = " ".join(
        [*bench.texts(), bench.shown_table().to_string(), bench.panel._repr_mimebundle_()["text/html"]]
    )
    assert everything.count("&lt;script&gt;") >= 3
    assert [tag for tag in ("<img", "<script", "<b>@") if tag in everything] == []
