from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import ipywidgets as widgets
import pytest
from hypothesis import given, settings

from tests.report.filter_cases import trees
from tests.view.builder_driver import Hand
from xsync.errors import DataRefused, UsageError
from xsync.model import FIELDS, Kind
from xsync.report.filter import AllOf, AnyOf, Condition, NotOf, parse_filter
from xsync.report.filter_tree import BLANK_OPERATORS, OPERATORS, TEXT_ONLY
from xsync.report.filter_yaml import filter_yaml
from xsync.view.filter_builder import FilterBuilder
from xsync.view.filter_choices import LISTED, operator_options

at = datetime.fromisoformat
FAILED = Condition("sync_status", "equals", "Failed")
BIG = Condition("amount", "at_least", Decimal("1.10"))
PRESENT: dict[str, list[tuple[object, int]]] = {
    "sync_status": [("Completed", 3902), ("Failed", 128), (None, 7)],
    "item_type": [("invoice", 9), ("Gift card", 1)],
    "sync_date": [(at("2026-07-01T09:00"), 3), (at("2026-07-01T10:00"), 4), (at("2026-07-02T00:00"), 5)],
    "amount": [(Decimal("1.10"), 4)],
    "contact": [(f"Customer {number}", 1000 - number) for number in range(LISTED + 50)],
}


