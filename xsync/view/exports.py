"""The items shown as files: CSV for programs, XLSX for people, both complete and safe to open."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from xsync.model import FIELDS, ITEM_TYPES, Kind, type_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from xsync.report.sync_report import SyncReport

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these would be run as a formula by a spreadsheet."""

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
) -> int:
    """Write the items shown to a workbook with real dates and numbers; return their number.

    Parameters
    ----------
    report
        What is shown.
    path
        The file to write.
    facts
        What was asked, for the sheet ``About``.
    rows_a_sheet
        After so many items the next sheet begins; Excel's own limit lies a little higher.
    """
    import xlsxwriter

    columns = _columns(report)
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
        formats = {
            kind: workbook.add_format({"num_format": shown}) for kind, shown in _NUMBER_FORMATS.items()
        }
        writers = [_cell_writer(FIELDS[name].kind, formats) for name in columns]
        for number, rows in enumerate(_sheets(report, rows_a_sheet), start=1):
            sheet = workbook.add_worksheet("Items" if number == 1 else f"Items {number}")
            for position, name in enumerate(columns):
                sheet.set_column(position, position, _COLUMN_WIDTHS[FIELDS[name].kind])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [FIELDS[name].title for name in columns], bold)
            at = 0
            for at, row in enumerate(rows, start=1):
                for position, (cell, write) in enumerate(zip(row, writers, strict=True)):
                    if cell is not None:
                        write(sheet, at, position, cell)
            sheet.autofilter(0, 0, max(at, 1), len(columns) - 1)
            written += at
        _write_about(workbook.add_worksheet("About"), facts, bold)
    return written


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


def _write_about(sheet: Any, facts: Iterable[tuple[str, object]], bold: Any) -> None:  # noqa: ANN401 - untyped library
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, "" if value is None else str(value))
