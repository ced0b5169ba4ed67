"""The answer of a close readiness: ready or not, what it is worth, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.close.entries import Standing, Tally
from xsync.model import PAYMENT_TYPES
from xsync.report.words import day_in_words
from xsync.view.headline import headline
from xsync.view.item_list import amounts_in_words
from xsync.view.sections import Section, is_headless, listed, styled
from xsync.view.tables import plain_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from decimal import Decimal

    from xsync.close.readiness import CloseReadiness
    from xsync.close.steps import Step

MOST_STEPS: Final = 8
_HEADS: Final = {
    "What to do": False,
    "Why": False,
    "Out of the way": True,
    "Documents": False,
    "Payments and refunds": False,
    "Begin with": False,
}


def answer(report: CloseReadiness) -> Section:
    """Say whether the period can be locked, in a sentence and large figures, and what to do next."""
    tallies = report.tallies
    figures = [
        ("Stand in the way", tallies["in_the_way"].entries, "completed" if report.ready else "failed"),
        ("Kept out by this lock", tallies["stranded_by_the_next_lock"].entries, "pending"),
        ("Locked out already", tallies["behind_the_lock"].entries, "skipped"),
        ("Accepted", tallies["accepted"].entries, "plain"),
    ]
    sentence, remarks = answer_in_words(report), _remarks(report)
    html = f"{headline(sentence, figures)}\n{_steps(report)}{listed(remarks)}"
    return Section(styled(html), "\n".join([sentence, *remarks]))


def answer_in_words(report: CloseReadiness) -> str:
    """Return the verdict as one sentence."""
    tally, last = report.tallies["in_the_way"], day_in_words(report.question.last_day)
    if report.ready:
        return f"Ready: nothing stands in the way of locking up to {last}."
    documents, _ = sums(tally)
    verb = "stands" if tally.entries == 1 else "stand"
    worth = f", {amounts_in_words(documents)} of documents among them" if documents else ""
    return f"Not ready: {_entries(tally.entries)} {verb} in the way of locking up to {last}{worth}."


def sums(tally: Tally) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Return currency → exact sum, of documents and of the money that settles them."""
    both: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    for (item_type, currency), amount in tally.amounts.items():
        side = both[item_type in PAYMENT_TYPES]
        side[currency] = side[currency] + amount if currency in side else amount
    documents, payments = both
    return dict(sorted(documents.items())), dict(sorted(payments.items()))


def _steps(report: CloseReadiness) -> str:
    if report.ready:
        return ""
    shown = report.steps[:MOST_STEPS]
    table = plain_table(_HEADS, map(_step_row, shown), caption="What to do next, the most first")
    left = report.steps[MOST_STEPS:]
    rest = sum(len(step.entries) for step in left)
    more = f"<p>{count(len(left))} more causes hold {_entries(rest)}: see the list.</p>" if left else ""
    return table + more


def _step_row(step: Step) -> str:
    documents, payments = (amounts_in_words(each) for each in sums(Tally.of(step.entries)))
    further = len(step.heads) - len(step.begin_with)
    begin = ", ".join(step.begin_with) + (f" and {count(further)} more" if further else "")
    owners = f" ({', '.join(step.owners)} sees to it)" if step.owners else ""
    cells = [
        f'<th scope="row">{escaped(step.fix + owners)}</th>',
        f"<td>{escaped(step.cause)}</td>",
        f'<td class="n">{count(len(step.entries))}</td>',
        *(f"<td>{escaped(text)}</td>" for text in (documents, payments, begin)),
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _remarks(report: CloseReadiness) -> list[str]:
    question, tallies = report.question, report.tallies
    crossed = [] if is_headless() else report.crossings  # a page says so at its head
    remarks = [f"Crossed: {crossing.sentence}." for crossing in crossed if crossing.crossed]
    locked = tallies["behind_the_lock"].entries
    if question.lock_date is None:
        remarks.append(
            "The lock date in force in Xero is not known, so that all earlier items count as open: give it "
            "as the parameter lock_date, or in the organisation's own file."
        )
    elif question.lock_date >= question.last_day:
        remarks.append(
            f"Xero is locked up to {day_in_words(question.lock_date)}: this period is locked already."
        )
    if locked and question.lock_date is not None:
        remarks.append(
            f"{_entries(locked)} {'is' if locked == 1 else 'are'} dated up to the lock date in force, "
            f"{day_in_words(question.lock_date)}: Xero takes none of it unless the lock is moved."
        )
    not_posted = len(report.standing(Standing.NOT_POSTED))
    if not_posted:
        remarks.append(
            f"Unsynced products, contacts and attachments: {count(not_posted)}. They post nothing and do not "
            "decide; what waits for them does."
        )
    remarks.append(f"Covered: {report.covered_in_words()}.")
    return remarks


def _entries(number: int) -> str:
    return f"{count(number)} entr{'y' if number == 1 else 'ies'}"
