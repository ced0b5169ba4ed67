"""What a parameter file may say of delivery, and that an address with its secrets has no place there."""

from __future__ import annotations

import pytest

from xsync.errors import UsageError
from xsync.plain_yaml import read_plain_yaml
from xsync.run.delivery_settings import Delivery, read_deliveries


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ()),
        ("XSYNC_DELIVER_OFFICE", (Delivery(("XSYNC_DELIVER_OFFICE",)),)),
        ("{to: OFFICE, when: crossed, attach: no}", (Delivery(("OFFICE",), "crossed", attach=False),)),
        (
            "[{to: [A, B, A]}, {to: C, link: 'https://reports.example.org/x/'}]",
            (Delivery(("A", "B")), Delivery(("C",), link="https://reports.example.org/x")),
        ),
    ],
)
def test_what_a_file_may_say(text, meant):
    assert read_deliveries(read_plain_yaml(text)) == meant


SECRET = "s3cret"  # noqa: S105 - planted, to be searched for


@pytest.mark.parametrize(
    "text",
    [
        f"mailto://user:{SECRET}@example.org",
        f"{{to: 'slack://{SECRET}/b/c'}}",
        f"{{to: [OFFICE, 'json://{SECRET}']}}",
        f"{{'json://{SECRET}': yes}}",
        f"{{to: OFFICE, link: 'https://user:{SECRET}@example.org'}}",
        f"{{to: OFFICE, link: 'https://example.org/?key={SECRET}'}}",
    ],
)
def test_an_address_in_a_file_is_refused_and_not_repeated(text):
    with pytest.raises(UsageError) as refused:
        read_deliveries(read_plain_yaml(text))
    assert SECRET not in str(refused.value)
    assert refused.value.exit_code == 2


def test_all_mistakes_are_named_at_once_with_near_names():
    with pytest.raises(UsageError) as refused:
        read_deliveries([{"to": [], "wen": "x"}, {"to": "A", "when": "crosed", "attach": "maybe"}, 7])
    assert [mistake.split(";")[0] for mistake in refused.value.mistakes] == [
        "deliver[1].wen: no such setting, did you mean 'when'?",
        "deliver[1].to: name the environment variable that holds the Apprise URL (to: XSYNC_DELIVER_OFFICE)",
        "deliver[2].when: 'crosed' is no such time, did you mean 'crossed'?",
        "deliver[2].attach: 'maybe' is neither yes nor no",
        "deliver[3]: write {to: XSYNC_DELIVER_OFFICE, when: crossed}",
    ]
