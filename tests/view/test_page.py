from __future__ import annotations

import base64
import copy
import hashlib
import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.view.reading import Element, read
from tests.view.sample import HEADER, notebook_of, sample_notebook, sample_rows, showing
from xsync.view.assets import page_script, page_style
from xsync.view.page import PageExporter, PageHeader, write_page

if TYPE_CHECKING:
    from pathlib import Path

WIDGET = "application/vnd.jupyter.widget-view+json"
URL_ATTRIBUTE = re.compile(r'\b(?:src|href|action|data|poster|srcset|xlink:href)\s*=\s*["\']?([^"\'\s>]+)')


def page_of(*cells: nbformat.NotebookNode, header: PageHeader = HEADER) -> str:
    notebook = notebook_of(*cells)
    notebook.metadata["xsync"] = asdict(header)
    page, _ = PageExporter().from_notebook_node(notebook)
    return page


def markup(page: str) -> Element:
    """The page without its script and style, read back."""
    return read(page.replace(page_script(), "").replace(page_style(), ""))


def main_of(*cells: nbformat.NotebookNode) -> Element:
    return markup(page_of(*cells)).one("main")


def test_the_head_of_the_page_says_whose_what_when_and_which_run():
    head = markup(page_of()).one("header")
    assert head.one("p", "organisation").text == HEADER.organisation
    assert head.one("h1").text == HEADER.title
    assert head.one("p", "period").text == HEADER.period
    made = list(
        zip([name.text for name in head.all("dt")], [value.text for value in head.all("dd")], strict=True)
    )
    assert made == [
        ("As of", HEADER.as_of),
        ("Run by", HEADER.run_by),
        ("Run", HEADER.run_id),
        ("Complete", "yes"),
        ("Thresholds", HEADER.thresholds),
    ]
    assert [alert.text for alert in head.all("li")] == list(HEADER.alerts)
    assert [note.text for note in head.all("p", "note")] == list(HEADER.notes)
    assert "did not complete" not in head.text


def test_an_incomplete_run_says_so():
    page = markup(page_of(header=replace(HEADER, complete=False)))
    assert "This run did not complete." in page.one("header").text
    assert [value.text for value in page.one("header").all("dd")][3] == "no"


def test_the_foot_of_each_sheet_names_the_run_and_no_name_ends_its_text():
    hostile = '"}</style><script>alert(1)</script>'
    page = page_of(header=replace(HEADER, organisation=hostile))
    foot = page[page.index("@bottom-left") : page.index("</style>")]
    assert foot.endswith(f'{HEADER.run_id}"; }} }}')
    assert foot.count('"') == 2
    assert "<" not in foot


def test_blank_parts_of_the_header_are_left_out():
    head = markup(page_of(header=PageHeader(title="T"))).one("header")
    assert head.text.split() == ["T"]


def test_hostile_header_texts_stay_text():
    hostile = "</title><script>alert(1)</script>{{ 1 }}"
    header = PageHeader(
        hostile,
        hostile,
        hostile,
        hostile,
        hostile,
        hostile,
        thresholds=hostile,
        alerts=(hostile,),
        notes=(hostile,),
    )
    page = markup(page_of(header=header))
    assert page.one("head").one("title").text == f"{hostile} – {hostile}"
    assert page.one("header").text.count(hostile) == 9
    assert len(page.all("script")) == 2


def test_without_a_header_the_notebooks_own_title_heads_the_page():
    notebook = notebook_of(new_markdown_cell("Hello\n\n# My *own* report\n"), new_markdown_cell("# Another"))
    page, _ = PageExporter().from_notebook_node(notebook)
    assert markup(page).one("header").one("h1").text == "My *own* report"


def test_metadata_of_others_does_not_disturb_the_header():
    notebook = notebook_of()
    notebook.metadata["xsync"] = {"title": "T", "alerts": ["a"], "something": {"else": 1}}
    page, _ = PageExporter().from_notebook_node(notebook)
    assert [alert.text for alert in markup(page).one("header").all("li")] == ["a"]


def test_the_title_is_not_repeated_below_the_header():
    page = markup(
        page_of(new_markdown_cell(f"# {HEADER.title}\n\nIntroduction"), new_markdown_cell("# Other"))
    )
    assert [heading.text for heading in page.all("h1")] == [HEADER.title, "Other"]
    assert "Introduction" in page.one("main").text


