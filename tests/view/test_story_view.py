"""An item's story as HTML: nothing of an export becomes markup, and only plain https links are links."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from xsync.model import FIELDS
from xsync.report.story import ConsolidatedDocument, ItemStory
from xsync.store.notes import Subject
from xsync.view.story_view import story_html, story_in_words

HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(1)</script>&amp;"
at = datetime.fromisoformat


def seen(status, day, **more):
    return {
        **dict.fromkeys(("message", "xero_number", "source_file")),
        "sync_date": at(f"2026-07-{day:02}T09:00") if day else None,
        "sync_status": status,
        "source_row": 2,
        "loaded_at": at("2026-07-31T10:00"),
        **more,
    }


def story(*observations, links=None, members=(), notes=(), **item):
    last = observations[-1]["sync_status"] if observations else "Failed"
    whole = {**dict.fromkeys(FIELDS), "item_type": "invoice", "sync_status": last, "cin7_number": "INV-1"}
    consolidated = members and ConsolidatedDocument(
        number=item.get("consolidated_number", "C-1"),
        items=len(members),
        amounts={"GBP": Decimal("10.5")},
        members=members,
    )
    return ItemStory(
        item={**whole, **item},
        observations=observations or (seen("Failed", 1),),
        consolidated=consolidated or None,
        payments=item.get("related", ()),
        documents=item.get("related", ()),
        links=links or {"Cin7": None, "Xero": None},
        subject=Subject(None, "invoice", "INV-1", ("invoice", "INV-1", "", "", "")),
        notes=notes,
        statements={},
    )


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.links: list[str | None] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.text.append(data)


def test_hostile_cells_stay_text():
    text_fields = [name for name, field in FIELDS.items() if field.kind.name == "TEXT"]
    row = {
        "cin7_number": HOSTILE,
        "item_type": HOSTILE,
        "sync_status": HOSTILE,
        "contact": HOSTILE,
        "message": HOSTILE,
        "currency": HOSTILE,
    }
    html = story_html(
        story(
            seen(HOSTILE, 1, message=HOSTILE, xero_number=HOSTILE, source_file=HOSTILE),
            members=(row,),
            related=(row,),
            links={"Cin7": HOSTILE, HOSTILE: "https://go.xero.com/x"},
            **dict.fromkeys(text_fields, HOSTILE),
        )
    )
    read = Reader(html)
    assert not {"img", "script"} & set(read.tags)
    assert not [name for name in read.names if name.startswith("on")]
    assert "".join(read.text).count(HOSTILE) > len(text_fields)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://inventory.dearsystems.com/Sale#1",
        "https://a@b.example/",
        'https://a.example/"onmouseover="x',
        "https://a.example/<b>",
        " https://a.example/",
        "//a.example/",
        "data:text/html,x",
        "",
        None,
    ],
)
def test_only_a_plain_https_address_becomes_a_link(address):
    assert Reader(story_html(story(links={"Cin7": address, "Xero": None}))).links == []


def test_a_safe_address_is_opened_apart_and_told_nothing():
    html = story_html(story(links={"Cin7": "https://inventory.dearsystems.com/Sale#1&2", "Xero": None}))
    assert Reader(html).links == ["https://inventory.dearsystems.com/Sale#1&2"]
    assert 'rel="noopener noreferrer"' in html
    assert "Open in Cin7" in html
    assert "Open in Xero" not in html


def test_a_document_link_among_the_fields_is_no_way_round():
    html = story_html(story(document_link="javascript:alert(1)"))
    assert Reader(html).links == []


@pytest.mark.parametrize(
    ("observations", "words"),
    [
        ((seen("Completed", 1),), "Completed; seen in 1 export."),
        ((seen("Failed", 1), seen("Completed", 2)), "Completed; seen in 2 exports."),
        (
            (seen("Completed", 1), seen("Failed", 2), seen("Pending", 3)),
            "Pending; seen in 3 exports. Not in Xero since 2 Jul 2026 09:00.",
        ),
        ((seen("Failed", None),), "Failed; seen in 1 export."),
    ],
)
def test_it_says_how_an_item_stands_and_since_when(observations, words):
    assert story_in_words(story(*observations)) == words


def test_an_item_without_a_number_has_a_name_nevertheless():
    assert "Invoice (no number)" in story_html(story(cin7_number=None))


def test_what_is_consolidated_with_it_is_counted_with_its_sums():
    member = {"cin7_number": "INV-2", "item_type": "invoice"}
    html = story_html(story(members=(member,)))
    assert "With it in C-1: 1 document" in html
    assert "10.50" in html
