"""The checkout as git sees it, for tests about the project itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENERATED = {"build", "dist", "demo", "store", "reports"}


def committed_files() -> list[Path]:
    """Every file that is committed or about to be: known to git, or new and not ignored.

    Outside a git checkout (an unpacked source archive), every file that is not evidently generated.
    """
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if (ROOT / ".git").exists() and listing.returncode == 0:
        files = [ROOT / name for name in listing.stdout.decode("utf-8").split("\0") if name]
    else:
        files = [path for path in ROOT.rglob("*") if not _generated(path.relative_to(ROOT))]
    return sorted(path for path in files if path.is_file())


def _generated(path: Path) -> bool:
    return path.parts[0] in GENERATED or any(
        part == "__pycache__" or (part.startswith(".") and part != ".ci") for part in path.parts[:-1]
    )


def text_of(path: Path) -> str | None:
    """A file's text, or None where it is not UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
