"""The items shown as files: CSV for programs, XLSX for people, both complete and safe to open."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from xsync.errors import UsageError
from xsync.model import FIELDS, ITEM_TYPES, Kind, type_label
from xsync.report.asked import asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xsync.report.sync_report import SyncReport

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these would be run as a formula by a spreadsheet."""

TITLE: Final = "Xero Synchronization Report"
"""As Cin7 calls it."""

MOST_ROWS_A_SHEET: Final = 1_000_000
LONGEST_CELL: Final = 32_767
"""Characters; Excel's own limit. The CSV beside it holds what is longer."""

_COLUMN_WIDTHS: Final = {Kind.TEXT: 22, Kind.TIMESTAMP: 18, Kind.DATE: 13, Kind.DECIMAL: 14, Kind.INTEGER: 10}
_NUMBER_FORMATS: Final = {
    Kind.TIMESTAMP: "yyyy-mm-dd hh:mm:ss",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DECIMAL: "#,##0.00##",
}


def write_csv(report: SyncReport, path: Path) -> int:
    """Write the items shown to a CSV file (UTF-8, comma, ISO dates); return their number.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    return report.snapshot.engine.write_csv(shown_as_text(report), path)


def write_xlsx(
    report: SyncReport,
    path: Path,
    facts: Iterable[tuple[str, object]],
    *,
    rows_a_sheet: int = MOST_ROWS_A_SHEET,
    header_block: bool = False,
) -> int:
    """Write the items shown to a workbook with real dates and numbers; return their number.

    A program finds the header in the first row and the facts on a sheet of their own; a person who sends the
    workbook on wants them above the table, where they stay with it.

    Parameters
    ----------
    report
        What is shown.
    path
        The file to write.
    facts
        What was asked.
    rows_a_sheet
        After so many items the next sheet begins; Excel's own limit lies a little higher.
    header_block
        Whether the facts stand above the table of each sheet, or on a sheet ``About``.
    """
    import xlsxwriter

    columns, told = _columns(report), list(facts)
    written = 0
    # Texts stay texts: nothing that stands in an export becomes a formula, a link or a number here.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties(
            {"created": report.question.calendar.as_of.astimezone(UTC).replace(tzinfo=None)}
        )
        bold = workbook.add_format({"bold": True})
        title = workbook.add_format({"bold": True, "font_size": 14})
        formats = {
            kind: workbook.add_format({"num_format": shown}) for kind, shown in _NUMBER_FORMATS.items()
        }
        writers = [_cell_writer(FIELDS[name].kind, formats) for name in columns]
        for number, rows in enumerate(_sheets(report, rows_a_sheet), start=1):
            sheet = workbook.add_worksheet("Items" if number == 1 else f"Items {number}")
            for position, name in enumerate(columns):
                sheet.set_column(position, position, _COLUMN_WIDTHS[FIELDS[name].kind])
            top = _write_header_block(sheet, told, title, bold) if header_block else 0
            sheet.write_row(top, 0, [FIELDS[name].title for name in columns], bold)
            sheet.freeze_panes(top + 1, 0)
            at = top
            for at, row in enumerate(rows, start=top + 1):
                for position, (cell, write) in enumerate(zip(row, writers, strict=True)):
                    if cell is not None:
                        write(sheet, at, position, cell)
            sheet.autofilter(top, 0, max(at, top + 1), len(columns) - 1)
            written += at - top
        if not header_block:
            _write_about(workbook.add_worksheet("About"), told, bold)
    return written


def export_csv(report: SyncReport, path: str | Path) -> Path:
    """Write the items shown to a CSV file for a person, whole or not at all; see `write_csv`.

    Parameters
    ----------
    report
        What is shown.
    path
        The file to write; one of that name is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        If the name does not end in ``.csv``, or the file cannot be written.
    """
    return _written_whole(Path(path), ".csv", lambda draft: write_csv(report, draft))


def export_xlsx(report: SyncReport, path: str | Path) -> Path:
    """Write the items shown to a workbook for a person: above the table stands what was asked.

    All else is as in `export_csv`, and the name ends in ``.xlsx``.
    """
    counts = report.counts
    facts = [*asked(report), ("Items", f"{counts.items_shown:,} of {counts.items_in_period:,} in the period")]
    return _written_whole(
        Path(path), ".xlsx", lambda draft: write_xlsx(report, draft, facts, header_block=True)
    )


def _written_whole(path: Path, suffix: str, write: Callable[[Path], int]) -> Path:
    if path.suffix.lower() != suffix:
        raise UsageError(f"The file's name ends in {suffix}, unlike {path.name!r}.")
    draft = path.with_name(f".{secrets.token_hex(8)}{suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch()  # so that a folder that takes no file is told by the system, not by a library
        write(draft)
        draft.replace(path)
    except OSError as fault:
        raise UsageError(f"{path} cannot be written: {fault.strerror}") from fault
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return path


def shown_as_text(report: SyncReport) -> exp.Select:
    """Return the statement of the items shown under Cin7's column titles, with labels, safe to open."""
    shown = report.items_statement()
    selected = [exp.alias_(_safe(name), FIELDS[name].title, quoted=True) for name in _columns(report)]
    return exp.select(*selected).from_(shown.subquery("shown"))


