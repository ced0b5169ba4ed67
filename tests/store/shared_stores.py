"""Stores that a group of the system may read."""

from __future__ import annotations

import os
import stat

from xsync.store.caller import system_account

POLICY = "files_group: {}\nevery_organisation: {{Financial Reporting – manage: {{users: ['{}']}}}}\n"


def a_group():
    """A group of this machine that this account can give files to, if it can another than its usual one."""
    import grp

    usual = os.getegid()
    mine = [each for each in grp.getgrall() if os.geteuid() == 0 or each.gr_gid in os.getgroups()]
    others = [each for each in mine if each.gr_gid != usual]
    return (others or [grp.getgrgid(usual)])[0]


def policy_for(store, group):
    store.mkdir(mode=0o700)
    (store / "access.yaml").write_text(POLICY.format(group, system_account()), encoding="utf-8")
    (store / "access.yaml").chmod(0o640)


def rights_below(folder):
    return {
        path.relative_to(folder).as_posix(): (stat.S_IMODE(path.stat().st_mode), path.stat().st_gid)
        for path in [folder, *folder.rglob("*")]
        if path.name != "access.yaml"
    }
