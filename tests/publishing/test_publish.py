"""Publishing a run: what is frozen, what is refused, and how runs are chained."""

from __future__ import annotations

import json
import os
import shutil
import stat

import pytest

import xsync
from tests.publishing.published_runs import a_run, altered, another_store, published_folder, wrong
from tests.run.surroundings import run_xsync, written
from xsync.errors import DataRefused, UsageError


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture(scope="module")
def reports(store, tmp_path_factory):
    """A folder with three runs: the folder of reports, the runs."""
    out = tmp_path_factory.mktemp("runs")
    return out / "reports", [a_run(store, out) for _ in range(3)]


@pytest.fixture(scope="module")
def first(reports):
    out, runs = reports
    run = runs[0]
    done = run_xsync(
        "publish",
        run.folder.name,
        "--out",
        out,
        "--note",
        "Refunds <b>came late</b>",
        "--sign-off",
        "Reviewed with the client",
        folder=out,
    )
    assert done.returncode == 0, done.stderr
    return run, published_folder(run), done.stdout


def test_the_published_folder_holds_the_run_its_rows_and_the_manifest(first):
    run, folder, _ = first
    names = written(folder)
    own = [name for name in names if not name.startswith("data/")]
    assert own == [
        "items.csv",
        "items.xlsx",
        "manifest.json",
        "report.html",
        "report.ipynb",
        "result.json",
    ]
    assert {name.split("/")[1] for name in names if name.startswith("data/")} == {"loads", "observations"}
    for name in ("items.csv", "items.xlsx", "report.ipynb", "result.json"):
        assert (folder / name).read_bytes() == (run.folder / name).read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_nothing_of_it_can_be_written_by_anybody(first):
    _, folder, _ = first
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o400}


def test_the_manifest_says_who_ran_what_on_which_data_and_hashes_every_file(first):
    run, folder, _ = first
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    result = run.result
    assert (manifest["organisation"], manifest["run"]) == (result["organisation"], run.folder.name)
    assert manifest["run_by"] == result["run"]["run_by"]
    for name in ("asked", "parameters", "inputs"):
        assert manifest[name] == result[name]
    assert manifest["run_versions"] == result["versions"]
    assert manifest["versions"]["xsync"]
    assert [load["sha256"] for load in manifest["inputs"]] == [load["sha256"] for load in result["inputs"]]
    assert sorted(file["path"] for file in manifest["files"]) == [
        name for name in written(folder) if name != "manifest.json"
    ]
    assert (manifest["number"], manifest["previous"]) == (1, None)
    assert manifest["published_by"] == result["run"]["run_by"]
    assert [(note["kind"], note["by"], note["text"]) for note in manifest["notes"]] == [
        ("footnote", manifest["published_by"], "Refunds <b>came late</b>"),
        ("sign-off", manifest["published_by"], "Reviewed with the client"),
    ]


def test_footnotes_and_sign_offs_stand_at_the_head_of_the_page_as_text(first):
    run, folder, _ = first
    page = (folder / "report.html").read_text(encoding="utf-8")
    head = page[: page.index("<main")]
    assert "Refunds &lt;b&gt;came late&lt;/b&gt;" in head
    assert head.index("Footnotes") < head.index("Signed off") < head.index("Reviewed with the client")
    assert "Footnotes" not in run.page.read_text(encoding="utf-8")


def test_the_command_prints_the_hash_to_note_down_and_the_folder(first):
    _, folder, printed = first
    lines = printed.splitlines()
    assert lines[-1] == str(folder)
    [noted] = [line.split(": ")[1] for line in lines if line.startswith("Manifest SHA-256")]
    assert xsync.verify(folder, manifest_sha256=noted).is_verified
    assert not xsync.verify(folder, manifest_sha256="0" * 64).is_verified


def test_what_was_published_is_not_published_again_by_any_name(first, reports):
    run, folder, _ = first
    for named in (run.folder, run.page, run.folder.name, folder):
        with pytest.raises(UsageError, match="published already"):
            xsync.publish(named, out=reports[0])