def _safe(name: str) -> exp.Expression:
    column: exp.Expression = exp.column(name)
    if name == "item_type":
        labels = exp.Case(this=exp.column(name))
        for stored, label in ITEM_TYPES.items():
            labels = labels.when(exp.Literal.string(stored), exp.Literal.string(label))
        column = labels.else_(exp.column(name))
    if FIELDS[name].kind is not Kind.TEXT:
        return column
    starts = exp.func("left", column.copy(), exp.Literal.number(1)).isin(*FORMULA_STARTS)
    guarded = exp.DPipe(this=exp.Literal.string("'"), expression=column.copy())
    return exp.Case().when(starts, guarded).else_(column)


def _columns(report: SyncReport) -> list[str]:
    layout = report.question.layout
    return list(dict.fromkeys([*layout.group_by, *layout.columns]))


def _sheets(report: SyncReport, rows_a_sheet: int) -> Iterator[Iterator[Sequence[Any]]]:
    """Yield the rows of one sheet after another, each read from the engine as it is written."""
    total = report.counts.items_shown
    for offset in range(0, max(total, 1), rows_a_sheet):
        yield _rows(report.items_statement(offset=offset, limit=rows_a_sheet), report)


def _rows(statement: exp.Select, report: SyncReport) -> Iterator[Sequence[Any]]:
    labelled = _columns(report).index("item_type") if "item_type" in _columns(report) else None
    for batch in report.snapshot.engine.stream(statement):
        columns = [column.to_pylist() for column in batch.columns]
        if labelled is not None:
            columns[labelled] = [type_label(stored) for stored in columns[labelled]]
        yield from zip(*columns, strict=True)


def _cell_writer(kind: Kind, formats: dict[Kind, Any]) -> Callable[[Any, int, int, Any], None]:
    if kind in {Kind.TIMESTAMP, Kind.DATE}:
        return lambda sheet, row, column, cell: sheet.write_datetime(row, column, cell, formats[kind])
    if kind is Kind.DECIMAL:
        return lambda sheet, row, column, cell: sheet.write_number(row, column, cell, formats[kind])
    if kind is Kind.INTEGER:
        return lambda sheet, row, column, cell: sheet.write_number(row, column, cell)
    return _write_text


def _write_text(sheet: Any, row: int, column: int, cell: str) -> None:  # noqa: ANN401 - untyped library
    sheet.write_string(row, column, cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…")


def _write_header_block(sheet: Any, facts: Sequence[tuple[str, object]], title: Any, bold: Any) -> int:  # noqa: ANN401 - untyped library
    """Write what was asked above the table and return the row of the table's header."""
    sheet.write_string(0, 0, TITLE, title)
    for row, (name, value) in enumerate(facts, start=1):
        sheet.write_string(row, 0, name, bold)
        _write_text(sheet, row, 1, "" if value is None else str(value))
    return len(facts) + 2


def _write_about(sheet: Any, facts: Iterable[tuple[str, object]], bold: Any) -> None:  # noqa: ANN401 - untyped library
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, "" if value is None else str(value))