class Bench:
    """A builder, a hand at it, and what it asked and told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.changes = 0
        self.builder = FilterBuilder(self.values_of, self.changed)
        self.hand = Hand(self.builder.box)

    def values_of(self, field):
        self.asked.append(field)
        return PRESENT.get(field, [])

    def changed(self):
        self.changes += 1

    def mistakes(self):
        with pytest.raises(UsageError) as refused:
            self.builder.tree()
        return list(refused.value.mistakes)


@pytest.fixture
def bench():
    return Bench()


SHARED = Bench()


@settings(max_examples=60)
@given(trees)
def test_any_tree_comes_back_as_it_was_shown(data):
    tree = parse_filter(data)
    SHARED.builder.show(tree)
    assert SHARED.builder.tree() == tree
    assert SHARED.changes == 0
    assert SHARED.asked == []


@pytest.mark.parametrize(
    "tree",
    [
        FAILED,
        AllOf((FAILED,)),
        AnyOf((FAILED,)),
        NotOf(FAILED),
        NotOf(AnyOf((FAILED,))),
        NotOf(NotOf(NotOf(AllOf((FAILED, BIG))))),
        AllOf((AllOf((AllOf((FAILED,)),)), BIG)),
        Condition("effective_date", "in", (date(2026, 7, 1), date(2024, 2, 29))),
        Condition("sync_date", "equals", at("2026-07-01T00:00")),
        Condition("sync_date", "equals", date(2026, 7, 1)),
        Condition("contact", "in", (" a ", "b\nc", "a")),
        Condition("item_type", "contains", "invoice"),
    ],
)
def test_groups_and_values_that_mean_the_same_stay_apart(bench, tree):
    bench.builder.show(tree)
    assert bench.builder.tree() == tree
    assert type(bench.builder.tree()) is type(tree)


def test_controls_that_no_longer_show_are_let_go_of(bench, monkeypatch):
    closed: list[object] = []
    monkeypatch.setattr(widgets.Widget, "close", lambda widget: closed.append(widget))  # noqa: PLW0108 - a method
    bench.builder.show(AllOf((FAILED, AnyOf((BIG,)))))
    before = bench.hand.controls()
    bench.hand.click("Remove group 1")
    bench.builder.show(None)
    bench.hand.condition(1, "Amount", "is at least")
    shown = bench.hand.controls()
    gone = [control for control in before if control not in shown and control not in closed]
    assert gone == []
    assert [control for control in shown if control in closed] == []


def test_nothing_is_no_filter(bench):
    assert bench.builder.tree() is None
    bench.builder.show(FAILED)
    bench.builder.show(None)
    assert bench.builder.tree() is None


def test_a_nested_filter_is_built_by_hand(bench):
    hand = bench.hand
    hand.condition(1, "Sync status", "is one of")
    hand.write("Condition 1 values", ("Failed",))
    hand.write("Condition 1 other values", "pending\non hold")
    hand.click("Add group")
    hand.choose("Group 1", "None of these holds")
    hand.condition(2, "Amount", "is between", group=1)
    hand.write("Condition 2 from", "0.10")
    hand.write("Condition 2 to", "0.30")
    hand.click("Add group to group 1")
    hand.choose("Group 2", "At least one of these holds")
    hand.condition(3, "Sync date", "is after", group=2)
    hand.write("Condition 3 date", date(2026, 7, 1))
    hand.write("Condition 3 time", "14:30")
    hand.condition(4, "Contact", "is blank", group=2)
    assert bench.builder.tree() == AllOf(
        (
            Condition("sync_status", "in", ("Failed", "Pending", "on hold")),
            NotOf(
                AnyOf(
                    (
                        Condition("amount", "between", (Decimal("0.10"), Decimal("0.30"))),
                        AnyOf(
                            (
                                Condition("sync_date", "greater_than", at("2026-07-01T14:30")),
                                Condition("contact", "is_blank", value=True),
                            )
                        ),
                    )
                )
            ),
        )
    )


def test_every_control_has_a_name_of_its_own(bench):
    bench.builder.show(AllOf((FAILED, AnyOf((BIG, NotOf(FAILED))), FAILED)))
    names = bench.hand.names()
    assert len(names) == len(set(names))
    unnamed = [
        c for c in bench.hand.controls() if getattr(c, "description", "x") == "" and hasattr(c, "disabled")
    ]
    assert unnamed == []


def test_numbers_follow_what_is_removed_and_grouped(bench):
    bench.builder.show(AllOf((FAILED, BIG)))
    bench.hand.click("Group condition 1")
    bench.hand.choose("Group 1", "This does not hold")
    assert bench.builder.tree() == AllOf((NotOf(FAILED), BIG))
    bench.hand.click("Remove condition 1")
    assert bench.mistakes() == ["Group 1: add a condition, or remove the group"]
    bench.hand.click("Remove group 1")
    assert bench.builder.tree() == AllOf((BIG,))
    bench.hand.click("Remove condition 1")
    assert bench.builder.tree() is None


def test_a_lone_negation_takes_one_part(bench):
    bench.builder.show(NotOf(FAILED))
    assert bench.hand.find("Add condition").disabled
    bench.builder.show(AllOf((FAILED, BIG)))
    bench.hand.choose("Filter", "This does not hold")
    assert bench.mistakes() == ["Filter: only one part can stand here; for more choose “None of these holds”"]
    bench.hand.choose("Filter", "None of these holds")
    assert bench.builder.tree() == NotOf(AnyOf((FAILED, BIG)))


def test_all_mistakes_are_told_each_by_its_condition(bench):
    hand = bench.hand
    hand.click("Add condition")
    hand.condition(2, "Contact", "is")
    hand.condition(3, "Amount", "is at least")
    hand.write("Condition 3 value", "ten")
    hand.condition(4, "Effective Date", "is between")
    hand.write("Condition 4 from", date(2026, 7, 2))
    hand.write("Condition 4 to", date(2026, 7, 1))
    hand.condition(5, "Sync date", "is on")
    hand.write("Condition 5 date", date(2026, 7, 2))
    hand.write("Condition 5 time", "noon")
    hand.condition(6, "Sync status", "is one of")
    assert bench.mistakes() == [
        "Condition 1: choose a field",
        "Condition 2: choose a value",
        "Condition 3: Amount: 'ten' is no number; write it as 1234.50",
        "Condition 4: 2026-07-02 lies after 2026-07-01; write the lower value first",
        "Condition 5: 'noon' is no time of day; write it as 14:30",
        "Condition 6: choose one value at least",
    ]
    assert len(hand.said("alert")) == 6


def test_what_is_merely_unfinished_is_no_alarm_until_the_filter_is_wanted(bench):
    bench.hand.condition(1, "Amount", "is at least")
    assert bench.hand.said("alert") == []
    assert "Not finished: Condition 1: choose a value" in bench.hand.said("status")[0]
    bench.mistakes()
    assert len(bench.hand.said("alert")) == 1
    bench.hand.write("Condition 1 value", "ten")
    assert "is no number" in bench.hand.said("alert")[0]
    bench.hand.write("Condition 1 value", "10")
    assert bench.hand.said("alert") == []
    assert "In words: Amount is at least 10" in bench.hand.said("status")[0]


def test_values_are_asked_for_only_where_someone_works(bench):
    bench.builder.show(
        parse_filter([{"field": "sync_status", "in": ["Failed"]}, {"field": "contact", "equals": "x"}])
    )
    assert bench.asked == []
    bench.hand.click("List values for condition 1")
    assert bench.asked == ["sync_status"]
    listed = bench.hand.find("Condition 1 values")
    assert [label for label, _ in listed.options] == ["Completed (3,902)", "Failed (128)"]
    assert listed.value == ("Failed",)
    assert bench.changes == 0
    assert "7 blank: choose “is blank” for them" in "".join(
        control.value for control in bench.hand.controls() if type(control).__name__ == "HTML"
    )


def test_lists_are_short_label_types_and_count_instants_by_day(bench):
    hand = bench.hand
    hand.condition(1, "Contact", "is one of")
    assert len(hand.find("Condition 1 values").options) == LISTED
    hand.condition(2, "Type", "is one of")
    assert hand.find("Condition 2 values").options == (
        ("Invoice (9)", "invoice"),
        ("Gift card (1)", "Gift card"),
    )
    hand.condition(3, "Sync date", "is one of")
    assert hand.find("Condition 3 values").options == (
        ("1 July 2026 (7)", date(2026, 7, 1)),
        ("2 July 2026 (5)", date(2026, 7, 2)),
    )
    hand.condition(4, "Type", "is")
    assert hand.find("Condition 4 value").options == ("Invoice", "Gift card")


def test_a_store_that_cannot_be_read_is_told_in_place():
    def refuse(_field):
        raise DataRefused("The store cannot be read.")

    builder = FilterBuilder(refuse, lambda: None)
    hand = Hand(builder.box)
    hand.condition(1, "Sync status", "is")
    assert "The store cannot be read." in hand.said("alert")[0]
    hand.click("List values for condition 1")
    assert "The store cannot be read." in hand.said("alert")[0]
    hand.write("Condition 1 value", "failed")
    assert builder.tree() == FAILED


def test_operators_of_one_shape_keep_what_was_entered(bench):
    bench.hand.condition(1, "Amount", "is at least")
    bench.hand.write("Condition 1 value", "5")
    bench.hand.choose("Condition 1 operator", "is less than")
    assert bench.builder.tree() == Condition("amount", "less_than", Decimal(5))
    bench.hand.choose("Condition 1", "Sync date")
    assert bench.mistakes() == ["Condition 1: choose a date"]
    bench.hand.choose("Condition 1", "Choose a field …")
    assert bench.mistakes() == ["Condition 1: choose a field"]


def test_a_blank_condition_says_what_to_do(bench):
    bench.hand.click("Add condition")
    assert bench.hand.find("Condition 1").label == "Choose a field …"


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_exactly_the_operators_that_fit_are_offered(field):
    offered = [operator for _, operator in operator_options(field)]
    assert set(offered) == set(OPERATORS) - (set() if field.kind is Kind.TEXT else TEXT_ONLY)
    assert len({label for label, _ in operator_options(field)}) == len(offered)
    assert set(offered) >= BLANK_OPERATORS


def test_sql_and_yaml_are_written_on_demand(bench):
    bench.builder.show(FAILED)
    assert bench.hand.said("region") == []
    bench.hand.click("Show SQL")
    assert "LOWER(sync_status) = LOWER(&#x27;Failed&#x27;)" in bench.hand.said("region")[0]
    bench.hand.click("Show YAML")
    bench.builder.show(BIG)
    assert "amount" in bench.hand.said("region")[0]
    [yaml] = [c.value for c in bench.hand.controls() if "<textarea" in getattr(c, "value", "")]
    assert "filter: {field: amount, at_least: &#x27;1.10&#x27;}\n" in yaml
    bench.hand.click("Add condition")
    assert bench.hand.said("region") == []
    bench.hand.click("Hide SQL")
    bench.hand.click("Hide YAML")
    assert "Show SQL" in bench.hand.names()


@pytest.mark.parametrize("head", ["", "filter:\n  "])
def test_a_pasted_filter_replaces_what_stands_there(bench, head):
    bench.builder.show(BIG)
    bench.hand.click("Paste a filter")
    bench.hand.write("Paste filter", f"{head}{{field: sync_status, equals: failed}}")
    bench.hand.click("Use this filter")
    assert bench.builder.tree() == FAILED
    assert bench.changes == 1
    assert bench.hand.find("Paste filter").value == ""


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("a: [", ["cannot be read as YAML"]),
        ("{filter: {field: amount, equals: 1}, period: today}", ["period: stands beside the filter"]),
        ("[{field: amont, equals: 1}, {field: amount, equals: x}]", ["amont", "is no number"]),
        ("<script>alert(1)</script>", ["&lt;script&gt;"]),
    ],
)
def test_a_pasted_filter_with_mistakes_changes_nothing(bench, pasted, told):
    bench.builder.show(BIG)
    bench.hand.click("Paste a filter")
    bench.hand.write("Paste filter", pasted)
    bench.hand.click("Use this filter")
    assert bench.builder.tree() == BIG
    assert bench.changes == 0
    [alert] = bench.hand.said("alert")
    assert all(each in alert for each in told)
    assert bench.hand.find("Paste filter").value == pasted


def test_yaml_that_is_copied_out_can_be_pasted_in(bench):
    tree = NotOf(AllOf((FAILED, BIG, Condition("contact", "equals", "007"))))
    bench.hand.click("Paste a filter")
    bench.hand.write("Paste filter", filter_yaml(tree))
    bench.hand.click("Use this filter")
    assert bench.builder.tree() == tree


def test_nesting_too_deep_is_told_in_plain_words(bench):
    tree = FAILED
    for _ in range(25):
        tree = AllOf((tree,))  # type: ignore[assignment] # a tree of another form
    bench.builder.show(tree)
    assert bench.mistakes() == ["Filter: groups stand inside one another more than 20 levels deep"]
