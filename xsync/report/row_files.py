"""Rows as files: CSV for programs, XLSX for people, both complete and safe to open."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from xsync.errors import UsageError
from xsync.model import ITEM_TYPES, Field, Kind
from xsync.store.engine import DIALECT, sql_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xsync.store.engine import Engine

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A text that begins with one of these, full-width too, would be run as a formula by a spreadsheet."""

OVERLOOKED: Final = " \n\u00a0\u3000\u200b\ufeff\"'"
"""What spreadsheets and what reads a file for them may drop in front of a formula."""

MOST_ROWS_A_SHEET: Final = 1_000_000
LONGEST_CELL: Final = 32_767
"""Characters; Excel's own limit. The CSV beside it holds what is longer."""

_COLUMN_WIDTHS: Final = {Kind.TEXT: 22, Kind.TIMESTAMP: 18, Kind.DATE: 13, Kind.DECIMAL: 14, Kind.INTEGER: 10}
_NUMBER_FORMATS: Final = {
    Kind.TIMESTAMP: "yyyy-mm-dd hh:mm:ss",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DECIMAL: "#,##0.00##",
}


@dataclass(frozen=True)
class Rows:
    """Rows to be written.

    Parameters
    ----------
    engine
        Answers the statements.
    fields
        Columns in order.
    total
        How many rows there are.
    statement
        Takes offset and limit (``None`` for all the rest); gives the statement of that stretch.
    title, sheet
        What the rows are, and what a workbook's sheet of them is called.
    made_at
        The instant they are told of.
    labels
        By field, its stored values and what people read for them; values not named are their own label.
    """

    engine: Engine
    fields: tuple[Field, ...]
    total: int
    statement: Callable[[int, int | None], exp.Select | str]
    title: str
    sheet: str
    made_at: datetime
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: {"item_type": ITEM_TYPES})

    def as_text(self) -> str:
        """Return the statement of all rows under their titles, with labels, safe to open."""
        columns = [exp.alias_(self._safe(each), each.title, quoted=True) for each in self.fields]
        selected = ", ".join(column.sql(dialect=DIALECT) for column in columns)
        return f"SELECT {selected} FROM ({sql_text(self.statement(0, None))}) AS shown"  # noqa: S608 - our own parts

    def sheets(self, rows_a_sheet: int) -> Iterator[Iterator[Sequence[Any]]]:
        """Yield the rows of one sheet after another, each read from the engine as it is written."""
        for offset in range(0, max(self.total, 1), rows_a_sheet):
            yield self._read(self.statement(offset, rows_a_sheet))

    def _read(self, statement: exp.Select | str) -> Iterator[Sequence[Any]]:
        labelled = {
            at: self.labels[each.name] for at, each in enumerate(self.fields) if each.name in self.labels
        }
        for batch in self.engine.stream(statement):
            columns = [column.to_pylist() for column in batch.columns]
            for at, labels in labelled.items():
                columns[at] = [labels.get(stored, stored) for stored in columns[at]]
            yield from zip(*columns, strict=True)

    def _safe(self, of: Field) -> exp.Expression:
        column: exp.Expression = exp.column(of.name)
        if of.name in self.labels:
            labels = exp.Case(this=exp.column(of.name))
            for stored, label in self.labels[of.name].items():
                labels = labels.when(exp.Literal.string(stored), exp.Literal.string(label))
            column = labels.else_(exp.column(of.name))
        if of.kind is not Kind.TEXT:
            return column
        overlooked = exp.Literal.string(OVERLOOKED)
        bare = exp.Trim(this=column.copy(), expression=overlooked, position="LEADING")
        starts = exp.func("left", bare, exp.Literal.number(1)).isin(*FORMULA_STARTS)
        guarded = exp.DPipe(this=exp.Literal.string("'"), expression=column.copy())
        return exp.Case().when(starts, guarded).else_(column)


def write_csv(rows: Rows, path: Path) -> int:
    """Write rows to a CSV file (UTF-8, comma, ISO dates); return their number.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    return rows.engine.write_csv(rows.as_text(), path)


def write_xlsx(
    rows: Rows,
    path: Path,
    facts: Iterable[tuple[str, object]],
    *,
    rows_a_sheet: int = MOST_ROWS_A_SHEET,
    header_block: bool = False,
) -> int:
    """Write rows to a workbook with real dates and numbers; return their number.

    A program finds the header in the first row and the facts on a sheet of their own; a person who sends the
    workbook on wants them above the table, where they stay with it.

    Parameters
    ----------
    rows
        What is shown.
    path
        The file to write.
    facts
        What was asked.
    rows_a_sheet
        After so many rows the next sheet begins; Excel's own limit lies a little higher.
    header_block
        Whether the facts stand above the table of each sheet, or on a sheet ``About``.
    """
    import xlsxwriter

    told = list(facts)
    written = 0
    # Texts stay texts: nothing that stands in an export becomes a formula, a link or a number here.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": rows.made_at.astimezone(UTC).replace(tzinfo=None)})
        bold = workbook.add_format({"bold": True})
        title = workbook.add_format({"bold": True, "font_size": 14})
        formats = {
            kind: workbook.add_format({"num_format": shown}) for kind, shown in _NUMBER_FORMATS.items()
        }
        writers = [_cell_writer(each.kind, formats) for each in rows.fields]
        for number, stretch in enumerate(rows.sheets(rows_a_sheet), start=1):
            sheet = workbook.add_worksheet(rows.sheet if number == 1 else f"{rows.sheet} {number}")
            for position, each in enumerate(rows.fields):
                sheet.set_column(position, position, _COLUMN_WIDTHS[each.kind])
            top = _write_header_block(sheet, [("", rows.title), *told], title, bold) if header_block else 0
            sheet.write_row(top, 0, [each.title for each in rows.fields], bold)
            sheet.freeze_panes(top + 1, 0)
            at = top
            for at, row in enumerate(stretch, start=top + 1):
                for position, (cell, write) in enumerate(zip(row, writers, strict=True)):
                    if cell is not None:
                        write(sheet, at, position, cell)
            sheet.autofilter(top, 0, max(at, top + 1), len(rows.fields) - 1)
            written += at - top
        if not header_block:
            _write_about(workbook.add_worksheet("About"), told, bold)
    return written


def written_whole(path: Path, suffix: str, write: Callable[[Path], int]) -> Path:
    """Write a file for a person, whole or not at all, and return it.

    Parameters
    ----------
    path
        The file; one of that name is replaced.
    suffix
        What its name must end in.
    write
        Takes the path to write to.

    Raises
    ------
    UsageError
        If the name ends otherwise, or the file cannot be written.
    """
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
    """Write title and facts above the table and return the row of the table's header."""
    sheet.write_string(0, 0, str(facts[0][1]), title)
    for row, (name, value) in enumerate(facts[1:], start=1):
        sheet.write_string(row, 0, name, bold)
        _write_text(sheet, row, 1, "" if value is None else str(value))
    return len(facts) + 1


def _write_about(sheet: Any, facts: Iterable[tuple[str, object]], bold: Any) -> None:  # noqa: ANN401 - untyped library
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, bold)
        _write_text(sheet, row, 1, "" if value is None else str(value))
