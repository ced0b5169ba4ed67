"""Notes: the newest on a subject is in force, an expired one leaves it open, and none is ever lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsync.store.notes import DISPOSITIONS, OPEN, Note, Notes, Subject, in_force
from xsync.store.store import Store

START = datetime(2026, 10, 1, 9)  # noqa: DTZ001 - the store keeps UTC without a zone
WRITER = """
import sys
import pyarrow, deltalake
from tests.store.test_notes import note, notes_of
print("ready", flush=True)
sys.stdin.readline()
kept = notes_of(sys.argv[1])
for number in range(int(sys.argv[3])):
    kept.add([note(number, note_id=f"{sys.argv[2]}-{number}")])
"""

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
subjects = st.builds(
    Subject,
    st.none() | st.just("stale_copy"),
    texts,
    st.none() | texts,
    st.lists(texts, max_size=3).map(tuple),
)


def note(minute=0, *, subject=None, **more):
    told = {"stood": "Skipped", "owner": None, "disposition": "accepted", "reason": "why", "expires": None}
    about = subject or Subject(None, "invoice", "INV-1", ("invoice", "INV-1", "", "", ""))
    at = START + timedelta(minutes=minute)
    given = {"note_id": f"n{minute:03}", **told, "noted_by": "ann", "noted_at": at, **more}
    return Note(organisation="Acme", subject=about, **given)


def notes_of(store, until=None, organisation="Acme"):
    return Notes(Store(store).tables, organisation, until)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc"), st.sampled_from(DISPOSITIONS))))
def test_the_newest_note_on_each_subject_is_in_force_in_whatever_order_they_come(written):
    notes = [
        note(minute, subject=Subject(None, "invoice", name, (name,)), note_id=f"{at:03}", disposition=word)
        for at, (minute, name, word) in enumerate(written)
    ]
    newest = {}
    for each in sorted(notes, key=lambda each: (each.noted_at, each.note_id)):
        newest[each.subject.key] = each
    assert in_force(notes) == in_force(reversed(notes)) == newest


@given(st.dates(), st.none() | st.dates(), st.sampled_from(DISPOSITIONS))
def test_a_note_holds_to_the_end_of_the_day_it_expires_on_and_leaves_its_subject_open(day, expires, word):
    written = note(expires=expires, disposition=word)
    holds = expires is None or day <= expires
    assert written.has_expired(day) is not holds
    assert written.disposition_on(day) == (word if holds else OPEN)


@given(subjects, texts, st.none() | texts, st.none() | st.dates())
def test_a_note_reads_back_as_it_was_written(subject, owner, reason, expires):
    written = note(subject=subject, owner=owner, reason=reason, expires=expires)
    [row] = written.to_arrow().to_pylist()
    assert Note.from_row(row) == written


@given(subjects, subjects)
def test_two_subjects_are_one_only_if_finding_and_identity_are_the_same(one, other):
    same = (one.finding or "", one.identity) == (other.finding or "", other.identity)
    assert (one.key == other.key) is same


def test_nothing_is_known_before_anything_was_noted(tmp_path):
    assert notes_of(tmp_path / "store").known == ()


def test_notes_are_appended_and_known_at_once_with_all_the_older_ones(tmp_path):
    kept = notes_of(tmp_path)
    kept.add([note(0), note(1, reason="better")])
    kept.add([note(2, owner="Mary", expires=date(2026, 12, 31))])
    assert [each.noted_at.minute for each in kept.known] == [0, 1, 2]
    assert kept.known == notes_of(tmp_path).known
    assert kept.about(note().subject) == kept.known
    assert kept.about(Subject("stale_copy", "invoice", "INV-1", note().subject.identity)) == ()


@pytest.mark.parametrize("minute", [0, 1, 2, 3])
def test_what_was_noted_after_an_instant_is_not_seen_from_it(tmp_path, minute):
    notes_of(tmp_path).add([note(at) for at in range(3)])
    then = notes_of(tmp_path, START + timedelta(minutes=minute))
    assert len(then.known) == min(minute + 1, 3)
    assert notes_of(tmp_path, START - timedelta(seconds=1)).known == ()


def test_one_organisation_does_not_see_the_notes_of_another(tmp_path):
    notes_of(tmp_path).add([note()])
    assert notes_of(tmp_path, organisation="Other").known == ()


def test_only_a_reason_that_holds_explains_an_item(tmp_path):
    def about(name, finding=None, **more):
        return note(subject=Subject(finding, "invoice", name, (name,)), note_id=name, **more)

    kept = notes_of(tmp_path)
    kept.add(
        [
            about("holds"),
            about("lasts", expires=date(2026, 10, 5)),
            about("over", expires=date(2026, 10, 4)),
            about("silent", reason=None),
            about("finding", finding="stale_copy"),
        ]
    )
    assert set(kept.reasoned(date(2026, 10, 5))) == {("holds",), ("lasts",)}


def test_writers_at_once_lose_nothing(tmp_path):
    """Three processes, the first notes of a store among them, each commit ten notes on the same subject."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path / "store", name, "10"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for name in "abc"
    ]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    expected = {f"{name}-{number}" for name in "abc" for number in range(10)}
    assert {each.note_id for each in notes_of(tmp_path / "store").known} == expected


def test_many_notes_are_joined_in_few_files_and_all_stay(tmp_path):
    kept = notes_of(tmp_path)
    for minute in range(30):
        kept.add([note(minute)])
    assert len(kept.known) == 30
    assert len(Store(tmp_path).tables.files("notes")) < 24


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights by folder")
def test_only_the_owner_of_the_store_may_open_its_notes(tmp_path):
    notes_of(tmp_path / "store").add([note()])
    everything = [tmp_path / "store", *(tmp_path / "store" / "notes").rglob("*")]
    assert [path for path in everything if path.stat().st_mode & 0o077] == []
