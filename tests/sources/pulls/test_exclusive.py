"""One at a time, across processes: the second waits, a killed one lets go, a broken lock is told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from xsync.sources.exclusive import exclusive
from xsync.store.tables import StoreUnreachable

HOLDER = """
import pathlib, sys
from xsync.sources.exclusive import exclusive
with exclusive(pathlib.Path(sys.argv[1]), lambda: None):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("ending", ["kill", "line"])
def test_who_comes_second_waits_until_the_first_has_ended_or_was_killed(tmp_path, ending):
    file = tmp_path / "pulls" / "cin7.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    waited = []

    def let_go():
        waited.append(holder.poll())
        if ending == "kill":
            holder.kill()
        else:
            assert holder.stdin
            holder.stdin.write("\n")
            holder.stdin.flush()

    with exclusive(file, let_go):
        holder.communicate()
    assert waited == [None]


def test_nobody_waits_where_nobody_is(tmp_path):
    waited: list[bool] = []
    for _ in range(2):
        with exclusive(tmp_path / "lock", lambda: waited.append(True)):
            pass
    assert waited == []


def test_a_lock_that_cannot_be_kept_is_told_not_waited_for(tmp_path):
    (tmp_path / "lock").mkdir()
    with pytest.raises(StoreUnreachable, match="kept"), exclusive(tmp_path / "lock", lambda: None):
        pass
