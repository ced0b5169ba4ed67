"""The filter as YAML that people read and write."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given

from tests.report.filter_cases import trees
from xsync.errors import UsageError
from xsync.report.filter import Condition, parse_filter, to_data
from xsync.report.filter_yaml import filter_yaml, parse_filter_yaml

UNSYNCED = Condition("sync_status", "in", ("Failed", "Pending"))


@given(trees)
def test_every_filter_comes_back_equal_from_its_yaml_bare_or_under_its_key(tree):
    parsed = parse_filter(tree)
    assert parsed is not None
    assert parse_filter_yaml(filter_yaml(tree)) == parsed
    assert parse_filter_yaml(yaml.safe_dump(to_data(parsed), allow_unicode=True)) == parsed


def test_it_reads_as_people_write_it():
    assert filter_yaml(UNSYNCED) == "filter:\n  field: sync_status\n  in: [Failed, Pending]\n"
    assert filter_yaml([{"field": "contact", "is_blank": True}]) == (
        "filter:\n  all:\n  - {field: contact, is_blank: true}\n"
    )


@pytest.mark.parametrize("nothing", ["", "  \n", "# nothing yet\n", "filter:\n", "{}", "filter: []"])
def test_nothing_is_no_filter(nothing):
    assert parse_filter_yaml(filter_yaml(None)) is None
    assert parse_filter_yaml(nothing) is None


def test_json_is_read_as_well():
    assert parse_filter_yaml('{"filter": {"field": "Sync status", "in": ["failed", "PENDING"]}}') == UNSYNCED


def test_every_mistake_is_named_at_once():
    text = "period: today\nfilter:\n  all:\n  - {field: contct, equals: x}\n  - {field: amount, equal: 1}\n"
    with pytest.raises(UsageError) as refused:
        parse_filter_yaml(text)
    beside, unknown_field, unknown_operator = refused.value.mistakes
    assert beside.startswith("period: ")
    assert "did you mean 'contact'" in unknown_field
    assert "did you mean 'equals'" in unknown_operator


@pytest.mark.parametrize("text", ["all: [", "a: b: c", "{field: x, field: y}", "!!python/name:os.system"])
def test_what_is_no_yaml_is_said_with_its_place(text):
    with pytest.raises(UsageError, match=r"line \d+, column \d+"):
        parse_filter_yaml(text)
