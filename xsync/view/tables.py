"""The tables of the report as plain HTML: every row in the markup, nothing that needs a script.

A saved notebook stays light and reads well wherever it is shown. The page exporter makes the tables of
items interactive (see ``xsync.view.page``); everything else stays as it is.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from xsync.errors import UsageError, did_you_mean
from xsync.model import FIELDS
from xsync.view.cells import cells, column_kind, prose_cells
from xsync.view.counts import counts_table, subtotals_table
from xsync.view.wording import count, escaped, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

NOTE: Final = "Note"
"""The title of the column of notes."""

__all__ = [
    "NOTE",
    "code",
    "counts_table",
    "facts_table",
    "folded",
    "items_table",
    "plain_table",
    "records_table",
    "rows_table",
    "subtotals_table",
]


def items_table(
    rows: pa.Table,
    *,
    columns: Sequence[str],
    total: int,
    table_id: str,
    caption: str,
    group_by: Sequence[str] = (),
    page_length: int = 25,
    complete_file: str | None = None,
    beside: Mapping[str, Sequence[str]] = MappingProxyType({}),
    notes: Sequence[str] = (),
) -> str:
    """Show items, one row each, in the order given.

    Parameters
    ----------
    rows
        The items shown, with at least the fields asked for.
    columns
        Names of the fields shown, in order. Fields of ``group_by`` that are not among them come first.
    total
        How many items there are; when more than shown, a line above the table says so.
    table_id
        The table's ``id``, unique on the page.
    caption
        What the table shows, in words.
    group_by
        Fields whose equal values are gathered under a heading in the page; rows come sorted by them.
    page_length
        How many rows the page shows at a time.
    complete_file
        Relative path of the file that holds all items, linked where not all are shown.
    beside
        Title → one text a row: columns of prose after those of the fields.
    notes
        What is noted of each row, as HTML; without any, there is no column of notes.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    UsageError
        A column is no known field, or ``rows`` does not hold it.
    """
    names = list(dict.fromkeys([*(name for name in group_by if name not in columns), *columns]))
    _check_columns(names, rows)
    kinds = {FIELDS[name].title: column_kind(FIELDS[name]) for name in names}
    return rows_table(
        {**kinds, **dict.fromkeys(beside, "prose"), **({NOTE: "prose"} if notes else {})},
        [
            *(cells(FIELDS[name], rows.column(name)) for name in names),
            *(prose_cells(texts) for texts in beside.values()),
            *([[f"<td>{note}</td>" for note in notes]] if notes else []),
        ],
        total=total,
        table_id=table_id,
        caption=caption,
        groups=[names.index(name) for name in group_by],
        page_length=page_length,
        complete_file=complete_file,
    )


def rows_table(
    kinds: Mapping[str, str],
    columns: Sequence[Sequence[str]],
    *,
    total: int,
    table_id: str,
    caption: str,
    groups: Sequence[int] = (),
    page_length: int = 25,
    complete_file: str | None = None,
    noun: str = "items",
) -> str:
    """Show many rows, which the page makes searchable, sortable and filterable.

    Parameters
    ----------
    kinds
        Title → kind of each column, see `xsync.view.cells.column_kind`.
    columns
        The ``<td>`` of every row, column by column.
    total, table_id, caption, page_length, complete_file
        As `items_table` takes them.
    groups
        Places of the columns whose equal values are gathered under a heading.
    noun
        What the rows are called.
    """
    headings = "".join(
        f'<th scope="col" data-kind="{kind}">{escaped(title)}</th>' for title, kind in kinds.items()
    )
    body = "\n".join([f"<tr>{''.join(row)}</tr>" for row in zip(*columns, strict=True)])
    settings = f'data-page-length="{page_length}" data-groups="{",".join(map(str, groups))}"'
    settings += "" if noun == "items" else f' data-noun="{escaped(noun)}"'
    return "\n".join(
        [
            '<div class="xsync-items">',
            *_part_shown(len(columns[0]), total, complete_file, noun),
            f'<div class="xsync-scroll" role="region" aria-label="{escaped(caption)}" tabindex="0">',
            f'<table class="xsync-table" id="{escaped(table_id)}" {settings}>',
            f"<caption>{escaped(caption)}</caption>",
            f"<thead><tr>{headings}</tr></thead>",
            f"<tbody>\n{body}\n</tbody>" if body else "<tbody></tbody>",
            "</table>",
            "</div>",
            *([f'<p class="xsync-empty">No {escaped(noun)} to show.</p>'] if not body else []),
            "</div>",
        ]
    )


def plain_table(heads: Mapping[str, bool], rows: Iterable[str], *, caption: str, kind: str = "") -> str:
    """Show rows that are HTML already, in a frame that scrolls sideways where they are wide.

    Parameters
    ----------
    heads
        Title of each column, and whether it holds numbers.
    rows
        Whole ``<tr>``, which this package made.
    caption
        What the table shows.
    kind
        A further style class.
    """
    titles = "".join(
        f'<th scope="col"{_aligned(right)}>{escaped(title)}</th>' for title, right in heads.items()
    )
    body = "\n".join(rows)
    return (
        f'<div class="xsync-scroll" role="region" aria-label="{escaped(caption)}" tabindex="0">\n'
        f'<table class="xsync-plain{f" {kind}" if kind else ""}">\n{_caption(caption)}'
        f"<thead><tr>{titles}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n"
    )


def facts_table(pairs: Iterable[tuple[str, object]], *, caption: str = "") -> str:
    """Show facts as name and value, for what was asked and how it was made.

    Parameters
    ----------
    pairs
        Name and value of each fact; line ends inside a value are kept.
    caption
        What the facts are about.
    """
    rows = "\n".join(
        f'<tr><th scope="row">{escaped(name)}</th><td>{escaped(shown(value))}</td></tr>'
        for name, value in pairs
    )
    return f'<table class="xsync-plain xsync-facts">\n{_caption(caption)}<tbody>\n{rows}\n</tbody>\n</table>'


def records_table(
    records: Iterable[Mapping[str, object]],
    columns: Mapping[str, str],
    *,
    caption: str = "",
    kind: str = "xsync-records",
) -> str:
    """Show a few records of any kind, such as the files a report was made from.

    Parameters
    ----------
    records
        One mapping a row.
    columns
        Key → heading of the columns shown, in order. Numbers stand right-aligned.
    caption
        What the table shows.
    kind
        A style class; by default that of hashes and names, which break anywhere.
    """
    shown_records = list(records)
    numbers = {key for key in columns if any(_is_number(record.get(key)) for record in shown_records)}
    headings = "".join(
        f'<th scope="col"{_aligned(key in numbers)}>{escaped(title)}</th>' for key, title in columns.items()
    )
    rows = "\n".join(
        f"<tr>{''.join(_record_cell(record.get(key)) for key in columns)}</tr>" for record in shown_records
    )
    label = escaped(caption or "Records")
    return (
        f'<div class="xsync-scroll" role="region" aria-label="{label}" tabindex="0">\n'
        f'<table class="xsync-plain {kind}">\n{_caption(caption)}'
        f"<thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def folded(title: str, html: str) -> str:
    """Fold HTML under a title that opens it.

    Parameters
    ----------
    title
        What is inside, as text.
    html
        HTML that this package made.
    """
    return f'<details class="xsync-folded">\n<summary>{escaped(title)}</summary>\n{html}\n</details>'


def code(text: str) -> str:
    """Show code, such as SQL, exactly as it is; where it scrolls, keys reach it."""
    return f'<pre class="xsync-code" tabindex="0"><code>{escaped(text)}</code></pre>'


def _check_columns(names: Sequence[str], rows: pa.Table) -> None:
    mistakes = [
        f"column {name!r}: no such field, {did_you_mean(name, FIELDS)}"
        for name in names
        if name not in FIELDS
    ]
    mistakes += [
        f"column {name!r}: the items given do not hold it, {did_you_mean(name, rows.column_names)}"
        for name in names
        if name in FIELDS and name not in rows.column_names
    ]
    if mistakes:
        raise UsageError("These columns cannot be shown; choose among the fields of the items.", mistakes)


def _part_shown(here: int, total: int, complete_file: str | None, noun: str) -> list[str]:
    """Say that only a part is shown, and where the rest is."""
    if here >= total:
        return []
    sentence = f"Showing the first {count(here)} of {count(total)} {escaped(noun)}."
    if complete_file is not None:
        address = escaped(quote(complete_file.replace("\\", "/"), safe="/"))
        sentence += f' All of them: <a href="{address}">{escaped(complete_file)}</a>.'
    return [f'<p class="xsync-part">{sentence}</p>']


def _caption(text: str) -> str:
    return f"<caption>{escaped(text)}</caption>\n" if text else ""


def _record_cell(value: object) -> str:
    return f"<td{_aligned(_is_number(value))}>{escaped(shown(value))}</td>"


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _aligned(right: bool) -> str:  # noqa: FBT001 - a predicate's outcome, passed on
    return ' class="n"' if right else ""
