"""What an analyst does to a report, as verbs: each gives another report and leaves this one as it is."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xsync
from tests.report.filter_cases import trees
from tests.run.surroundings import SETTINGS, plain_rows
from xsync.errors import UsageError
from xsync.model import FIELDS
from xsync.parameters import read_parameter_file
from xsync.report.asked import asked
from xsync.report.layout import Layout, Sort
from xsync.report.period import PERIODS
from xsync.report.question import Question
from xsync.report.search import SEARCHED, search_filter

pytestmark = pytest.mark.usefixtures("own_params")


@pytest.fixture
def report(store):
    return xsync.sync_report(store=store, period="all_time", **SETTINGS)


def test_each_verb_changes_its_part_of_the_layout_alone(report):
    before = report.question.layout
    changed = (
        report.columns(["Amount", "cin7_number"])
        .sort(["-amount", {"field": "cin7_number"}, "Effective date desc"])
        .group_by("Sync status")
        .page_length("50")
    )
    assert changed.question.layout == Layout(
        "Default",
        columns=("amount", "cin7_number"),
        sort=(Sort("amount", descending=True), Sort("cin7_number"), Sort("effective_date", descending=True)),
        group_by=("sync_status",),
        page_length=50,
    )
    assert report.question.layout == before
    assert changed.items(limit=3).column_names == ["sync_status", "amount", "cin7_number"]
    assert changed.group_by([]).question.layout.group_by == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda report: report.columns(["amonut", "contct"]), ["'amount'", "'contact'"]),
        (lambda report: report.columns([]), ["one at least"]),
        (lambda report: report.sort(["-amonut", {"field": "contact", "ordr": "x"}]), ["'order'", "'amount'"]),
        (lambda report: report.group_by(["type", "Type"]), ["stands there already"]),
        (lambda report: report.page_length(0), ["one is the least"]),
        (lambda report: report.page_length("many"), ["no whole number"]),
    ],
)
def test_all_mistakes_of_a_verb_are_named_with_what_is_near(report, change, told):
    with pytest.raises(UsageError) as refused:
        change(report)
    assert len(refused.value.mistakes) == len(told)
    for mistake, part in zip(refused.value.mistakes, told, strict=True):
        assert part in mistake


def test_a_search_finds_what_people_remember_an_item_by(report):
    everything = report.columns(list(FIELDS)).items().to_pylist()
    for text in ("inv-0001", " Shopify(", "PayPal", "%", "_"):
        found = report.search(text).columns(list(FIELDS)).items().to_pylist()
        wanted = text.strip().lower()
        assert found == [
            row for row in everything if any(wanted in (row[name] or "").lower() for name in SEARCHED)
        ]


def test_a_search_narrows_the_filter_there_is_and_is_part_of_it(report):
    failed = report.filter({"field": "sync_status", "equals": "Failed"})
    both = failed.search("inv-")
    assert both.counts.items_shown < failed.counts.items_shown
    again = report.filter(both.question.parameters()["filter"])
    assert plain_rows(again.items()) == plain_rows(both.items())
    assert failed.search("  ").question == failed.search(None).question == failed.question


@pytest.mark.parametrize("text", [7, "a\x00b", "\ud800"])
def test_a_search_for_what_is_no_text_is_refused_once(text):
    with pytest.raises(UsageError) as refused:
        search_filter(text)
    assert len(refused.value.mistakes) == 1


LAYOUTS = st.builds(
    lambda name, columns, group, page, tree: {
        "name": name,
        "columns": columns,
        "sort": [f"-{columns[0]}"],
        "group_by": group,
        "page_length": page,
        "filter": tree,
    },
    st.sampled_from(["Default", "Mine", "007", "null", "Žluť: #1", "- x"]),
    st.lists(st.sampled_from(list(FIELDS)), min_size=1, unique=True),
    st.lists(st.sampled_from(list(FIELDS)), max_size=2, unique=True),
    st.integers(1, 500),
    st.none() | trees,
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.sampled_from(list(PERIODS)), st.tuples(DAYS, DAYS), st.none() | trees, st.none() | LAYOUTS)
def test_the_saved_parameters_ask_the_same_question(report, period, days, tree, layout):
    custom = {"date_from": min(days), "date_to": max(days)} if period == "custom" else {}
    question = Question.of(
        {
            **SETTINGS,
            "period": period,
            **custom,
            "filter": tree,
            "layout": layout,
            "thresholds": {"failed": 1},
        },
        {},
        report.layouts,
    )
    view = type(report)(report.snapshot, question, report.layouts)
    path = view.save_parameters(report.layouts.folder / "view.yaml", overwrite=True)
    given = read_parameter_file(path)
    assert (given.pop("notebook"), given.pop("organisation")) == ("sync_report", report.snapshot.organisation)
    assert Question.of(given, {}, report.layouts) == question
    assert path.read_text(encoding="utf-8") == view.parameters_yaml()


def test_a_layout_goes_by_its_name_while_it_is_the_saved_one_else_whole(report):
    assert report.to_parameters()["layout"] == "Default"
    changed = report.columns(["amount"])
    assert changed.to_parameters()["layout"]["columns"] == ["amount"]
    changed.save_layout("Mine")
    chosen = report.layout("mine")
    assert chosen.to_parameters()["layout"] == chosen.question.parameters()["layout"] == "Mine"
    assert chosen.page_length(99).to_parameters()["layout"]["page_length"] == 99
    report.columns(["contact"]).save_layout("Mine", overwrite=True)
    assert chosen.to_parameters()["layout"]["columns"] == ["amount"], "the file is another one by now"
    assert report.layout(Layout("Never saved")).to_parameters()["layout"]["name"] == "Never saved"


def test_a_layout_that_was_changed_says_so_until_it_is_as_saved_again(report):
    def told(view):
        return dict(asked(view))["Layout"]

    report.columns(["amount"]).save_layout("Mine")
    mine = report.layout("Mine")
    assert (told(report), told(report.columns(["amount"]))) == ("Default", "Default, changed")
    assert (told(mine), told(mine.page_length(7))) == ("Mine", "Mine, changed")
    assert told(mine.page_length(7).page_length(25)) == told(mine.page_length(7).layout("mine")) == "Mine"
    assert told(report.layout(Layout("Given whole", page_length=7))) == "Given whole"


def test_a_schedule_leaves_the_instant_out(report):
    kept, moving = report.to_parameters(), report.to_parameters(with_as_of=False)
    assert kept.pop("as_of") == SETTINGS["as_of"]
    assert kept == moving
    assert yaml.safe_load(report.parameters_yaml(with_as_of=False)) == moving


def test_a_parameter_file_is_never_overwritten_silently(report, tmp_path):
    path = report.save_parameters(tmp_path / "new folder" / "month.yaml")
    with pytest.raises(UsageError, match="exists already"):
        report.search("x").save_parameters(path)
    assert path.read_text(encoding="utf-8") == report.parameters_yaml()
    report.search("x").save_parameters(path, overwrite=True)
    assert "contains: x" in path.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match=r"ends in \.yaml"):
        report.save_parameters(tmp_path / "month.txt")
    with pytest.raises(UsageError, match="cannot be written"):
        report.save_parameters(path / "below.yaml")
