"""Parameters: read as written, overridden one by one, named right, handed on as plain data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from xsync.errors import UsageError
from xsync.parameters import (
    not_text,
    organisation_settings,
    parameters_folder,
    plain_value,
    project_folder,
    read_parameter_file,
    unknown_names,
    with_overrides,
)


def read(tmp_path, text):
    path = tmp_path / "params.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_parameter_file(path)


def test_every_scalar_is_read_as_it_was_written(tmp_path):
    text = (
        "organisation: 007\ndate_from: 2026-07-01\nlayout: no\nstore:\nthresholds: {failed: 0, a: [1.50]}\n"
    )
    assert read(tmp_path, text) == {
        "organisation": "007",
        "date_from": "2026-07-01",
        "layout": "no",
        "store": None,
        "thresholds": {"failed": "0", "a": ["1.50"]},
    }


def test_an_empty_file_gives_no_parameters(tmp_path):
    assert read(tmp_path, "# nothing yet\n") == {}


def test_a_byte_order_mark_of_windows_is_no_part_of_a_name(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfperiod: today\r\n") == {"period": "today"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n- b\n", "holds no parameters; write one 'name: value' a line"),
        ("period: [a\n", "is no valid YAML: line 2, column 1"),
        ("period: a\nperiod: b\n", "is no valid YAML: line 2"),
        ("period: !!python/object:os.system {}\n", "is no valid YAML"),
        (b"period: \xff\xfe\n", "is no valid YAML"),
    ],
)
def test_what_is_no_parameter_file_is_refused_with_the_place(text, told, tmp_path):
    with pytest.raises(UsageError) as refused:
        read(tmp_path, text)
    assert str(tmp_path / "params.yaml") in refused.value.summary
    assert told in refused.value.summary


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"none\.yaml cannot be read: No such file"):
        read_parameter_file(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_parameter_file(tmp_path)


def test_overrides_take_the_place_of_the_files_own_and_leave_it_as_it_is():
    given = {"period": "today", "layout": "Default"}
    changed = with_overrides(
        given,
        [
            "period=last_month",
            " organisation = 007",
            "layout=",
            "filter={field: contact, equals: '=a=b'}",
            "thresholds=[half a list",
        ],
    )
    assert changed == {
        "period": "last_month",
        "organisation": " 007",
        "layout": None,
        "filter": {"field": "contact", "equals": "=a=b"},
        "thresholds": "[half a list",
    }
    assert given == {"period": "today", "layout": "Default"}


def test_assignments_without_a_name_or_an_equals_sign_are_all_named():
    with pytest.raises(UsageError) as refused:
        with_overrides({}, ["period", "=today", "layout=Default"])
    assert refused.value.mistakes == ("'period' is no NAME=VALUE", "'=today' is no NAME=VALUE")


def test_unknown_names_come_with_the_nearest_known_one():
    assert unknown_names(["periode", "layout"], ["period", "layout"]) == [
        "periode: no such parameter, did you mean 'period'?"
    ]


def test_text_and_paths_name_things_and_nothing_else_does():
    assert not_text(organisation="007", store=Path("store"), other=None) == []
    assert not_text(organisation=7, store=["a"]) == [
        "organisation: 7 is not text; put it in quotes",
        "store: ['a'] is not text; put it in quotes",
    ]


def test_values_become_plain_data_without_loss():
    instant = datetime(2026, 7, 31, 9, tzinfo=UTC)
    given = {"a": (1, 1.5, True, None), "b": {date(2026, 7, 31): Decimal("1E+2")}, "c": [Path("x"), instant]}
    assert plain_value(given) == {
        "a": [1, 1.5, True, None],
        "b": {"2026-07-31": "100"},
        "c": ["x", "2026-07-31T09:00:00+00:00"],
    }
    with pytest.raises(ValueError, match="cannot be handed a set"):
        plain_value({"a": [{1}]})


def test_an_organisations_settings_stand_in_the_file_that_bears_its_name(tmp_path, monkeypatch):
    folder = tmp_path / "organisations"
    folder.mkdir()
    (folder / "a.yaml").write_text("name: Acme\ntime_zone: Europe/London\nas_of:\n", encoding="utf-8")
    (folder / "b.yaml").write_text("name: '007'\nfinancial_year_start: 04\n", encoding="utf-8")
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path))
    assert parameters_folder() == tmp_path
    assert organisation_settings("Acme") == {"time_zone": "Europe/London", "as_of": None}
    assert organisation_settings("007") == {"financial_year_start": "04"}
    assert organisation_settings("acme") == {}
    (folder / "a.yaml").write_text("name: Acme\nperiod: today\nweek_stat: Monday\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        organisation_settings("Acme")
    assert [each.split(",")[0] for each in refused.value.mistakes] == [
        "a.yaml: period: no such parameter",
        "a.yaml: week_stat: no such parameter",
    ]


def test_folders_are_those_of_the_project_also_for_a_notebook_in_its_own_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("XSYNC_PARAMS", raising=False)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "params").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert parameters_folder() == tmp_path / "params"
    assert project_folder("store") == tmp_path / "notebooks" / "store"
    monkeypatch.chdir(tmp_path)
    assert parameters_folder() == tmp_path / "params"
