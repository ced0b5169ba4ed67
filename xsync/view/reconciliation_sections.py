"""The sections of the reconciliation's notebook that count: what was asked, ties, findings, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.documents import SIDES
from xsync.model import type_label
from xsync.reconcile.documents_shown import FINDING_LABELS, VERDICT_LABELS
from xsync.reconcile.money import WITHOUT_MONEY
from xsync.reconcile.vocabulary import FINDINGS, VERDICTS
from xsync.report.saved_view import parameters_yaml
from xsync.view import tables
from xsync.view.accounts_section import accounts_section
from xsync.view.documents_table import documents_table, finding_badge, leading_to
from xsync.view.reconciliation_words import ADVICE, sums_in_words
from xsync.view.sections import COMPLETE_FILE, Section, is_headless
from xsync.view.wording import count, escaped, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from xsync.reconcile.report import ReconciliationReport

MOST_LINES_IN_A_NOTEBOOK: Final = 400
"""A line is three times as long as an item of the report."""

MOST_LINES_IN_A_PAGE: Final = 25_000
"""About 20 MB, which a browser opens within a few seconds; what needs somebody stands first."""

_TIES: Final = {True: "✓ ties", False: "✕ does not tie"}


def what_was_asked(report: ReconciliationReport) -> Section:
    """Say what was asked: organisation, period, instant, types, and what counts as equal."""
    facts, html = report.asked(), tables.facts_table(report.asked())
    if is_headless():  # by hand, the instant is now, and another in every execution
        named = {"notebook": "reconciliation", "organisation": report.snapshot.organisation}
        told = {
            name: value for name, value in report.question.parameters().items() if value not in (None, {})
        }
        settled = parameters_yaml({**named, **told})
        html += tables.folded("The parameters as settled", tables.code(settled))
    return Section(html, "\n".join(f"{name}: {value}" for name, value in facts))


def ties(report: ReconciliationReport) -> Section:
    """Show per type and currency that both ledgers' totals are the sums of their verdicts, to the cent."""
    numbers = ("Total", *(VERDICT_LABELS[verdict] for verdict in VERDICTS))
    heads = dict.fromkeys(("Type", "Currency", "Ledger", *numbers, "Ties"), False)
    told = [row for row in report.ties if row["item_type"] not in WITHOUT_MONEY]
    table = tables.plain_table(
        {**heads, **dict.fromkeys(numbers, True)},
        [line for row in told for line in _tie_rows(row)],
        caption="Each total is the sum of its verdicts, and the difference of the two is explained",
        kind="xsync-counts",
    )
    counts, facts = report.counts, []
    for side, name in SIDES.items():
        judged = sum(counts.verdicts[side].values())
        read = f"{count(counts.documents[side])} read = {count(judged)} with a verdict"
        facts.append((f"Documents of {name}", f"{read} + {count(counts.not_compared[side])} not compared"))
    return Section(table + tables.facts_table(facts, caption="Every document is accounted for"))


def account_movements(report: ReconciliationReport) -> Section:
    """Show what moved on each account in either ledger; see `xsync.reconcile.accounts.account_movements`."""
    return accounts_section(report.accounts)


def findings(report: ReconciliationReport) -> Section:
    """Show what was found, how often and for how much, what it means and what to do."""
    found = {name: report.counts.findings[name]["count"] for name in FINDINGS}
    rows = [_finding_row(report, name, number) for name, number in found.items() if number]
    if not rows:
        return Section("<p>There is nothing that anybody must act on.</p>", "No findings.")
    heads = {
        "Finding": False,
        "Documents": True,
        "Worth": False,
        "Payments and refunds": False,
        "What it means, and what to do": False,
    }
    html = tables.plain_table(heads, rows, caption="A finding leads to its documents", kind="xsync-findings")
    if nothing := [FINDING_LABELS[name] for name, number in found.items() if not number]:
        html += f"<p>Not found: {escaped(', '.join(nothing))}.</p>"
    told = [f"{FINDING_LABELS[name]}: {count(number)}" for name, number in found.items() if number]
    return Section(html, "\n".join(told))


@dataclass(frozen=True)
class DocumentsSection(Section):
    """Both ledgers side by side; in JupyterLab they can be searched and picked from."""

    report: ReconciliationReport | None = None

    def _repr_mimebundle_(self, **wishes: Any) -> dict[str, Any]:  # noqa: ANN401 - as IPython calls it
        live: dict[str, Any] = {}
        if self.report is not None and not is_headless():
            from xsync.view.documents_live import LiveDocuments

            live = LiveDocuments(self.report, MOST_LINES_IN_A_NOTEBOOK).box._repr_mimebundle_(**wishes)
        return {**live, **super()._repr_mimebundle_()}


def documents_compared(report: ReconciliationReport) -> Section:
    """Show both ledgers side by side, all lines up to what a page or notebook holds."""
    headless = is_headless()
    rows = report.documents(limit=MOST_LINES_IN_A_PAGE if headless else MOST_LINES_IN_A_NOTEBOOK)
    table = documents_table(rows, total=report.lines, complete_file=COMPLETE_FILE if headless else None)
    return DocumentsSection(table, f"{count(len(rows))} of {count(report.lines)} lines", report)


def _tie_rows(row: Mapping[str, Any]) -> Iterable[str]:
    """Write a type and currency: a row for each ledger, and one for their difference."""
    label, currency = type_label(row["item_type"]), row["currency"] or ""
    named = f'<th scope="row">{escaped(label)}</th><td>{escaped(currency)}</td>'
    for side, name in SIDES.items():
        sums = [
            _sum_cell(row[f"{side}_{verdict}"], label, currency, VERDICT_LABELS[verdict])
            for verdict in VERDICTS
        ]
        total = f'<td class="n total">{money(row[f"{side}_total"])}</td>'
        yield f"<tr>{named}<td>{name}</td>{total}{''.join(sums)}<td>{_TIES[row[f'{side}_ties']]}</td></tr>"
    difference = f'<td class="n total">{money(row["difference"])}</td>'
    explained = f"{money(row['explained_difference'])} explained by the verdicts"
    yield (
        f'<tr class="xsync-difference">{named}<td>Difference</td>{difference}'
        f'<td colspan="{len(VERDICTS)}">{explained}</td><td>{_TIES[row["difference_ties"]]}</td></tr>'
    )


def _sum_cell(amount: Decimal, *words: str) -> str:
    if not amount:
        return '<td class="n zero">0.00</td>'
    named = ", ".join([*filter(None, words), money(amount)])
    return f'<td class="n">{leading_to(money(amount), *words, named=named)}</td>'


def _finding_row(report: ReconciliationReport, finding: str, number: int) -> str:
    worth = report.money.of_finding(finding)
    payments = report.money.of_finding(finding, of_payments=True)
    named = f"{FINDING_LABELS[finding]}: {count(number)} documents"
    cells = [
        f'<th scope="row">{finding_badge(finding)}</th>',
        f'<td class="n">{leading_to(count(number), FINDING_LABELS[finding], named=named)}</td>',
        f"<td>{escaped(sums_in_words(worth)) if worth else ''}</td>",
        f"<td>{escaped(sums_in_words(payments, 'payment')) if payments else ''}</td>",
        f"<td>{escaped(ADVICE[finding])}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"
