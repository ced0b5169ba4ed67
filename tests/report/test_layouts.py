"""The folder of saved layouts."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.report.test_layout import layouts
from xsync.errors import UsageError
from xsync.model import UNSYNCED_STATUSES
from xsync.report.filter import Condition
from xsync.report.layout import DEFAULT_LAYOUT, Layout
from xsync.report.layouts import Layouts

SHIPPED = Path(__file__).parents[2] / "params" / "layouts"
HOSTILE_NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "C:\\x",
    ".",
    "..",
    "...",
    ".hidden",
    "con",
    "NUL",
    "aux.yaml",
    "LPT1 ",
    "com¹",
    "a/b",
    "a:b",
    "a*?<>|b",
    "月末",
    "🧾",
    "x" * 5000,
    "é" * 300,
    "-rf",
    "name with trailing dot.",
    "%2e%2e%2f",
    "$HOME",
    "~root",
    "{}",
    "- a",
    "# a",
    "!!python/name:os.system",
    "null",
    "'",
)

names = st.sampled_from(HOSTILE_NAMES) | st.text(min_size=1, max_size=100)


@pytest.fixture
def saved(tmp_path: Path) -> Layouts:
    return Layouts(tmp_path / "layouts")


def write(layouts: Layouts, file: str, text: str) -> None:
    layouts.folder.mkdir(parents=True, exist_ok=True)
    (layouts.folder / file).write_text(text, encoding="utf-8", newline="\n")


def test_a_missing_folder_holds_the_default_alone(saved):
    assert saved.names() == ("Default",)
    assert saved.broken() == {}
    assert saved.load(" DEFAULT ") is DEFAULT_LAYOUT


def test_what_is_saved_is_loaded_by_its_name_in_any_case_and_spacing(saved):
    layout = Layout("Month-end  review", page_length=7)
    saved.save(layout)
    assert saved.names() == ("Default", "Month-end review")
    assert saved.load("month-END   review ") == replace(layout, name="Month-end review")


def test_names_are_listed_in_order_after_the_default(saved):
    for name in ("b", "C", "a"):
        saved.save(Layout(name))
    assert saved.names() == ("Default", "a", "b", "C")


@given(layout=layouts)
def test_every_layout_comes_back_equal_from_its_file(layout):
    with tempfile.TemporaryDirectory() as folder:
        Layouts(folder).save(layout)
        assert Layouts(folder).load(layout.name) == layout


def test_the_file_is_readable_yaml_with_unix_line_ends(saved):
    path = saved.save(
        Layout("Été", columns=("amount",), sort=(), filter=Condition("contact", "equals", "007"))
    )
    written = path.read_bytes()
    assert b"\r" not in written
    assert written.decode("utf-8") == (
        "name: Été\ncolumns:\n- amount\nsort: []\ngroup_by: []\npage_length: 25\n"
        "filter:\n  field: contact\n  equals: '007'\n"
    )
    assert yaml.safe_load(written)["filter"] == {"field": "contact", "equals": "007"}


def test_a_layout_is_never_overwritten_silently(saved):
    saved.save(Layout("Mine", page_length=1))
    with pytest.raises(UsageError, match="Mine"):
        saved.save(Layout("MINE", page_length=2))
    assert saved.load("Mine").page_length == 1
    saved.save(Layout("Mine", page_length=2), overwrite=True)
    assert saved.load("Mine").page_length == 2
    assert len(list(saved.folder.iterdir())) == 1


def test_overwriting_keeps_to_the_file_that_holds_the_layout(saved):
    write(saved, "named-by-hand.yml", "name: Mine\n")
    path = saved.save(Layout("mine", page_length=2), overwrite=True)
    assert path.name == "named-by-hand.yml"
    assert [each.name for each in saved.folder.iterdir()] == ["named-by-hand.yml"]


@pytest.mark.parametrize("name", ["Default", "default", " D E F A U L T ", "DEFAULT"])
@pytest.mark.parametrize("overwrite", [True, False])
def test_the_default_cannot_be_overwritten(saved, name, overwrite):
    with pytest.raises(UsageError, match="cannot be overwritten"):
        saved.save(Layout(name), overwrite=overwrite)
    assert not saved.folder.exists()


def test_what_could_not_be_read_back_is_not_saved(saved):
    with pytest.raises(UsageError, match="cin7_nuber"):
        saved.save(Layout("x", columns=("cin7_nuber",)))
    assert not saved.folder.exists()


def test_two_names_never_share_a_file(saved):
    write(saved, "Mine.yaml", "name: Another name\npage_length: 3\n")
    for overwrite in (False, True):
        with pytest.raises(UsageError, match="choose another name"):
            saved.save(Layout("Mine"), overwrite=overwrite)
    assert saved.load("another name").page_length == 3


def test_a_file_whose_name_differs_in_case_alone_is_not_written_beside(saved):
    write(saved, "MINE.yaml", "name: Another name\n")
    with pytest.raises(UsageError, match="choose another name"):
        saved.save(Layout("Mine"))
    assert [each.name for each in saved.folder.iterdir()] == ["MINE.yaml"]


@given(name=names)
@example(name="../../etc/passwd")
def test_no_name_leads_out_of_the_folder(name):
    with tempfile.TemporaryDirectory() as around:
        folder = Path(around) / "layouts"
        try:
            path = Layouts(folder).save(Layout(name))
        except UsageError:
            assert not folder.exists()
            return
        assert path.parent == folder
        assert list(Path(around).iterdir()) == [folder]
        assert list(folder.iterdir()) == [path]
        stem = path.name.removesuffix(".yaml")
        assert set(stem) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
        assert stem.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
        assert len(path.name) < 100
        shown = " ".join(name.split())
        assert Layouts(folder).names() == ("Default", Layouts(folder).load(name).name)
        assert Layouts(folder).load(shown).name == Layouts(folder).load(name).name


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_that_can_be_shown_are_saved(saved, name):
    saved.save(Layout(name))
    assert saved.load(name).name == name.strip()


@given(pair=st.lists(names, min_size=2, max_size=2, unique=True))
def test_of_two_names_neither_replaces_the_other(pair):
    with tempfile.TemporaryDirectory() as folder:
        kept = []
        for page_length, name in enumerate(pair, start=1):
            try:
                Layouts(folder).save(Layout(name, page_length=page_length))
                kept.append((name, page_length))
            except UsageError:
                continue
        for name, page_length in kept:
            assert Layouts(folder).load(name).page_length == page_length


def test_of_many_who_save_one_name_at_once_one_succeeds(saved):
    def save(page_length: int) -> int | None:
        try:
            saved.save(Layout("Mine", page_length=page_length))
        except UsageError:
            return None
        return page_length

    with ThreadPoolExecutor(8) as people:
        succeeded = [length for length in people.map(save, range(1, 33)) if length is not None]
    assert succeeded == [saved.load("Mine").page_length]
    assert len(list(saved.folder.iterdir())) == 1


def test_a_failed_save_leaves_nothing_behind(saved):
    saved.folder.parent.joinpath("layouts").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be saved"):
        saved.save(Layout("Mine"))
    assert [each.name for each in saved.folder.parent.iterdir()] == ["layouts"]


BROKEN = {
    "no-yaml.yaml": "[",
    "code.yaml": "name: !!python/object/apply:os.system ['true']\n",
    "binary.yaml": None,
    "empty.yaml": "",
    "list.yaml": "- a\n",
    "misspelt.yaml": "name: Misspelt\ncolums: [amount]\npage_length: none\n",
    "default.yaml": "name: DEFAULT\n",
}


@pytest.fixture
def with_broken(saved: Layouts) -> Layouts:
    write(saved, "good.yaml", "\ufeffname: Good\n")
    write(saved, "notes.txt", "name: No layout\n")
    for file, text in BROKEN.items():
        if text is None:
            (saved.folder / file).write_bytes(b"name: \xff\xfe\n")
        else:
            write(saved, file, text)
    return saved


def test_broken_files_do_not_hide_the_good_ones_and_are_named(with_broken):
    assert with_broken.names() == ("Default", "Good")
    assert set(with_broken.broken()) == {
        "no-yaml",
        "code",
        "binary",
        "empty",
        "list",
        "Misspelt",
        "DEFAULT",
    }
    assert all(str(fault) for fault in with_broken.broken().values())


def test_a_broken_layout_tells_its_file_and_all_mistakes_when_it_is_loaded(with_broken):
    with pytest.raises(UsageError) as refused:
        with_broken.load("misspelt")
    assert refused.value.summary.startswith("misspelt.yaml: ")
    assert len(refused.value.mistakes) == 2
    with pytest.raises(UsageError, match=r"no-yaml\.yaml cannot be read: line 1"):
        with_broken.load("no-yaml")


def test_a_broken_layout_is_mended_by_overwriting_it(with_broken):
    with pytest.raises(UsageError, match="Misspelt"):
        with_broken.save(Layout("Misspelt"))
    with_broken.save(Layout("Misspelt"), overwrite=True)
    assert with_broken.load("Misspelt") == Layout("Misspelt")


def test_of_two_files_with_one_name_the_second_is_told_as_broken(saved):
    write(saved, "a.yaml", "name: Mine\npage_length: 1\n")
    write(saved, "b.yaml", "name: mine\npage_length: 2\n")
    assert saved.names() == ("Default", "Mine")
    assert saved.load("MINE").page_length == 1
    assert set(saved.broken()) == {"mine (b.yaml)"}


def test_an_unknown_layout_is_refused_with_near_names(saved):
    saved.save(Layout("Month-end review"))
    with pytest.raises(UsageError, match="did you mean 'Month-end review'"):
        saved.load("Month end reviw")


def test_the_shipped_layouts_can_be_used():
    shipped = Layouts(SHIPPED)
    assert shipped.broken() == {}
    assert shipped.names() == ("Default", "Month-end review", "Payments by account")
    review = shipped.load("Month-end review")
    assert review.filter == Condition("sync_status", "in", UNSYNCED_STATUSES)
    assert review.group_by == ("item_type", "sync_status")
    assert shipped.load("Payments by account").group_by == ("payment_account",)
