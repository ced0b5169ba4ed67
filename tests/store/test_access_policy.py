"""The policy file: as administrators write it, and every mistake at once."""

from __future__ import annotations

import pytest

from xsync.errors import UsageError
from xsync.store.access_policy import Policy, policy_of_one
from xsync.store.caller import Caller
from xsync.store.permission import Permission

READ, MANAGE = Permission.READ, Permission.MANAGE
POLICY = """
files_group: finance
every_organisation:
  Financial Reporting – manage:
    users: nightly
organisations:
  Harbour & Pine Trading:
    Financial Reporting:
      users: [anna]
      groups: [auditors]
    Financial Reporting - manage:
      users: [ben]
  "007":
    financial reporting—MANAGE: {groups: [partners]}
"""


def caller(name="nobody", *groups):
    return Caller(name, frozenset(groups), name)


def test_who_is_named_by_user_or_group_holds_it_for_that_organisation_alone():
    policy = Policy.of(POLICY)
    assert policy.files_group == "finance"
    assert policy.organisations == ("Harbour & Pine Trading", "007")

    def holds(who, organisation):
        return [each for each in Permission if policy.lets(who, organisation, each)]

    pine = "Harbour & Pine Trading"
    assert holds(caller("anna"), pine) == [READ]
    assert holds(caller("x", "auditors"), pine) == [READ]
    assert holds(caller("ben"), pine) == [READ, MANAGE], "manage includes read"
    assert holds(caller("nightly"), pine) == holds(caller("nightly"), "Any other") == [READ, MANAGE]
    assert holds(caller("x", "partners"), "007") == [READ, MANAGE]
    assert holds(caller("anna"), "007") == holds(caller("auditors"), pine) == []
    assert holds(caller("x", "anna"), pine) == [], "a group of a user's name is no user"
    assert holds(caller("anna"), pine.lower()) == []


def test_whether_somebody_holds_it_for_anything():
    policy = Policy.of(POLICY)
    assert policy.lets_any(caller("anna"), READ)
    assert not policy.lets_any(caller("anna"), MANAGE)
    assert not policy.lets_any(caller("x"), READ)


def test_all_mistakes_are_told_at_once_with_the_nearest_names():
    with pytest.raises(UsageError, match=r"access\.yaml cannot be used; until it is mended") as refused:
        Policy.of(
            """
file_group: finance
files_group: [a, b]
every_organisation: everybody
organisations:
  Acme:
    Financial Reportng: {users: [anna]}
    Financial Reporting:
      user: anna
      groups: []
    Financial Reporting - manage: {users: [anna]}
    Financial Reporting – manage: {users: [ben]}
  Bolt:
  Core:
    Financial Reporting: [anna]
    Financial Reporting – manage:
      users: [{name: ben}]
"""
        )
    permissions, colon = "'Financial Reporting' or 'Financial Reporting – manage'", "each followed by a colon"
    assert refused.value.mistakes == (
        "file_group: not known here, did you mean 'files_group'?",
        f"every_organisation: write permissions below it, {colon}",
        f"organisations › Acme › Financial Reportng: no such permission, did you mean {permissions}?",
        "organisations › Acme › Financial Reporting › user: not known here, did you mean 'users'?",
        "organisations › Acme › Financial Reporting › groups: write names, such as [anna, ben]",
        "organisations › Acme › Financial Reporting – manage: stands here twice",
        f"organisations › Bolt: write permissions below it, {colon}",
        f"organisations › Core › Financial Reporting: write users or groups below it, {colon}",
        "organisations › Core › Financial Reporting – manage › users: write names, such as [anna, ben]",
        "files_group: write the name of one group of this machine",
    )


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "it names nobody"),
        ("anna", "it names nobody"),
        ("files_group: finance", "it names nobody"),
        ("organisations: [", "line 1, column"),
        ("organisations: !!python/object/apply:os.system [true]", "a tag stands here"),
        ("organisations: &a {A: *a}", "an alias stands here"),
        ("organisations: {A: {Financial Reporting: {users: [a]}}, A: {}}", "stand here once"),
        ("organisations: {' ': {Financial Reporting: {users: [a]}}}", "no organisation has such a name"),
    ],
)
def test_what_is_no_policy_is_refused(text, mistake):
    with pytest.raises(UsageError, match=mistake):
        Policy.of(text)


def test_names_stay_as_they_are_written():
    policy = Policy.of("every_organisation: {Financial Reporting: {users: [no, 007, 1e3], groups: '10'}}")
    assert all(policy.lets(caller(name), "A", READ) for name in ("no", "007", "1e3"))
    assert policy.lets(caller("x", "10"), "A", READ)
    assert not policy.lets(caller("False"), "A", READ)


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read():
    text = "\ufeff" + POLICY.replace("\n", "\r\n")
    assert Policy.of(text) == Policy.of(POLICY)


@pytest.mark.parametrize("name", ["anna", "007", "no", "a: b", "- x", "Zoë # 1"])
def test_the_policy_of_one_lets_that_one_do_everything(name):
    policy = Policy.of(policy_of_one(name))
    assert policy.lets(caller(name), "Acme", MANAGE)
    assert not policy.lets(caller("x"), "Acme", READ)
