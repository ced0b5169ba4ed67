"""The section that says what to fix once: cause and fix, who does it, and how many failed items it clears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.diagnose.catalogue import FILE_NAME, catalogue
from xsync.diagnose.of_report import causes_of
from xsync.model import type_label
from xsync.view import tables
from xsync.view.sections import Section
from xsync.view.wording import count, escaped, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xsync.diagnose.of_report import Causes, FixOnce
    from xsync.report.sync_report import SyncReport

_FIRST: Final = 3
_HEADS: Final = {
    "What to fix": False,
    "Who": False,
    "Does a retry help?": False,
    "Clears items": True,
    "Worth": True,
    "For example": False,
}
_RETRY: Final = {
    "yes": "Yes",
    "no": "No, mend it first",
    "after its parent": "Yes, once what it waits for is in Xero",
}


def causes(report: SyncReport) -> Section:
    """Say what to fix once, what clears most first, and which messages the catalogue does not know."""
    found, labels = causes_of(report), catalogue().categories
    sentences = _in_words(found)
    html = f"<p>{escaped(' '.join(sentences))}</p>\n"
    for fixes, caption in (
        (found.once, "Fix this once, clear these: what clears most comes first"),
        (found.one_by_one, "To be mended one by one"),
    ):
        if fixes:
            rows = (_row(fix, labels[fix.cause.category]) for fix in fixes)
            html += tables.plain_table(_HEADS, rows, caption=caption, kind="xsync-causes")
    if found.unclassified:
        html += _unknown(found.unclassified)
    return Section(html, "\n".join([*sentences, *map(_line, found.fixes)]))


def _in_words(found: Causes) -> list[str]:
    """Say how many failed items come down to how few fixes."""
    if not found.failed:
        return ["Nothing failed: there is nothing to fix."]
    once, one_by_one, unknown = map(_cleared, (found.once, found.one_by_one, found.unclassified))
    sentences = []
    if once:
        fixes = len(found.once)
        clears = (
            f"; the first {_FIRST} clear {count(_cleared(found.once[:_FIRST]))}" if fixes > _FIRST else ""
        )
        made = f"{count(fixes)} fix{'' if fixes == 1 else 'es'} clear{'s' if fixes == 1 else ''}"
        sentences.append(f"{made} {count(once)} of the {_items(found.failed)} that failed{clears}.")
    if one_by_one:
        sentences.append(f"{_items(one_by_one)} must be mended one by one.")
    if unknown:
        sentences.append(
            f"{_items(unknown)} failed with a message that the catalogue of causes does not know."
        )
    if found.without_message:
        sentences.append(
            f"{_items(found.without_message)} failed without a message: the export does not say why."
        )
    return sentences


def _row(fix: FixOnce, category: str) -> str:
    cause, explanation = fix.cause, fix.explanation
    told = f"<strong>{escaped(explanation.cause)}</strong><br>{escaped(cause.fix)}"
    told += f"<br><small>{escaped(category)}</small>"
    return "".join(
        [
            f'<tr><td class="told">{told}</td>',
            f"<td>{escaped(cause.owner[:1].upper() + cause.owner[1:])}</td>",
            f"<td>{escaped(_RETRY[cause.retry])}</td>",
            f'<td class="n unsynced">{count(fix.items)}</td>',
            f'<td class="n">{_worth(fix)}</td>',
            f"<td>{_examples(fix)}</td></tr>",
        ]
    )


def _unknown(groups: Iterable[FixOnce]) -> str:
    heads = {"Message": False, "Items": True, "Worth": True, "For example": False}
    rows = (
        f'<tr><td class="told">{escaped(fix.explanation.form)}</td>'
        f'<td class="n unsynced">{count(fix.items)}</td>'
        f'<td class="n">{_worth(fix)}</td><td>{_examples(fix)}</td></tr>'
        for fix in groups
    )
    table = tables.plain_table(heads, rows, caption="Not in the catalogue yet", kind="xsync-causes")
    return (
        f"{table}<p>Once you know what such a message means, write its cause into <code>{FILE_NAME}</code> "
        "beside your parameter files: from then on every report says it.</p>\n"
    )


def _worth(fix: FixOnce) -> str:
    """Write sums per type and currency: an invoice and its payment are the same money, and never added."""
    several = len({item_type for item_type, _ in fix.amounts}) > 1
    return "<br>".join(
        escaped(
            " ".join(filter(None, [f"{type_label(item_type)}:" if several else "", currency, money(amount)]))
        )
        for (item_type, currency), amount in fix.amounts.items()
    )


def _examples(fix: FixOnce) -> str:
    more = fix.items - len(fix.examples)
    named = [*map(escaped, fix.examples), *([f"and {count(more)} more"] if more and fix.examples else [])]
    return "<br>".join(named)


def _line(fix: FixOnce) -> str:
    told = fix.explanation.cause if fix.is_known else f"Not in the catalogue: {fix.explanation.form}"
    return f"{count(fix.items)}: {told}"


def _cleared(fixes: Sequence[FixOnce]) -> int:
    return sum(fix.items for fix in fixes)


def _items(number: int) -> str:
    return f"{count(number)} item{'' if number == 1 else 's'}"
