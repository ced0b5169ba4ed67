"""Verifying a published run: each way to tamper with it, found and named."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xsync
from tests.publishing.published_runs import (
    a_run,
    altered,
    another_store,
    as_written,
    copied,
    sealed_anew,
    sentences,
    write_manifest,
    wrong,
)
from tests.run.surroundings import run_xsync
from xsync.errors import UsageError


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture(scope="module")
def chain(store, tmp_path_factory):
    """Three published runs of one chain, in order."""
    out = tmp_path_factory.mktemp("chain")
    runs = [a_run(store, out) for _ in range(3)]
    return [xsync.publish(run.folder, sign_offs=["Reviewed"]).folder for run in runs]


@pytest.fixture
def own(chain, tmp_path):
    """The same chain, to be tampered with: the folder of the organisation's, the three runs."""
    organisation = copied(chain[0].parents[1], tmp_path / "books" / "published")
    return [organisation / folder.parent.name / folder.name for folder in chain]


def test_untouched_it_is_verified_and_the_command_says_who_ran_what_on_which_data(chain):
    done = run_xsync("verify", chain[1], folder=chain[1].parent)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "Verified."
    manifest = json.loads((chain[1] / "manifest.json").read_bytes())
    for said in (
        f"Run {manifest['run']} of own, by {manifest['run_by']}",
        f"Organisation: {manifest['organisation']}",
        *(load["sha256"] for load in manifest["inputs"]),
        "sign-off by",
        "every figure and every row is the same",
    ):
        assert said in done.stdout


def test_the_folder_alone_is_enough_wherever_it_was_carried(chain, tmp_path):
    carried = copied(chain[1], tmp_path / "from the client")
    found = xsync.verify(carried)
    assert found.is_verified
    assert "every figure and every row is the same" in sentences(found)
    assert "Only this folder was given" in sentences(found)
    before = sorted(carried.rglob("*"))
    assert xsync.verify(carried / "report.html").is_verified
    assert sorted(carried.rglob("*")) == before


def test_it_is_found_by_its_id_and_from_the_run_it_was_made_of(chain):
    out = chain[0].parents[3]
    assert xsync.verify(chain[0].name, out=out).folder == chain[0]
    assert xsync.verify(chain[0].parents[2] / "own" / chain[0].name).folder == chain[0]


@settings(max_examples=60)
@given(data=st.data())
def test_any_byte_changed_in_any_file_is_found_and_the_file_is_named(chain, data):
    folder = chain[0]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    with altered(path, bytes(content)):
        found = xsync.verify(folder)
    name = path.relative_to(folder).as_posix()
    assert {file for _, file in wrong(found)} == {name}
    assert found.exit_code == 3
    assert name in sentences(found)


def test_each_kind_of_file_is_named_for_what_it_is(own):
    folder = own[0]
    page, rows = folder / "report.html", next(folder.glob("data/observations/*.parquet"))
    with altered(page, page.read_bytes().replace(b"Failed", b"failed", 1)):
        assert "The page was altered: report.html" in sentences(xsync.verify(folder))
    with altered(rows, rows.read_bytes()[:-1]):
        assert "An input was altered: data/observations/" in sentences(xsync.verify(folder))


def test_missing_and_additional_files_and_links_are_named(own, tmp_path):
    folder = own[0]
    (folder / "items.csv").rename(tmp_path / "items.csv")
    (folder / "notes.txt").write_text("added")
    (folder / "items.xlsx").rename(tmp_path / "items.xlsx")
    (folder / "items.xlsx").symlink_to(tmp_path / "items.xlsx")
    found = xsync.verify(folder)
    assert wrong(found) == [("files", "items.csv"), ("files", "items.xlsx"), ("files", "notes.txt")]
    said = sentences(found)
    for each in (
        "items.csv is missing",
        "items.xlsx is a link",
        "notes.txt is no part of what was published",
    ):
        assert each in said


def test_a_missing_manifest_is_no_verification(own):
    (own[2] / "manifest.json").unlink()
    found = xsync.verify(own[2])
    assert wrong(found) == [("manifest", "manifest.json")]


def test_what_was_never_published_is_told(store, tmp_path):
    run = a_run(store, tmp_path)
    with pytest.raises(UsageError, match="has not been published"):
        xsync.verify(run.folder)


def test_an_altered_page_with_every_hash_made_anew_is_found_by_notebook_and_chain(own):
    folder = own[0]
    page = folder / "report.html"
    answer = json.loads((folder / "result.json").read_bytes())["answer"].encode()
    page.write_bytes(page.read_bytes().replace(answer, b"All of 600 items have reached Xero."))
    noted = xsync.verify(folder).to_dict()["manifest_sha256"]
    sealed_anew(folder)
    found = xsync.verify(folder, manifest_sha256=noted)
    assert wrong(found) == [
        ("manifest", "manifest.json"),
        ("chain", "manifest.json"),
        ("page", "report.html"),
    ]
    last = xsync.verify(own[2])
    assert wrong(last) == [("chain", "")]
    assert folder.name in sentences(last)


