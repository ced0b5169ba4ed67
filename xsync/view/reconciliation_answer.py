"""The answer of a reconciliation: what is missing from Xero, in money, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xsync.model import type_label
from xsync.view.headline import headline
from xsync.view.reconciliation_words import amount_in_words, and_so_on, sums_in_words
from xsync.view.sections import Section, is_headless, styled
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xsync.reconcile.money import Sum
    from xsync.reconcile.report import ReconciliationReport

GROSS: str = (
    "Amounts are gross: sales and purchases, invoices and credit notes are added, never netted. Payments and "
    "refunds are told apart, because an invoice and its payment are the same money."
)


def answer(report: ReconciliationReport) -> Section:
    """Say in a sentence and in large figures what is missing from Xero, and what else was found."""
    money, verdicts = report.money, report.counts.verdicts
    figures = [
        ("Documents missing from Xero", _documents(money.missing()), "failed"),
        ("Payments missing from Xero", _documents(money.missing_payments()), "pending"),
        ("Differ", _documents(money.differing()), "failed"),
        ("Only in Xero", _documents(money.only_in_xero()), "skipped"),
        ("Cin7 documents that agree", verdicts["cin7"]["agrees"], "completed"),
    ]
    sentence, remarks = answer_in_words(report), _remarks(report)
    listed = "\n".join(f"<li>{escaped(remark)}</li>" for remark in remarks)
    html = f'{headline(sentence, figures)}\n<ul class="xsync-remarks">\n{listed}\n</ul>'
    return Section(styled(html), "\n".join([sentence, *remarks]))


def answer_in_words(report: ReconciliationReport) -> str:
    """Return the reconciliation's answer as one sentence."""
    missing, rounding = report.money.missing(), report.money.rounding()
    if missing:
        one = len(missing) == 1
        said = f"{sums_in_words(missing)} {'is' if one else 'are'} missing from Xero"
    elif report.counts.documents["cin7"]:
        said = "Nothing is missing from Xero"
    else:
        return "There are no documents in Cin7 to compare."
    if rounding:
        rounded = and_so_on([amount_in_words(*each) for each in rounding.items()])
        said += f"; {rounded} {'is' if len(rounding) == 1 else 'are'} rounding"
    return f"{said}."


def _remarks(report: ReconciliationReport) -> list[str]:
    money = report.money
    crossed = [] if is_headless() else report.crossings  # a page says so at its head
    remarks = [f"Crossed: {crossing.sentence}." for crossing in crossed if crossing.crossed]
    if likely := money.suggested():
        remarks.append(
            f"Of what is missing, {sums_in_words(likely)} may be in Xero under another number: see the "
            "suggestions to confirm."
        )
    if payments := money.missing_payments():
        remarks.append(f"Payments and refunds missing from Xero: {sums_in_words(payments, 'payment')}.")
    if bare := money.missing_without_money():
        counted = and_so_on([_of_type(stored, number) for stored, number in bare.items()])
        remarks.append(f"Missing from Xero as well, and without an amount of their own: {counted}.")
    if differing := money.differing():
        remarks.append(
            f"Both ledgers have it, but not the same: {sums_in_words(differing, 'pair')} (a group is one)."
        )
    if alone := money.only_in_xero():
        remarks.append(f"Only Xero has {sums_in_words(alone)}.")
    return [*remarks, GROSS]


def _documents(sums: Mapping[str, Sum]) -> int:
    return sum(total.documents for total in sums.values())


def _of_type(stored: str, number: int) -> str:
    return f"{count(number)} {type_label(stored).lower()}{'' if number == 1 else 's'}"
