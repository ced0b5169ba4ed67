"""What is refused at the door: workbooks with entities, parameters that are code, names that are paths."""

from __future__ import annotations

import os
import subprocess
import zipfile

import pytest

import xsync
from tests.hostile.company import told
from tests.run.surroundings import XSYNC, written
from tests.sources.exports import item
from tests.sources.exports import write_xlsx as export_xlsx
from xsync.names import safe_file_name

ENTITY = '<!DOCTYPE x [<!ENTITY a "AAAAAAAAAA">{more}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("name", ["&file;", "&a11;"], ids=["external", "billion laughs"])
def test_an_entity_of_a_workbook_is_never_expanded(tmp_path, name):
    whole = export_xlsx(tmp_path / "whole.xlsx", [[*item(1)], [*item(1).values()]])
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as after:
        for part in before.namelist():
            text = before.read(part).decode()
            if part.endswith("sharedStrings.xml"):
                text = text.replace("?>\n", f"?>\n{ENTITY.format(more=LAUGHS)}", 1).replace("INV-00001", name)
            after.writestr(part, text)
    assert "ENTITY" in "".join(_texts(tmp_path / "odd.xlsx"))
    result = xsync.load(tmp_path / "odd.xlsx", organisation="Acme", store=tmp_path / "store")
    kept = b"".join((tmp_path / path).read_bytes() for path in written(tmp_path) if path.startswith("store"))
    assert b"root:" not in kept
    assert b"AAAAAAAAAAAAAAAAAAAAAA" not in kept
    assert result.files[0].rows_read <= 2


def _texts(workbook):
    with zipfile.ZipFile(workbook) as parts:
        return [parts.read(part).decode() for part in parts.namelist()]


@pytest.mark.parametrize(
    ("content", "assignment"),
    [
        ("a: &a [x]\nb: [*a, *a]", None),
        ("period: !!python/object/apply:os.system ['touch owned']", None),
        ("period: !!timestamp never", None),
        ("period: today\nperiod: all_time", None),
        ("", "period={{ 7*7 }}"),
        ("", "x=1\nimport os; os.system('touch owned')"),
        ("", "time_zone=../../../etc/passwd"),
        ("", "layout=../../../../etc/passwd"),
        ("", "as_of='; DROP TABLE sync_events; --"),
        ("", 'filter={field: "message\'; --", equals: x}'),
        ("", 'filter={field: message, "equals\'; --": x}'),
    ],
)
def test_a_parameter_is_never_code_and_leaves_no_page(tmp_path, content, assignment):
    (tmp_path / "weekly.yaml").write_text(content, encoding="utf-8")
    done = told("report", "weekly.yaml", *(["-p", assignment] if assignment else []), folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert {path for path in written(tmp_path) if ".failed/" not in path} == {"weekly.yaml"}


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../x",
        "/etc/passwd",
        "C:\\x",
        "CON",
        "nul.txt",
        ".",
        "a\0b",
        "\u202ex",
        "x" * 5000,
        "~",
        "-rf",
        "*",
    ],
)
def test_no_name_is_a_path(name):
    made = safe_file_name(name)
    assert made.isascii()
    assert not set(made) & set("/\\.:*~\0")
    assert len(made) <= 60
    assert made.upper() != "CON"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no pseudo-terminals")
def test_a_files_name_and_cells_steer_no_terminal(tmp_path):
    import pty

    (tmp_path / "a\x1b]0;owned\x07\x9b31m.csv").write_text(
        "Cin7 Core Number,Sync status,Type\nINV-1,\x1b[2JOdd,\x1b]0;owned\x07Kind\u202e\n", encoding="utf-8"
    )
    ours, theirs = pty.openpty()
    command = [XSYNC, "load", *tmp_path.glob("*.csv"), "--organisation", "Acme"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 65_536):
                shown += block
        except OSError:  # how Linux says that the other side is closed
            os.close(ours)
    said = shown.decode()
    assert "Odd (1)" in said
    assert {letter for letter in said if not letter.isprintable()} <= {"\r", "\n"}
