"""Plain YAML: every scalar text, and nothing but plain data."""

from __future__ import annotations

import pytest

from xsync.plain_yaml import read_plain_yaml


def test_scalars_stay_as_written_and_empty_ones_are_none():
    text = "a: 007\nb: no\nc: 2026-07-01\nd: 1e3\ne:\nf: ~\ng: 'null'\n<<: x\n"
    assert read_plain_yaml(text) == {
        "a": "007",
        "b": "no",
        "c": "2026-07-01",
        "d": "1e3",
        "e": None,
        "f": None,
        "g": "null",
        "<<": "x",
    }


def test_a_scalar_may_be_said_to_be_the_text_that_it_is():
    assert read_plain_yaml("a: !!str 007\nb: ! x") == {"a": "007", "b": "x"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("!!python/object/apply:os.system ['true']", "line 1, column 1"),
        ("a: !!python/name:os.system", "line 1, column 4"),
        ("a: &x [1]\nb: *x", "line 2, column 4: an alias"),
        ("a: &a [*a]", "an alias"),
        ("a: 1\nb:\n  c: 1\n  c: 2", "line 4, column 3: .*'c'"),
        ("? [a, b]\n: 1", "a key must be text"),
        ("a: [1", "line 1"),
        ("a: 1\n---\nb: 2", "line 2"),
        ("a: \x00", "no readable YAML"),
        ("a: !!timestamp never", "line 1, column 4: a tag"),
        ("a: !!bool perhaps", "a tag"),
        ("a: !!binary aGk=", "a tag"),
        ("a: !!set {x: }", "a tag"),
        ("a: !!map x", "a tag"),
        ("a: !!str [1]", "a tag"),
        ("!!merge x: {a: 1}", "a tag"),
        ("[" * 5000, "no readable YAML"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_place(text, told):
    with pytest.raises(ValueError, match=told):
        read_plain_yaml(text)
