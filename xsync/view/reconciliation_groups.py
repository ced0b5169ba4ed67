"""The sections of the reconciliation's notebook that open up: blocks and their members, likely pairs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xsync.documents import SIDES
from xsync.model import type_label
from xsync.view import tables
from xsync.view.documents_table import finding_badge, link_to_document
from xsync.view.reconciliation_words import amount_in_words
from xsync.view.sections import COMPLETE_FILE, Section, is_headless
from xsync.view.wording import count, escaped, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xsync.reconcile.report import ReconciliationReport

MOST_IN_A_PAGE: Final = 2_000
MOST_IN_A_NOTEBOOK: Final = 20
"""Groups, or likely pairs; a person opens a few, and the file beside the page holds all."""

_MEMBER_HEADS: Final = {
    "Ledger": False,
    "Number": False,
    "Contact": False,
    "Date": False,
    "Currency": False,
    "Amount": True,
    "Status": False,
}
_PAIR_HEADS: Final = {
    "Type": False,
    "In Cin7": False,
    "In Xero": False,
    "Contact": False,
    "Amount": True,
    "Date in Cin7": False,
    "Date in Xero": False,
    "Finding": False,
}


def consolidated_blocks(report: ReconciliationReport) -> Section:
    """Show the groups that were compared by their totals, each opening into its documents."""
    groups = report.groups()
    if not groups:
        return Section("<p>No documents were compared as a group.</p>", "No groups.")
    opened = groups[: _most()]
    rows = report.members(group["pair_id"] for group in opened)
    members = {group: list(its) for group, its in groupby(rows, key=lambda row: row["pair_id"])}
    differing = [group for group in groups if group["verdict"] == "differs"]
    sentence = (
        f"{count(len(groups))} group{'' if len(groups) == 1 else 's'} compared by totals; "
        f"{count(len(differing))} of them {'differs' if len(differing) == 1 else 'differ'}."
    )
    if len(opened) < len(groups):
        sentence += f" Here the first {count(len(opened))}; {_rest()}"
    folded = [
        tables.folded(_group_title(group), _members_table(members[group["pair_id"]])) for group in opened
    ]
    apart = "\n".join(folded[: len(differing)])
    if alike := folded[len(differing) :]:
        apart += tables.folded(f"Groups that agree: {count(len(alike))}", "\n".join(alike))
    return Section(f'<p>{escaped(sentence)}</p>\n<div class="xsync-groups">{apart}</div>', sentence)


def suggestions(report: ReconciliationReport) -> Section:
    """Show the pairs that are likely, and that nobody has confirmed."""
    likely = report.suggestions()
    if not likely:
        return Section("<p>There is nothing to confirm.</p>", "Nothing to confirm.")
    sentence = (
        f"{count(len(likely))} pair{'' if len(likely) == 1 else 's'} with the same contact, currency and "
        "amount, near in date, and no other like them. They count as absent until their numbers say that "
        "they belong together: give Xero's document the number of Cin7's, as its number or its reference."
    )
    if len(likely) > _most():
        sentence += f" Here the {count(_most())} largest; {_rest()}"
    rows = [_pair_row(row) for row in likely[: _most()]]
    table = tables.plain_table(_PAIR_HEADS, rows, caption="Likely pairs, to be confirmed")
    return Section(f"<p>{escaped(sentence)}</p>\n{table}", sentence)


def _most() -> int:
    return MOST_IN_A_PAGE if is_headless() else MOST_IN_A_NOTEBOOK


def _rest() -> str:
    return f"all are in {COMPLETE_FILE}." if is_headless() else "the page of a scheduled run shows more."


def _group_title(group: Mapping[str, Any]) -> str:
    currency, sides = group["currency"] or "", []
    for side, name in SIDES.items():
        amount = amount_in_words(currency, group[f"{side}_amount"])
        many = group[f"{side}_members"] != 1
        sides.append(f"{count(group[f'{side}_members'])} in {name} {'come to' if many else 'with'} {amount}")
    outcome = "✓ agrees"
    if group["verdict"] == "differs":
        outcome = f"✕ differs by {amount_in_words(currency, abs(group['difference']))}"
    name = group["name"] or "(no number)"
    return " · ".join([name, type_label(group["item_type"]), *sides, outcome])


def _members_table(members: Iterable[Mapping[str, Any]]) -> str:
    rows = []
    for member in members:
        name = member["number"] or member["parent_number"] or "(no number)"
        rows.append(
            f'<tr><th scope="row">{SIDES[member["side"]]}</th>'
            f"<td>{link_to_document(name, member['url'])}</td>"
            f"{_cell(member['contact'])}{_cell(member['document_date'])}{_cell(member['currency'])}"
            f'<td class="n">{shown(member["amount"])}</td>{_cell(member["status"])}</tr>'
        )
    return tables.plain_table(_MEMBER_HEADS, rows, caption="Its documents")


def _pair_row(row: Mapping[str, Any]) -> str:
    names = []
    for side in SIDES:
        parent = row[f"{side}_parent_number"]
        name = row[f"{side}_number"] or (f"of {parent}" if parent else "(no number)")
        names.append(f"<td>{link_to_document(name, row[f'{side}_url'])}</td>")
    amount = row["cin7_amount"]
    told = "" if amount is None else amount_in_words(row["cin7_currency"] or "", amount)
    return (
        f'<tr><th scope="row">{escaped(type_label(row["item_type"]))}</th>{"".join(names)}'
        f'{_cell(row["cin7_contact"])}<td class="n">{escaped(told)}</td>'
        f"{_cell(row['cin7_document_date'])}{_cell(row['xero_document_date'])}"
        f"<td>{finding_badge(row['finding'])}</td></tr>"
    )


def _cell(value: object) -> str:
    return f"<td>{escaped(shown(value))}</td>"
