"""The sections of a reconciliation: what they say, where figures lead, and that nothing becomes markup."""

from __future__ import annotations

import pytest

import xsync
from tests.reconcile.demo_company import AS_OF, ledgers_store
from tests.view.reading import read
from xsync.documents import SIDES
from xsync.reconcile.documents_shown import COLUMNS, FINDING_LABELS, LABELS
from xsync.reconcile.vocabulary import FINDINGS, RULES, VERDICTS
from xsync.view import reconciliation_groups, reconciliation_sections
from xsync.view.reconciliation_words import ADVICE, TONES

HEADER = "Type,Direction,Number,Contact,Currency,Amount,Date,Status,Link,Parent number\n"
A = "Invoice,sale,INV-1,Ann,GBP,12300.40,2026-10-01,PAID,,\n"
B = "Invoice,sale,INV-2,Ann,GBP,10,2026-10-01,PAID,,\n"
EURO = "Invoice,sale,INV-3,Ann,EUR,5,2026-10-01,PAID,,\n"
PAID = "Payment,sale,,Ann,GBP,10,2026-10-05,PAID,,INV-2\n"
NEARLY_B = B.replace("10,2026", "10.01,2026")


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return xsync.reconciliation(store=ledgers_store(tmp_path_factory), as_of=AS_OF)


@pytest.fixture
def opened(tmp_path):
    """Opens what two ledgers hold."""

    def open_ledgers(cin7, xero, **parameters):
        for side, lines in (("cin7", cin7), ("xero", xero)):
            path = tmp_path / f"{side}.csv"
            path.write_text(HEADER + lines, encoding="utf-8")
            xsync.load(path, documents=side, organisation="Acme", store=tmp_path / "store", date_order="ymd")
        return xsync.reconciliation(store=tmp_path / "store", **parameters)

    return open_ledgers


def sentence(report):
    return xsync.answer(report).text.splitlines()[0]


def test_what_is_missing_is_said_in_money(opened):
    assert (
        sentence(opened(A + B, NEARLY_B))
        == "£12,300.40 in 1 document is missing from Xero; £0.01 is rounding."
    )


def test_currencies_are_said_one_after_another_and_payments_apart(opened):
    report = opened(A + B + EURO + PAID, "Contact,,ANN,Ann,,,,,,\n")
    assert sentence(report) == "£12,310.40 in 2 documents and €5.00 in 1 are missing from Xero."
    assert "Payments and refunds missing from Xero: £10.00 in 1 payment." in xsync.answer(report).text


def test_nothing_missing_is_said_too(opened):
    assert sentence(opened(A, A)) == "Nothing is missing from Xero."


def test_no_documents_are_said_to_be_none(opened):
    assert sentence(opened(A, A, types="refund")) == "There are no documents in Cin7 to compare."


def test_a_crossed_threshold_is_said(opened):
    report = opened(A, B, thresholds={"findings": {"unlogged": 0}, "amount_not_in_xero": {"GBP": 20000}})
    assert "Crossed: 1 document found to be unlogged; 0 are allowed." in xsync.answer(report).text


def test_what_was_asked_is_said_in_words(opened):
    asked = xsync.what_was_asked(opened(A, A, types=["Invoices"], days_tolerance=1)).text
    assert "Organisation: Acme" in asked
    assert "Types: Invoice" in asked
    assert "dates to 1 day;" in asked


def test_the_vocabulary_has_words_for_all_there_is():
    assert set(FINDINGS) == set(FINDING_LABELS) == set(ADVICE) == set(TONES)
    assert set(LABELS["verdict"]) == set(VERDICTS)
    assert set(LABELS["rule"]) == set(RULES)


def test_every_finding_says_how_many_and_what_to_do_and_leads_to_its_lines(demo):
    rows = read(xsync.findings(demo).html).one("tbody").all("tr")
    told = {row.all("span")[0].text.split(" ", 1)[1]: row for row in rows}
    found = {name: each["count"] for name, each in demo.counts.findings.items() if each["count"]}
    assert set(told) == {FINDING_LABELS[name] for name in found}
    for name, number in found.items():
        row = told[FINDING_LABELS[name]]
        link = row.one("a")
        assert link.text == f"{number:,}"
        assert link.attributes["href"] == "#documents"
        assert link.attributes["data-search"] == f'"{FINDING_LABELS[name]}"'
        assert FINDING_LABELS[name] in link.attributes["aria-label"]
        assert ADVICE[name] in row.text


def test_without_findings_it_says_so(opened):
    assert "nothing that anybody must act on" in xsync.findings(opened(A, A)).html


