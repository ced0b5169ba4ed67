"""Accounts of the operating system, made for a test, and programs run as each of them."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import subprocess
import sys
import sysconfig
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = ("useradd", "userdel", "groupadd", "groupdel")
_FOR_ALL = stat.S_IROTH | stat.S_IXOTH
_NOT_NEEDED = shutil.ignore_patterns("site-packages", "test", "*.a", "include", "share")


class Accounts:
    """A group, some accounts in it and one outside.

    Parameters
    ----------
    folder
        Where everybody may enter: the accounts' homes lie there, and the Python they run if they may not
        enter the one of this process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mark = f"xs{secrets.token_hex(3)}"
        self.group = f"{self._mark}-books"
        self._base = _enterable(Path(sys.base_prefix), folder / "python")
        self._packages = _enterable(Path(sysconfig.get_paths()["purelib"]), folder / "packages")
        self._project = _enterable(ROOT, folder / "project", parts=("xsync", "notebooks", "params"))

    def name(self, of: str) -> str:
        """Return the full name of an account."""
        return f"{self._mark}-{of}"

    def home(self, of: str) -> Path:
        """Return its folder, which nobody else may enter."""
        return self.folder / of

    def make(self, *members: str, outsiders: tuple[str, ...]) -> None:
        """Make the group and its accounts."""
        subprocess.run(["groupadd", self.group], check=True)
        for each in (*members, *outsiders):
            groups = ["--groups", self.group] if each in members else []
            subprocess.run(["useradd", "--no-create-home", *groups, self.name(each)], check=True)
            self.home(each).mkdir(mode=0o700)
            shutil.chown(self.home(each), self.name(each), self.name(each))

    def remove(self, *accounts: str) -> None:
        """Take them away again."""
        for each in accounts:
            subprocess.run(["userdel", self.name(each)], check=False, capture_output=True)
        subprocess.run(["groupdel", self.group], check=False, capture_output=True)

    def run(self, of: str, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the command line as an account, in its own folder."""
        return self.run_python(of, "-m", "xsync", *arguments, **variables)

    def run_python(
        self, of: str, *arguments: str | Path, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python as an account."""
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        groups = [self.group] if self._is_member(of) else []
        return subprocess.run(
            [self._base / "bin" / version, *arguments],
            cwd=self.home(of),
            env={
                "HOME": str(self.home(of)),
                "TMPDIR": str(self.home(of)),
                "LANG": "C.UTF-8",
                "PATH": os.defpath,
                "PYTHONPATH": os.pathsep.join(map(str, (self._project, self._packages))),
                "LD_LIBRARY_PATH": str(self._base / "lib"),
                "PYTHONDONTWRITEBYTECODE": "1",
                "JUPYTER_PATH": f"{sys.prefix}/share/jupyter",
                **variables,
            },
            user=self.name(of),
            group=self.name(of),
            extra_groups=groups,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def _is_member(self, of: str) -> bool:
        import grp

        return self.name(of) in grp.getgrnam(self.group).gr_mem


@contextmanager
def accounts(folder: Path, *members: str, outsiders: tuple[str, ...] = ()) -> Iterator[Accounts]:
    """Make accounts for as long as a test lasts."""
    made = Accounts(folder)
    try:
        made.make(*members, outsiders=outsiders)
        yield made
    finally:
        made.remove(*members, *outsiders)


def _enterable(folder: Path, instead: Path, parts: tuple[str, ...] = ("",)) -> Path:
    """Return a folder if everybody may enter it; else a copy, by links to its files where that can be."""
    folder = folder.resolve()
    if all(each.stat().st_mode & _FOR_ALL == _FOR_ALL for each in (folder, *folder.parents)):
        return folder
    for part in parts:
        shutil.copytree(folder / part, instead / part, ignore=_NOT_NEEDED, copy_function=_linked)
    for path in (instead, *instead.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
    return instead


def _linked(source: str, target: str) -> None:
    with suppress(OSError):
        os.link(source, target)
        return
    shutil.copy2(source, target)
