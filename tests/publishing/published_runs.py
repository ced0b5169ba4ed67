"""What the tests of publishing share: runs of the demo company, published, and ways to tamper with them."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import xsync
from tests.run.surroundings import AS_OF, RECORDING, write_notebook
from xsync.names import safe_file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xsync.publishing.verify import Verification
    from xsync.run.execute import RunResult


def a_run(store: Path, out: Path, **changes: Any) -> RunResult:
    """A run of a small notebook of our own over the demo company."""
    out.mkdir(parents=True, exist_ok=True)
    notebook = write_notebook(out / "own.ipynb", f"{RECORDING}\nxsync.answer(report)")
    parameters = {"notebook": str(notebook), "store": store, "as_of": AS_OF, "period": "last_month"}
    return xsync.run_report({**parameters, **changes}, out=out / "reports")


def published_folder(run: RunResult) -> Path:
    """Where a run lies once it is published."""
    notebook = safe_file_name(run.result["run"]["notebook"])
    return run.folder.parents[1] / "published" / notebook / run.folder.name


def copied(folder: Path, target: Path) -> Path:
    """A copy of published runs that may be written to."""
    shutil.copytree(folder, target)
    for path in target.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return target


@contextmanager
def altered(path: Path, content: bytes) -> Iterator[None]:
    """A file with other content for a while."""
    before, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o600)
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)
        path.chmod(mode)


def another_store(folder: Path, organisation: str) -> Path:
    """A store that knows the organisation by an export of one row alone."""
    titles = "Cin7 Core Number,Xero Number,Sync date,Sync status,Type,Effective Date"
    export = folder / "one.csv"
    export.write_text(f"{titles}\nINV-1,,2026-10-13 10:00,Failed,Invoice,2026-10-13\n", encoding="utf-8")
    xsync.load(export, organisation=organisation, store=folder / "another store")
    return folder / "another store"


def wrong(found: Verification) -> list[tuple[str, str]]:
    """What failed: what was looked at, and the file it is about."""
    return [(check.what, check.file) for check in found.checks if check.outcome == "failed"]


def sentences(found: Verification) -> str:
    return "\n".join(check.sentence for check in found.checks)


def sealed_anew(folder: Path) -> None:
    """What somebody does who knows how: hash every file anew in manifest and ``result.json``, and seal it."""
    result = json.loads((folder / "result.json").read_bytes())
    manifest = json.loads((folder / "manifest.json").read_bytes())
    page = (folder / "report.html").read_bytes()
    begin, end = page.find(b"\n<!-- published -->"), page.find(b"<!-- /published -->")
    plain = page[:begin] + page[end + len(b"<!-- /published -->") :]
    for name in result["files"]:
        content = plain if name == "report.html" else (folder / name).read_bytes()
        result["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / "result.json").write_bytes(as_written(result))
    for file in manifest["files"]:
        content = (folder / file["path"]).read_bytes()
        file["size"], file["sha256"] = len(content), hashlib.sha256(content).hexdigest()
    write_manifest(folder, manifest)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    manifest.pop("seal", None)
    manifest["seal"] = hashlib.sha256(as_written(manifest)).hexdigest()
    (folder / "manifest.json").write_bytes(as_written(manifest))


def as_written(data: dict[str, Any]) -> bytes:
    return f"{json.dumps(data, indent=2, ensure_ascii=False)}\n".encode()