def test_the_navigation_leads_to_every_section_once():
    page = markup(
        page_of(new_markdown_cell("## Items & <b>more</b>\n\n### Deeper\n\n## Items & more\n\n## Content"))
    )
    anchors = ["section-items-more", "section-items-more-2", "section-content"]
    links = [(link.text, link.attributes["href"]) for link in page.one("nav").all("a")]
    words = ["Items & more", "Items & more", "Content"]
    assert links == [(title, f"#{anchor}") for title, anchor in zip(words, anchors, strict=True)]
    assert [heading.attributes["id"] for heading in page.one("main").all("h2")] == anchors


def test_no_id_stands_twice():
    page = page_of(*sample_notebook(sample_rows(3)).cells)
    ids = re.findall(r'\bid="([^"]*)"', page.replace(page_script(), ""))
    assert len(ids) == len(set(ids)) > 4


def test_a_single_section_needs_no_navigation():
    assert not markup(page_of(new_markdown_cell("## Only"))).all("nav")


def test_the_page_can_be_used_by_keyboard_and_screen_reader():
    page = markup(page_of())
    assert page.one("html").attributes["lang"] == "en-GB"
    assert page.one("body").inside[0].attributes == {"class": "skip", "href": "#content"}
    assert page.one("main").attributes["id"] == "content"


def test_code_is_folded_but_there():
    cell = new_code_cell("a = 1 < 2\nb = '</code>'", outputs=[new_output("stream", text="done\n")])
    details = main_of(cell).one("details")
    assert "open" not in details.attributes
    assert details.one("summary").text == "Code"
    assert details.one("code").text == "a = 1 < 2\nb = '</code>'"


def test_parameters_are_folded_under_their_own_names():
    main = main_of(
        new_code_cell("a = 1", metadata={"tags": ["parameters"]}),
        new_code_cell("a = 2", metadata={"tags": ["injected-parameters"]}),
        new_code_cell(""),
    )
    assert [summary.text for summary in main.all("summary")] == ["Parameters", "Parameters of this run"]


def test_the_kernels_noise_is_left_out():
    main = main_of(new_code_cell("x", outputs=[new_output("stream", name="stderr", text="TCP noise")]))
    assert "TCP noise" not in main.text


def test_what_led_to_a_failure_is_shown_with_it():
    failure = new_output(
        "error", ename="Oops", evalue="<bad>", traceback=["\x1b[31mTrace\x1b[0m <x>", "line 2"]
    )
    noise = new_output("stream", name="stderr", text="\x1b[1mwarned\x1b[0m before")
    main = main_of(new_code_cell("x", outputs=[noise, failure]))
    shown = main.one("div", "failure")
    assert shown.attributes["role"] == "alert"
    assert shown.one("p").text == "This step failed: Oops: <bad>"
    assert shown.one("pre").text == "Trace <x>\nline 2"
    assert "warned before" in main.text


def test_a_cell_that_is_both_widget_and_table_shows_the_table():
    data = {WIDGET: {"model_id": "1"}, "text/plain": "VBox()", "text/html": "<p>the table</p>"}
    for output in (new_output("display_data", data), new_output("execute_result", data, execution_count=3)):
        main = main_of(new_code_cell("x", outputs=[output]))
        assert main.one("div", "output").text.strip() == "the table"


def test_a_cell_that_is_only_a_widget_shows_nothing():
    data = {WIDGET: {"model_id": "1"}, "text/plain": "VBox()"}
    main = main_of(new_code_cell("x", outputs=[new_output("display_data", data)]))
    assert main.one("div", "output").text.strip() == ""


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"text/plain": "a <b> \x1b[1mc\x1b[0m"}, "a <b> c"),
        ({"text/markdown": "*a* b", "text/plain": "other"}, "a b"),
        ({"text/html": "<b>bold</b>", "image/svg+xml": "<svg/>"}, "bold"),
    ],
)
def test_outputs_are_shown_in_their_best_form(data: dict[str, str], shown: str):
    main = main_of(new_code_cell("x", outputs=[new_output("execute_result", data, execution_count=1)]))
    assert main.one("div", "output").text.strip() == shown