def test_an_altered_table_on_the_page_is_found_against_its_notebook(own):
    folder = own[2]
    page = folder / "report.html"
    page.write_bytes(page.read_bytes().replace(b"A notebook of our own</h1>", b"Another</h1>"))
    sealed_anew(folder)
    found = xsync.verify(folder)
    assert wrong(found) == [("page", "report.html")]
    assert "not the one that report.ipynb makes" in sentences(found)


def test_altered_figures_with_every_hash_made_anew_are_found_by_asking_again(own):
    folder = own[2]
    result = json.loads((folder / "result.json").read_bytes())
    right = result["by_status"]["Failed"]
    result["by_status"]["Failed"] = right - 1
    (folder / "result.json").write_bytes(as_written(result))
    sealed_anew(folder)
    found = xsync.verify(folder)
    assert wrong(found) == [("figures", "result.json")]
    assert f"by_status.Failed was {right - 1} and is {right} now" in sentences(found)


def test_an_altered_row_with_every_hash_made_anew_is_found_by_its_line(own):
    folder = own[2]
    lines = (folder / "items.csv").read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b",", b"!,", 1)
    (folder / "items.csv").write_bytes(b"".join(lines))
    sealed_anew(folder)
    found = xsync.verify(folder)
    assert wrong(found) == [("figures", "items.csv")]
    assert "from line 4 on" in sentences(found)


def test_altered_notes_with_the_seal_made_anew_are_found_on_the_page(own):
    manifest = json.loads((own[2] / "manifest.json").read_bytes())
    manifest["notes"][0]["text"] = "Not reviewed"
    write_manifest(own[2], manifest)
    found = xsync.verify(own[2])
    assert wrong(found) == [("page", "report.html")]
    assert "footnotes and sign-offs are not those of the manifest" in sentences(found)


def test_manifest_and_result_that_disagree_are_named(own):
    manifest = json.loads((own[2] / "manifest.json").read_bytes())
    manifest["parameters"]["period"] = "this_month"
    manifest["run_by"] = "somebody else"
    write_manifest(own[2], manifest)
    found = xsync.verify(own[2])
    assert wrong(found) == [("result", "result.json")] * 2
    for name in ("account (who ran it)", "parameters"):
        assert f"do not agree on the run's {name}." in sentences(found)


def test_a_gap_in_the_chain_is_named_from_both_sides(own):
    shutil.rmtree(own[1])
    assert "The chain has a gap: number 2 is missing" in sentences(xsync.verify(own[0]))
    assert f"The chain is broken at number 2, own {own[1].name}: it is missing" in sentences(
        xsync.verify(own[2])
    )


def test_an_altered_manifest_before_breaks_the_chain(own):
    manifest = own[1] / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    found = xsync.verify(own[2])
    assert wrong(found) == [("chain", "")]
    assert f"{manifest} was altered" in sentences(found)


def test_a_forked_chain_is_named(own):
    twin = own[2].with_name("20261102T090000Z-abcdef")
    shutil.copytree(own[2], twin)
    assert "The chain is forked" in sentences(xsync.verify(own[2]))


def test_other_versions_are_a_remark_where_the_figures_are_the_same(chain, monkeypatch):
    monkeypatch.setattr(
        "xsync.report.versions.version", lambda name: "9.9" if name == "duckdb" else version(name)
    )
    found = xsync.verify(chain[0])
    assert found.is_verified
    assert f"duckdb {version('duckdb')}, now 9.9" in sentences(found)


def test_the_store_is_asked_too_where_it_is_named(chain, store, tmp_path):
    found = xsync.verify(chain[0], store=store)
    assert found.is_verified
    assert f"Executed again from the store {store}" in sentences(found)
    other = another_store(tmp_path, json.loads((chain[0] / "result.json").read_bytes())["organisation"])
    found = xsync.verify(chain[0], store=other)
    assert wrong(found) == [("figures", "")]
    assert "An input is missing or was changed" in sentences(found)
    with pytest.raises(UsageError, match="is empty"):
        xsync.verify(chain[0], store=tmp_path / "none")


def test_rows_changed_in_the_store_since_are_told(chain, tmp_path):
    changed = copied(chain[0] / "data", tmp_path / "store")
    [rows] = changed.glob("observations/*.parquet")
    table = pq.read_table(rows)
    at = table.schema.get_field_index("sync_status")
    status = pc.replace_substring(table.column(at), "Failed", "Completed")
    pq.write_table(table.set_column(at, table.schema.field(at), status), rows)
    found = xsync.verify(chain[0], store=changed)
    assert ("figures", "result.json") in wrong(found)
    assert "by_status.Failed was" in sentences(found)


def test_as_json_it_is_one_object(own):
    (own[0] / "added").write_text("")
    done = run_xsync("verify", own[0], "--json", folder=own[0].parent)
    told = json.loads(done.stdout)
    assert (done.returncode, told["verified"]) == (3, False)
    assert [each["file"] for each in told["checks"] if each["outcome"] == "failed"] == ["added"]
