"""The controls of a layout, worked as a person would."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.view.builder_driver import Hand
from tests.view.test_settings import layouts
from xsync.report.layout import Layout, Sort
from xsync.view.arrangement import Arrangement

THREE = Layout("Three", ("contact", "amount", "message"), (Sort("amount", descending=True),), ("item_type",))


class Bench:
    """An arrangement, a hand at it, and how often it told of a change."""

    def __init__(self, layout: Layout = THREE) -> None:
        self.changes = 0
        self.arrangement = Arrangement(self.changed)
        self.arrangement.show(layout)
        self.hand = Hand(self.arrangement.box)

    def changed(self):
        self.changes += 1

    @property
    def layout(self):
        return self.arrangement.layout()


@pytest.fixture
def bench():
    return Bench()


SHARED = Bench()


@settings(max_examples=40)
@given(layouts)
def test_any_layout_comes_back_as_it_was_shown_and_showing_is_no_change(layout):
    SHARED.arrangement.show(layout)
    assert SHARED.layout == layout
    assert SHARED.changes == 0


def test_a_column_is_moved_and_stays_chosen(bench):
    bench.hand.write("Columns", "message")
    bench.hand.click("Move column up")
    assert bench.layout.columns == ("contact", "message", "amount")
    bench.hand.click("Move column up")
    assert bench.layout.columns == ("message", "contact", "amount")
    bench.hand.click("Move column down")
    assert bench.layout.columns == ("contact", "message", "amount")
    assert bench.hand.find("Columns").value == "message"
    assert bench.changes == 3


def test_a_column_at_an_end_stays_there(bench):
    bench.hand.write("Columns", "contact")
    bench.hand.click("Move column up")
    bench.hand.write("Columns", "message")
    bench.hand.click("Move column down")
    assert bench.layout == THREE


def test_a_removed_column_can_be_added_again_at_the_end(bench):
    bench.hand.write("Columns", "contact")
    bench.hand.click("Remove column")
    assert bench.layout.columns == ("amount", "message")
    assert bench.hand.find("Columns").value == "amount"
    bench.hand.choose("Add column", "Contact")
    assert bench.layout.columns == ("amount", "message", "contact")
    assert bench.hand.find("Columns").value == "contact"
    assert bench.hand.find("Add column").value == ""
    assert bench.changes == 2


def test_a_column_shown_is_not_offered_once_more(bench):
    offered = {name for _, name in bench.hand.find("Add column").options}
    assert not offered & set(THREE.columns)


def test_the_last_column_stays(bench):
    for _ in range(5):
        bench.hand.click("Remove column")
    assert len(bench.layout.columns) == 1


def test_sorts_are_chosen_in_order_and_turned_round(bench):
    bench.hand.choose("Sort by 2", "Contact")
    bench.hand.write("Descending 2", value=True)
    bench.hand.write("Descending", value=False)
    assert bench.layout.sort == (Sort("amount"), Sort("contact", descending=True))
    bench.hand.choose("Sort by", "(nothing)")
    assert bench.layout.sort == (Sort("contact", descending=True),)
    bench.hand.choose("Sort by 2", "(nothing)")
    assert bench.layout.sort == ()


def test_a_field_sorted_by_twice_counts_where_it_stands_first(bench):
    bench.hand.choose("Sort by 2", "Amount")
    assert bench.layout.sort == (Sort("amount", descending=True),)


def test_groups_are_chosen_and_taken_away(bench):
    bench.hand.choose("Group by 2", "Sync status")
    assert bench.layout.group_by == ("item_type", "sync_status")
    bench.hand.choose("Group by", "Sync status")
    assert bench.layout.group_by == ("sync_status",)
    for name in ("Group by", "Group by 2"):
        bench.hand.choose(name, "(nothing)")
    assert bench.layout.group_by == ()


@pytest.mark.parametrize(("written", "taken"), [(10, 10), (0, 1), (-3, 1), (100_000, 500)])
def test_rows_per_page_stay_within_what_a_browser_lays_out(bench, written, taken):
    bench.hand.write("Rows per page", written)
    assert bench.layout.page_length == taken


def test_a_long_saved_page_stays_as_long():
    assert Bench(Layout("Long", page_length=800)).layout.page_length == 800
