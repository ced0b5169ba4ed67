"""`xsync triage` as a person meets it: what it prints, keeps and refuses."""

from __future__ import annotations

import json

import pytest

from tests.diagnose.books import load
from tests.run.surroundings import run_xsync


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("triage")
    load(folder)
    return folder


def triage(folder, *arguments):
    return run_xsync("triage", *arguments, folder=folder)


def test_a_note_is_kept_and_told_in_words(folder):
    done = triage(
        folder,
        *("INV-1", "CR-1", "--owner", "Mary", "--disposition", "accepted", "--reason", "entered by hand"),
        *("--expires", "2099-12-31"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert first.startswith("Invoice INV-1: accepted until 31 December 2099, Mary: entered by hand (")
    assert second.startswith("Credit note CR-1: accepted")

    told = triage(folder, "inv-1").stdout.splitlines()
    assert told[:2] == ["Organisation: Acme", "Invoice INV-1"]
    assert told[2].startswith("  in force: accepted until 31 December 2099, Mary: entered by hand (")


def test_the_same_as_data(folder):
    whose = ("--organisation", "Acme", "--store", "store")
    done = triage(folder, "INV-2", "--reason", "later", *whose, "--json")
    kept = json.loads(done.stdout)
    assert (kept["organisation"], kept["noted"][0]["reason"]) == ("Acme", "later")
    listed = json.loads(triage(folder, "--json").stdout)
    assert kept["noted"][0]["note_id"] in {note["note_id"] for note in listed["notes"]}
    assert listed["skipped_without_reason"].keys() == {"count", "items"}


def test_without_an_item_the_skips_that_lack_a_reason_are_told_with_what_to_do(tmp_path):
    load(tmp_path)
    told = triage(tmp_path).stdout
    assert "Nothing has been noted.\n2 items were skipped without a reason.\n" in told
    assert "  Invoice INV-1, Birch, GBP 10.00, skipped 1 Oct 2026 10:00\n" in told
    assert "xsync triage NUMBER --type TYPE --disposition accepted --reason TEXT" in told


def test_what_is_wrong_is_said_and_ends_in_exit_code_2(folder):
    done = triage(folder, "INV-9", "--disposition", "closed")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "xsync: Nothing was noted:",
        "  - disposition: 'closed' is none, known: open, accepted, resolved, false alarm",
    ]
    done = triage(folder, "INV-9", "--type", "invoice", "--dated", "2026-10-01", "--each", "--owner", "x")
    assert done.returncode == 2
    assert "INV-9: no invoice has this number, did you mean 'INV-" in done.stderr
    assert triage(folder, "--finding", "stale_copi").returncode == 2