@pytest.mark.parametrize(
    ("kind", "content", "encoded"),
    [
        ("image/png", "iVBORw0KGgo=\n", "iVBORw0KGgo="),
        ("image/svg+xml", "<svg onload='x'/>", base64.b64encode(b"<svg onload='x'/>").decode()),
    ],
)
def test_pictures_are_inside_the_page(kind: str, content: str, encoded: str):
    picture = main_of(new_code_cell("x", outputs=[new_output("display_data", {kind: content})])).one("img")
    assert picture.attributes["src"] == f"data:{kind};base64,{encoded}"
    assert picture.attributes["alt"]


def test_a_table_goes_into_the_page_exactly_as_it_is():
    html = '<table class="xsync-table"><tbody><tr><td>a &amp; &#x27;b&#x27; &#13;</td></tr></tbody></table>'
    assert html in page_of(showing(html))


def test_the_same_notebook_gives_the_same_page():
    notebook = sample_notebook(sample_rows(30))
    again = copy.deepcopy(notebook)
    for position, cell in enumerate(again.cells):  # what differs from run to run
        cell["id"] = f"other-{position}"
        cell.metadata["papermill"] = {"start_time": position}
        if cell.cell_type == "code":
            cell.execution_count = position + 7
    again.metadata["papermill"] = {"duration": 3.2}
    assert PageExporter().from_notebook_node(notebook)[0] == PageExporter().from_notebook_node(again)[0]


def test_writing_a_page_leaves_the_notebook_and_no_half_page(tmp_path: Path):
    notebook = sample_notebook(sample_rows(3))
    before = copy.deepcopy(notebook)
    path = tmp_path / "report.html"
    path.write_text("the page before", encoding="utf-8")
    write_page(notebook, path, HEADER)
    first = path.read_bytes()
    write_page(notebook, path, HEADER)
    assert path.read_bytes() == first
    assert b"\r" not in first
    assert notebook == before
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_a_page_that_cannot_be_written_leaves_the_one_before(tmp_path: Path):
    path = tmp_path / "report.html"
    path.write_text("the page before", encoding="utf-8")
    broken = notebook_of(new_markdown_cell("x"))
    broken.metadata["xsync"] = {}
    broken.cells[0]["source"] = None
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever nbconvert raises
        write_page(broken, path, HEADER)
    assert path.read_text(encoding="utf-8") == "the page before"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_text_that_is_no_valid_unicode_does_not_stop_the_page(tmp_path: Path):
    write_page(notebook_of(new_markdown_cell("half a character: \ud83d")), tmp_path / "p.html", HEADER)
    assert "half a character: ?" in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_nothing_in_the_page_is_fetched_from_anywhere():
    page = page_of(*sample_notebook(sample_rows(20)).cells)
    bare = page.replace(page_script(), "").replace(page_style(), "")
    addresses = URL_ATTRIBUTE.findall(bare)
    elsewhere = {
        address
        for address in addresses
        if not address.startswith(("#", "https://inventory.dearsystems.com/"))
    }
    assert elsewhere == set()
    assert not re.findall(r"<(?:link|iframe|object|embed|base)\b", bare)
    assert not re.findall(r"@import|url\((?![\"']?data:)", page_style())


def test_the_policy_lets_only_the_pages_own_scripts_run():
    page = page_of()
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    policy = markup(page).one("head").all("meta")[1].attributes["content"]
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(scripts) == 2
    assert f"script-src 'sha256-{digests[0]}' 'sha256-{digests[1]}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_scripts_cannot_end_early():
    assert not re.search(r"<!--|<script|</script", page_script(), re.IGNORECASE)


def test_an_empty_page_stays_under_its_budget():
    assert len(page_of().encode()) < 1_000_000


def test_nbconvert_finds_the_exporter_and_reads_a_file(tmp_path: Path):
    path = tmp_path / "my.ipynb"
    nbformat.write(notebook_of(new_markdown_cell("## One"), new_markdown_cell("## Two")), path)
    page, resources = get_exporter("xsync.view.page.PageExporter")().from_filename(str(path))
    assert resources["output_extension"] == ".html"
    assert [link.text for link in markup(page).one("nav").all("a")] == ["One", "Two"]