def test_an_altered_run_is_refused_with_what_was_altered(reports):
    out, (_, run, _) = reports
    for name in ("report.html", "items.csv", "report.ipynb"):
        path = run.folder / name
        with altered(path, path.read_bytes() + b" "), pytest.raises(DataRefused) as refused:
            xsync.publish(run.folder)
        assert [name in mistake for mistake in refused.value.mistakes] == [True]
    (run.folder / "items.xlsx").rename(run.folder / "elsewhere")
    with pytest.raises(DataRefused, match=r"items\.xlsx is missing"):
        xsync.publish(run.folder)
    (run.folder / "elsewhere").rename(run.folder / "items.xlsx")
    assert not published_folder(run).exists()
    assert [name for name in written(out) if ".partial" in name] == []


def test_figures_that_the_rows_do_not_give_are_refused(reports):
    _, (_, run, _) = reports
    path = run.folder / "result.json"
    result = json.loads(path.read_bytes())
    result["by_status"]["Failed"] -= 1
    with altered(path, json.dumps(result).encode()), pytest.raises(DataRefused) as refused:
        xsync.publish(run.folder)
    assert ["by_status.Failed was" in mistake for mistake in refused.value.mistakes] == [True]


def test_an_incomplete_run_is_refused(reports):
    _, (_, run, _) = reports
    path = run.folder / "result.json"
    half = path.read_bytes().replace(b'"complete": true', b'"complete": false')
    with altered(path, half), pytest.raises(DataRefused, match="did not come to its end"):
        xsync.publish(run.folder)
    with altered(path, b"{"), pytest.raises(DataRefused, match="not what a run leaves"):
        xsync.publish(run.folder)


def test_a_run_whose_files_lead_elsewhere_is_refused(reports):
    _, (_, run, _) = reports
    path = run.folder / "result.json"
    result = json.loads(path.read_bytes())
    result["files"]["../secret"] = "0" * 64
    with altered(path, json.dumps(result).encode()), pytest.raises(DataRefused, match="not what a run"):
        xsync.publish(run.folder)


def test_a_run_is_published_only_where_it_was_made(reports, tmp_path):
    _, (_, run, _) = reports
    moved = shutil.copytree(run.folder, tmp_path / "copy")
    with pytest.raises(UsageError, match="is a copy of a run"):
        xsync.publish(moved)


def test_a_run_that_is_not_there_is_told_in_words(tmp_path):
    with pytest.raises(UsageError, match="There is no run"):
        xsync.publish(tmp_path / "none")
    with pytest.raises(UsageError, match="There is no such run"):
        xsync.publish("20261102T090000Z-abcdef", out=tmp_path)


def test_rows_that_the_store_no_longer_holds_are_named(reports, tmp_path):
    _, (_, run, _) = reports
    other = another_store(tmp_path, run.result["organisation"])
    with pytest.raises(DataRefused) as refused:
        xsync.publish(run.folder, store=other)
    assert list(refused.value.mistakes) == [load["load_id"] for load in run.result["inputs"]]


def test_an_empty_note_is_refused(reports):
    _, (_, run, _) = reports
    with pytest.raises(UsageError, match="is empty"):
        xsync.publish(run.folder, notes=["  "])


def test_the_next_one_is_chained_to_the_one_before(first, reports):
    _, folder, _ = first
    _, (_, _, run) = reports
    second = xsync.publish(run.folder)
    previous = second.manifest.previous
    assert previous
    assert (second.manifest.number, previous.number, previous.run) == (2, 1, folder.name)
    assert previous.manifest_sha256 == xsync.verify(folder).to_dict()["manifest_sha256"]
    for each in (folder, second.folder):
        assert wrong(xsync.verify(each)) == []


def test_a_chain_whose_end_was_altered_is_not_gone_on_with(store, tmp_path):
    one, other = a_run(store, tmp_path), a_run(store, tmp_path)
    manifest = xsync.publish(one.folder).folder / "manifest.json"
    more = manifest.read_bytes() + b" "
    with altered(manifest, more), pytest.raises(DataRefused, match="was altered"):
        xsync.publish(other.folder)
    assert xsync.publish(other.folder).manifest.number == 2
