"""What people write into a note: every mistake named at once, and the rest kept from the note in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.test_notes import note
from xsync.diagnose.note_values import LONGEST_REASON, NoteChanges, NoteValues, completed
from xsync.errors import UsageError
from xsync.store.notes import DISPOSITIONS, OPEN

TODAY = date(2026, 11, 25)
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


def refused(**said):
    with pytest.raises(UsageError) as mistake:
        NoteChanges(**said).read(TODAY)
    return list(mistake.value.mistakes)


def test_all_mistakes_are_named_at_once_with_the_nearest_disposition():
    assert refused(owner="a\nb", disposition="acepted", reason="x" * 4001, expires="soon") == [
        "owner: 'a\\nb' holds characters that cannot be shown or more than one line",
        "disposition: 'acepted' is none, did you mean 'accepted'?",
        f"reason: 4,001 characters are more than {LONGEST_REASON:,}",
        "expires: 'soon' is no date; write it as 2026-07-31, or 2026-07-31T14:30 with a time; or never",
    ]


@pytest.mark.parametrize("hidden", ["\x1b[31m", "\x00", "a\ud800"])
def test_what_cannot_be_shown_is_refused_in_a_reason(hidden):
    [mistake] = refused(reason=hidden + "x")
    assert "characters that cannot be shown" in mistake


def test_nothing_expires_before_today():
    assert refused(expires="2026-11-24") == [
        "expires: 24 November 2026 is over; write a day from 25 November 2026 on"
    ]
    assert NoteChanges(expires="2026-11-25").read(TODAY) == {"expires": TODAY}
    assert NoteChanges(expires="Never").read(TODAY) == {"expires": None}


def test_what_is_open_has_nothing_that_expires():
    assert "leave the date out" in refused(disposition="open", expires="2026-12-01")[0]


@pytest.mark.parametrize("spelling", ["false alarm", "False Alarm", "false-alarm", "false_alarm"])
def test_a_disposition_is_known_in_any_spelling(spelling):
    assert NoteChanges(disposition=spelling).read(TODAY) == {"disposition": "false alarm"}


@pytest.mark.parametrize("disposition", DISPOSITIONS[1:])
def test_nothing_is_closed_without_a_reason(disposition):
    with pytest.raises(UsageError, match=f"say why it is {disposition}"):
        completed({"disposition": disposition}, None, TODAY)
    assert completed({"disposition": OPEN}, None, TODAY) == NoteValues()


@given(
    st.dates(TODAY - timedelta(9), TODAY + timedelta(9)) | st.none(),
    st.sampled_from(DISPOSITIONS),
    words | st.none(),
)
def test_what_is_not_said_stays_unless_it_has_expired(expires, disposition, owner):
    before = note(expires=expires, disposition=disposition, owner=owner)
    values = completed({"reason": "new"}, before, TODAY)
    assert (values.owner, values.reason) == (owner, "new")
    if expires is not None and expires < TODAY:
        assert (values.disposition, values.expires) == (OPEN, None)
    else:
        assert values.disposition == disposition
        assert values.expires == (None if disposition == OPEN else expires)


def test_an_expired_reason_is_no_reason_any_more():
    before = note(expires=TODAY - timedelta(1))
    with pytest.raises(UsageError, match="say why"):
        completed({"disposition": "accepted"}, before, TODAY)


def test_blanks_take_a_value_away():
    said = NoteChanges(owner=" ", reason="").read(TODAY)
    assert completed(said, note(owner="ann", disposition=OPEN), TODAY) == NoteValues()