def test_ties_are_said_in_words_for_either_ledger_and_their_difference(demo):
    html = xsync.ties(demo).html
    rows = read(html).all("tbody")[0].all("tr")
    money = [row for row in demo.ties if row["currency"]]
    assert len(rows) == 3 * len(money)
    assert {row.inside[-1].text for row in rows} == {"✓ ties"}
    assert [row.inside[2].text for row in rows[:3]] == ["Cin7 Core", "Xero", "Difference"]
    for side, name in SIDES.items():
        read_, judged = demo.counts.documents[side], sum(demo.counts.verdicts[side].values())
        assert f"Documents of {name}" in html
        assert f"{read_:,} read = {judged:,} with a verdict" in html


def test_documents_are_shown_up_to_what_a_notebook_holds(demo, monkeypatch):
    monkeypatch.setattr(reconciliation_sections, "MOST_LINES_IN_A_NOTEBOOK", 10)
    section = xsync.documents_compared(demo)
    table = read(section.html).one("table")
    assert table.attributes["id"] == "documents"
    assert [head.text for head in table.one("thead").all("th")] == [each.title for each in COLUMNS]
    assert len(table.one("tbody").all("tr")) == 10
    assert f"Showing the first 10 of {demo.lines:,} lines." in section.html


def test_the_page_shows_all_and_links_the_file_where_it_does_not(demo, monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_RUN_FOLDER", str(tmp_path))
    whole = xsync.documents_compared(demo).html
    assert len(read(whole).one("tbody").all("tr")) == demo.lines
    assert "Showing the first" not in whole
    monkeypatch.setattr(reconciliation_sections, "MOST_LINES_IN_A_PAGE", 5)
    assert 'href="items.csv"' in xsync.documents_compared(demo).html


def test_either_document_of_a_suggested_pair_shows_its_finding(opened):
    report = opened(A, A.replace("INV-1", "ZZ-9"))
    finding = read(xsync.documents_compared(report).html).one("tbody").one("tr").inside[0]
    assert finding.attributes["data-order"] == "Unlogged and absent, Only in Xero"
    assert "1 pair with the same contact" in xsync.suggestions(report).text


def test_nothing_of_a_document_becomes_markup_or_an_unsafe_link(opened):
    hostile = A.replace("INV-1", "<b>x</b>").replace("Ann", '"<img src=x onerror=alert(1)>"')
    evil = hostile.replace("PAID,", "PAID,javascript:alert(1)")
    good = B.replace("PAID,", "PAID,https://go.xero.com/x?a=1&b=2")
    report = opened(evil + good, good)
    sections = (
        xsync.documents_compared,
        xsync.findings,
        xsync.ties,
        xsync.not_compared,
        xsync.how_it_was_made,
    )
    html = "".join(section(report).html for section in sections)
    assert "<img" not in html
    assert "<b>" not in html
    addresses = {link.attributes["href"] for link in read(html).all("a")}
    assert addresses == {"#documents", "https://go.xero.com/x?a=1&b=2"}


def test_groups_open_into_their_documents_and_those_that_differ_come_first(demo, monkeypatch):
    monkeypatch.setattr(reconciliation_groups, "MOST_IN_A_NOTEBOOK", 5)
    section = xsync.consolidated_blocks(demo)
    differing = sum(group["verdict"] == "differs" for group in demo.groups())
    top = read(section.html).one("div", "xsync-groups").inside
    assert f"{differing:,} of them differ." in section.text
    assert "Here the first 5" in section.text
    titles = [each.one("summary").text for each in top[:differing]]
    assert all("differs by" in title for title in titles)
    assert top[differing].all("summary")[0].text == f"Groups that agree: {5 - differing}"
    first = demo.groups()[0]
    members = top[0].one("tbody").all("tr")
    assert len(members) == first["cin7_members"] + first["xero_members"]


def test_without_groups_and_suggestions_it_says_so(opened):
    report = opened(A, A)
    assert xsync.consolidated_blocks(report).text == "No groups."
    assert xsync.suggestions(report).text == "Nothing to confirm."


def test_what_could_not_be_compared_is_told_with_its_reason(opened):
    report = opened(A + B.replace("PAID", "Voided"), A + "Manual journal,,J-1,,GBP,1,2026-10-01,POSTED,,\n")
    told = xsync.not_compared(report)
    assert "No export of Cin7's log is in the store" in told.text
    assert "Of these types only Xero gave documents" in told.text
    assert "Manual journal (1)" in told.text
    cells = [cell.text for cell in read(told.html).all("tbody")[0].one("tr").inside]
    assert cells == ["Cin7 Core", "Invoice", "voided", "GBP", "1", "10.00"]


def test_how_it_was_made_names_loads_rules_and_sql(demo):
    html = xsync.how_it_was_made(demo).html
    for load in demo.ledgers.loads:
        assert load.source_file in html
        assert load.sha256 in html
        rejected = load.rows_unchanged + load.rows_rejected
        assert load.rows_read == load.rows_new + load.rows_changed + rejected
    assert "read = new + changed + unchanged + rejected" in html
    assert "Exports of Cin7&#x27;s log" in html
    assert "sync_log_pairs" in html
