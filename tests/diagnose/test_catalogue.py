"""The package's catalogue, and a firm's own laid over it."""

from __future__ import annotations

import pytest

import xsync
from xsync.diagnose.catalogue import catalogue
from xsync.errors import UsageError

OWN = """
categories:
  warehouse: Warehouse
causes:
  bonded:
    category: warehouse
    cause: The goods are still in bond.
    fix: Release them, then sync again.
    owner: stock team
    retry: after its parent
    about:
      - shelf = shelf|rack
    patterns:
      - bond|bonded + goods|stock
  locked_period:
    fix: Ask Rosa.
    owner: Rosa
    patterns:
      - rosa said not
"""


@pytest.fixture
def own(monkeypatch, tmp_path):
    """Write a firm's file and return its path."""
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path))

    def write(text):
        path = tmp_path / "causes.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def explained(message):
    return xsync.explain(message)[0]


def test_a_firms_own_cause_is_known_beside_the_packages(own):
    own(OWN)
    found = explained("Goods are still bonded on shelf 'B 7'")
    assert found.to_dict() == {
        "message": "Goods are still bonded on shelf 'B 7'",
        "category": "warehouse",
        "cause": "The goods are still in bond.",
        "fix": "Release them, then sync again.",
        "retry": "after its parent",
        "owner": "stock team",
        "once": True,
        "about": "shelf B 7",
        "others": [],
        "form": "Goods are still bonded on shelf <name>",
    }
    assert explained("Organisation is offline").category == "connection"
    assert catalogue().categories["warehouse"] == "Warehouse"


def test_a_firm_overrides_what_it_writes_and_keeps_the_rest(own):
    before = explained("The date is before the lock date")
    own(OWN)
    after = explained("The date is before the lock date")
    assert (after.principal.fix, after.principal.owner) == ("Ask Rosa.", "Rosa")
    assert (after.category, after.principal.cause, after.principal.retry) == (
        "lock_date",
        before.principal.cause,
        before.principal.retry,
    )
    assert explained("Rosa said no").principal.name == "locked_period"


def test_a_firms_patterns_go_before_the_packages(own):
    message = "Account code '200' is not valid: the goods are in bond"
    assert explained(message).category == "account_mapping"
    own(OWN)
    assert explained(message).category == "warehouse"


def test_a_changed_file_counts_at_once_and_a_deleted_one_no_more(own):
    path = own(OWN)
    assert explained("Rosa said no").principal.owner == "Rosa"
    path.write_text(OWN.replace("owner: Rosa", "owner: Rosalind"), encoding="utf-8")
    assert explained("Rosa said no").principal.owner == "Rosalind"
    path.unlink()
    assert explained("Rosa said no").category == "unclassified"


def test_every_mistake_of_a_broken_file_is_named_at_once_with_its_entry_and_field(own):
    own(
        """
category: {}
categories:
  warehouse:
causes:
  locked_perod:
    fix: Ask Rosa.
  bonded:
    category: warehouze
    cause: The goods are still in bond.
    fix: [Release them]
    owner: ''
    retry: maybe
    once: perhaps
    abuot: shelf
    about: [shelf, 'shelf = a||b']
    patterns: [the, 12 + stock, '!stock', [a]]
  loose: text
"""
    )
    with pytest.raises(UsageError) as refused:
        xsync.explain("anything")
    assert "causes.yaml" in refused.value.summary
    said = "\n".join(refused.value.mistakes)
    for part in (
        "unknown key 'category', did you mean 'categories'",
        "categories: warehouse: None is no label",
        "locked_perod: category: a cause needs it, as text; did you mean 'locked_period'",
        "locked_perod: patterns: a cause needs one at least",
        "bonded: unknown key 'abuot', did you mean 'about'",
        "bonded: category: 'warehouze' is unknown, did you mean 'warehouse'",
        "bonded: fix: a cause needs it, as text",
        "bonded: owner: a cause needs it, as text",
        "bonded: retry: 'maybe' is none, known: yes, no, after its parent",
        "bonded: once: 'perhaps' is none, known: yes, no",
        "bonded: about[1]: 'shelf' cannot be used: it has no label",
        "bonded: about[2]: 'shelf = a||b' cannot be used: a wording between two | is empty",
        "bonded: patterns[1]: 'the' cannot be used: 'the' has no word that tells something",
        "bonded: patterns[2]: '12 + stock' cannot be used: '12' has no word that tells something",
        "bonded: patterns[3]: '!stock' cannot be used: it only says what must not be there",
        "bonded: patterns[4]: ['a'] is not text",
        "loose: a cause is a mapping",
    ):
        assert part in said
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "text", ["- a list", "causes: [a, b]", "causes: {a: {cause: x", "!!python/object:os.x {}", "\x00"]
)
def test_what_is_no_catalogue_at_all_is_refused_by_its_file(text, own):
    path = own(text)
    with pytest.raises(UsageError, match=path.name):
        xsync.explain("anything")


def test_an_empty_catalogue_changes_nothing(own):
    before = explained("Organisation is offline")
    own("causes:\n")
    assert explained("Organisation is offline") == before


def test_the_packages_own_causes_are_whole_and_say_what_to_do():
    known = catalogue()
    causes = {cause.name: cause for _, cause in known.rules}
    assert {cause.category for cause in causes.values()} == {*known.categories} - {"unclassified"}
    for cause in causes.values():
        assert cause.cause.endswith(".")
        assert cause.fix.endswith(".")
        assert cause.retry in {"yes", "no", "after its parent"}
        assert cause.owner in {"bookkeeper", "stock team", "administrator", "adviser"}
