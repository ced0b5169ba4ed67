"""Both ledgers side by side as a table: each line a pair, a member of a group, or a document alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.reconcile.documents_shown import COLUMNS, FINDING_LABELS, RULE_LABELS, VERDICT_LABELS
from xsync.view.badges import badge
from xsync.view.cells import BLANK, LINK, NO_VALUE, cells, column_kind
from xsync.view.reconciliation_words import TONES
from xsync.view.tables import rows_table
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

TABLE_ID: Final = "documents"
_KINDS: Final = {
    "finding": "status",
    "log_status": "status",
    "cin7_name": "linked",
    "xero_name": "linked",
    "verdict": "choice",
    "rule": "choice",
    "sentence": "prose",
}
_LINKS: Final = {"cin7_name": "cin7_url", "xero_name": "xero_url"}


def documents_table(rows: pa.Table, *, total: int, complete_file: str | None) -> str:
    """Show both ledgers side by side.

    Parameters
    ----------
    rows
        The lines, with at least the columns of `xsync.reconcile.documents_shown.COLUMNS` and both links.
    total
        How many lines there are; where more than shown, a line above the table says so.
    complete_file
        The file that holds all of them, linked where not all are shown.
    """
    kinds = {each.title: _KINDS.get(each.name) or column_kind(each) for each in COLUMNS}
    columns = []
    for each in COLUMNS:
        values = rows.column(each.name)
        if each.name == "finding":
            columns.append(_findings(values.to_pylist(), rows.column("verdict").to_pylist()))
        elif each.name in _LINKS:
            columns.append(_linked(values.to_pylist(), rows.column(_LINKS[each.name]).to_pylist()))
        elif each.name in _SAID:
            columns.append(_said(values.to_pylist(), _SAID[each.name]))
        else:
            columns.append(cells(each, values))
    return rows_table(
        kinds,
        columns,
        total=total,
        table_id=TABLE_ID,
        caption="Both ledgers side by side: what needs somebody first, what agrees last",
        complete_file=complete_file,
        noun="lines",
    )


def finding_badge(finding: str) -> str:
    """Show a finding as a badge; the symbol is hidden from screen readers, which read the words."""
    tone, symbol = TONES[finding]
    return (
        f'<span class="xs-{tone}"><i aria-hidden="true">{symbol}</i> '
        f"{escaped(FINDING_LABELS[finding])}</span>"
    )


def link_to_document(text: str, address: str | None) -> str:
    """Return a document's name, linked to it where its address is one that a page may link to."""
    if address is None or LINK.fullmatch(address) is None:
        return escaped(text)
    return f'<a href="{escaped(address)}" rel="noopener noreferrer">{escaped(text)}</a>'


def leading_to(text: str, *words: str, named: str, table_id: str = TABLE_ID) -> str:
    """Return a link to the lines of a table that hold all these words.

    Parameters
    ----------
    text
        What is clicked on.
    words
        What the lines hold; each a value of a column, found as a whole.
    named
        What a screen reader says, which does not see the column that a figure stands in.
    table_id
        Which table of the page.
    """
    search = " ".join(f'"{word}"' for word in words if word)
    named, address = escaped(named), f'href="#{table_id}" data-search="{escaped(search)}"'
    return f'<a {address} aria-label="{named}">{escaped(text)}</a>'


def _linked(names: list[str | None], addresses: list[str | None]) -> list[str]:
    return [
        f'<td data-order="{escaped(name)}">{link_to_document(name, address)}</td>' if name else NO_VALUE
        for name, address in zip(names, addresses, strict=True)
    ]


def _findings(findings: list[str | None], verdicts: list[str]) -> list[str]:
    """Build the cells of the findings: of a suggested pair either document has its own."""
    cells_of = {}
    for told in dict.fromkeys(zip(findings, verdicts, strict=True)):
        finding, verdict = told
        both = [*filter(None, [finding]), *(["only_in_xero"] if verdict == "suggested" else [])]
        words = escaped(", ".join(FINDING_LABELS[each] for each in both))
        badges = " ".join(finding_badge(each) for each in both)
        cells_of[told] = f'<td data-order="{words}">{badges}</td>' if both else NO_VALUE
    return [cells_of[told] for told in zip(findings, verdicts, strict=True)]


def _said(values: list[str | None], cell: Callable[[str], str]) -> list[str]:
    """Build each different value's cell once."""
    built = {value: cell(value) if value else cell("") for value in dict.fromkeys(values)}
    return [built[value] for value in values]


def _status_cell(status: str) -> str:
    return f'<td data-order="{escaped(status)}">{badge(status)}</td>' if status else NO_VALUE


def _label_cell(labels: Mapping[str, str]) -> Callable[[str], str]:
    return lambda stored: f"<td>{escaped(labels.get(stored, stored))}</td>" if stored else BLANK


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "log_status": _status_cell,
    "verdict": _label_cell(VERDICT_LABELS),
    "rule": _label_cell(RULE_LABELS),
}
