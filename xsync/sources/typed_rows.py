"""A staged file's rows, typed: what each cell means, and every reason why a row cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused
from xsync.model import Kind
from xsync.sources.amounts import amount_sql, infer_decimal_mark
from xsync.sources.cells import TOTALS
from xsync.sources.dates import (
    DATE_START,
    ORDER_IN_WORDS,
    DateOrder,
    formats,
    infer_date_order,
    plausible_sql,
    timestamp_sql,
    utc_sql,
    writes_short_years,
)
from xsync.sources.staging import Staged, column_names
from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xsync.sources.file_kinds import FileKind, Words
    from xsync.store.engine import Engine
    from xsync.store.ledger_loads import LedgerLoad
    from xsync.store.loads import Load

_MOST_SPELLINGS: Final = 10_000
"""Different types and statuses, taken together, that a log may hold; real ones hold some dozens."""
_SQL_TYPES: Final = {Kind.DATE: "DATE", Kind.TIMESTAMP: "TIMESTAMP", Kind.DECIMAL: "DECIMAL(18, 4)"}
_CODE: Final = "^[A-Za-z]{3}$"


@dataclass(frozen=True)
class TypedRows:
    """What was found out about a file's rows, and the statements that follow from it.

    Parameters
    ----------
    staged
        The rows as text.
    rows_read
        How many are items: neither blank nor a total nor the header again.
    date_order
        In which order its dates stand, if any needs one.
    unknown
        Field → values outside its vocabulary, kept verbatim, and their number of rows.
    item_types
        The item types it holds, as they are stored.
    """

    staged: Staged
    rows_read: int
    date_order: DateOrder | None
    unknown: Mapping[str, dict[str, int]]
    item_types: tuple[str, ...]
    _spellings: Mapping[str, Mapping[str, str | None]] = field(repr=False)
    _readings: Mapping[str, str] = field(repr=False)
    _items: str = field(repr=False)

    @classmethod
    def examine(cls, engine: Engine, staged: Staged, date_order: DateOrder | None = None) -> TypedRows:
        """Look over all rows once for what no single row tells: spellings, date order, decimal mark.

        Parameters
        ----------
        date_order
            As the user says; ``None`` to infer it.

        Raises
        ------
        DataRefused
            If the order of its dates stays open, or its words, such as types and statuses, are not that.
        """
        kind, present = staged.header.kind, staged.header.fields
        rows = _items_sql(staged)
        columns = list(dict.fromkeys(words.column for words in kind.words))
        spelled = engine.rows(
            f"SELECT {', '.join(columns)}, count(*) FROM ({rows}) "
            f"GROUP BY ALL ORDER BY {len(columns) + 1} DESC LIMIT {_MOST_SPELLINGS + 1}"
        )
        if len(spelled) > _MOST_SPELLINGS:
            titles = " and ".join(f"'{kind.field(name).title}'" for name in columns)
            raise DataRefused(
                f"Its columns {titles} hold more than {_MOST_SPELLINGS:,} different values, so they are not "
                f"what their titles say. {kind.remedy}"
            )
        date_columns = [name for name in kind.of_kind(Kind.DATE, Kind.TIMESTAMP) if name in present]
        dates = _distinct_dates(engine, staged, date_columns)
        order = date_order or infer_date_order(dates)
        known = formats(order, short_years=writes_short_years(dates))
        readings = {
            name: timestamp_sql(name, known, _seen_formats(engine, rows, name, known))
            for name in date_columns
        }
        for name in kind.instants:
            if name in readings:
                readings[name] = utc_sql(name, readings[name])
        if amounts := [name for name in kind.of_kind(Kind.DECIMAL) if name in present]:
            mark = infer_decimal_mark(engine, staged, [f"c{present[name]}" for name in amounts])
            readings |= {name: amount_sql(name, mark) for name in amounts}
        readings |= {
            name: f"CASE WHEN regexp_matches({name}, '{_CODE}') THEN upper({name}) END"
            for name in kind.codes
            if name in present
        }
        counted = {name: _counted(spelled, at) for at, name in enumerate(columns)}
        spellings = {
            words.field: {text: words.read(text) for text in counted[words.column]} for words in kind.words
        }
        return cls(
            staged=staged,
            rows_read=sum(int(str(number)) for *_, number in spelled),
            date_order=order,
            unknown={
                words.field: {
                    text: counted[words.field][text]
                    for text, stored in spellings[words.field].items()
                    if str(stored).casefold() not in {word.casefold() for word in words.known}
                }
                for words in kind.words
                if not words.refusal and not words.written_in
            },
            item_types=tuple(sorted(filter(None, set(spellings["item_type"].values())))),
            _spellings=spellings,
            _readings=readings,
            _items=rows,
        )

    @property
    def kind(self) -> FileKind:
        """Of what kind of file they are."""
        return self.staged.header.kind

    def values(self) -> dict[str, str]:
        """Return the expression of each field, typed."""
        return {each.name: self._value(each.name) for each in self.kind.fields}

    def readable_sql(self, columns: Mapping[str, str]) -> str:
        """Return the statement for the rows that can be read.

        Parameters
        ----------
        columns
            Column → its expression, over `values`, ``source_row`` and ``other_columns``.
        """
        return f"{self._selected(columns)} WHERE NOT coalesce({self._mistaken_sql()}, false)"

    def every_row_sql(self) -> str:
        """Return the statement for all rows: `values`, ``source_row``, and whether each ``is_mistaken``."""
        judged = {"is_mistaken": f"coalesce({self._mistaken_sql()}, false)"}
        return self._selected({**self.values(), "source_row": "source_row", **judged})

    def rejects_sql(self, load: Load | LedgerLoad) -> str:
        """Return the statement for every value that keeps its row out, as ``quarantine`` takes them."""
        return quarantined_sql(load, self.mistakes_sql())

    def mistakes_sql(self) -> str:
        """Return the statement for every value that keeps its row out: its row, field, value and reason."""
        selects = [
            f"SELECT source_row, {text_literal(name)} AS field, {value} AS value, "
            f"{text_literal(reason)} AS reason FROM mistaken WHERE {condition}"
            for name, value, condition, reason in self._mistakes()
        ]
        return f"""
WITH mistaken AS MATERIALIZED (SELECT * FROM ({self._read_sql()}) WHERE {self._mistaken_sql()})
{" UNION ALL ".join(selects)}"""

    def _selected(self, columns: Mapping[str, str]) -> str:
        selected = ", ".join(f"{value} AS {name}" for name, value in columns.items())
        return f"SELECT {selected} FROM ({self._read_sql()})"

    def _read_sql(self) -> str:
        """Return the items with what their dates and amounts were read as, beside the text."""
        read = "".join(f", {reading} AS {name}_read" for name, reading in self._readings.items())
        return f"SELECT *{read} FROM ({self._items})"

    def _value(self, name: str) -> str:
        kind = self.kind.field(name).kind
        if words := next((each for each in self.kind.words if each.field == name), None):
            return _respelled(words, self._spellings[name])
        if kind is Kind.TEXT:
            return f"{name}_read" if name in self._readings else name
        sql_type = _SQL_TYPES[kind]
        return f"{name}_read::{sql_type}" if name in self._readings else f"NULL::{sql_type}"

    def _mistaken_sql(self) -> str:
        return " OR ".join(f"({condition})" for _, _, condition, _ in self._mistakes())

    def _mistakes(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield each kind of mistake: field, expression of the value, condition, reason."""
        for name in self.kind.filled:
            yield name, name, f"{name} IS NULL", "is empty"
        for words in self.kind.words:
            unknown = [text for text, stored in self._spellings[words.field].items() if stored is None]
            if words.refusal and unknown:
                listed = ", ".join(map(text_literal, unknown))
                yield words.field, words.column, f"{words.column} IN ({listed})", words.refusal
        written = f" (this file writes {ORDER_IN_WORDS[self.date_order]})" if self.date_order else ""
        for name in self._readings:
            unread = f"{name} IS NOT NULL AND {name}_read IS NULL"
            if name in self.kind.codes:
                yield name, name, unread, "is no code of three letters"
            elif name in self.kind.of_kind(Kind.DECIMAL):
                yield name, name, unread, "is not an amount (of up to 14 digits and four decimals)"
            else:
                yield name, name, unread, f"is not a date{written}"
                implausible = f"NOT {plausible_sql(f'{name}_read')}"
                yield name, name, implausible, "is a date outside the years 1990 to 2099"
        yield "row", "excess", "excess IS NOT NULL", "has more cells than the header and the other rows"


def quarantined_sql(load: Load | LedgerLoad, mistakes: str) -> str:
    """Return the statement of a load's mistakes as the ``quarantine`` table takes them."""
    return f"""
SELECT {text_literal(load.organisation)} AS organisation, {text_literal(load.load_id)} AS load_id,
    {text_literal(load.source_file)} AS source_file, source_row AS row, field,
    left(value, 500) AS value, reason
FROM ({mistakes}) ORDER BY row, field"""


def _items_sql(staged: Staged) -> str:
    """Return the rows that are items, one column of text per field, blanks null, guards taken off."""
    cells, header = column_names(staged.width), staged.header
    columns = []
    for each in header.kind.fields:
        position = header.fields.get(each.name)
        cell = "NULL::VARCHAR" if position is None else cells[position]
        if position is not None and each.name not in header.kind.free_text:
            cell = f"CASE WHEN starts_with({cell}, '''') THEN nullif(trim({cell}[2:]), '') ELSE {cell} END"
        columns.append(f"{cell} AS {each.name}")
    first_cell = f"coalesce({', '.join(cells)}, excess)"
    totals = ", ".join(text_literal(total) for total in TOTALS)
    return f"""
SELECT source_row, {", ".join(columns)}, {_other_columns_sql(staged)} AS other_columns, excess
FROM {staged.relation}
WHERE CASE WHEN {_bare_sql(staged)}
        THEN {first_cell} IS NOT NULL AND lower(rtrim({first_cell}, ' :')) NOT IN ({totals})
    ELSE {_unlike_header_sql(staged)} END"""


def _bare_sql(staged: Staged) -> str:
    """Return the condition of rows that lack what items have, as a total does."""
    kind, present = staged.header.kind, staged.header.fields
    lacking = [f"c{present[name]} IS NULL" for name in kind.filled]
    if kind.one_of:
        keys = ", ".join(f"c{present[name]}" for name in kind.one_of if name in present)
        lacking.append(f"coalesce({keys}, NULL) IS NULL")
    return " OR ".join(lacking)


def _unlike_header_sql(staged: Staged) -> str:
    """Return the condition that a row is not the header again."""
    kind, header = staged.header.kind, staged.header
    telling = [*kind.required, *(name for name in kind.one_of if name in header.fields)]
    return " OR ".join(
        f"c{header.fields[name]} {'<>' if name in kind.filled else 'IS DISTINCT FROM'} "
        f"{text_literal(header.cells[header.fields[name]])}"
        for name in sorted(telling, key=lambda name: name not in kind.filled)
    )


def _other_columns_sql(staged: Staged) -> str:
    """Return the columns that are no fields of its kind as one JSON text, null where all are blank."""
    others = staged.header.others(staged.width)
    if not others:
        return "NULL::VARCHAR"
    cells = [f"c{position}" for position in others.values()]
    pairs = ", ".join(f"{text_literal(title)}, {cell}" for title, cell in zip(others, cells, strict=True))
    return f"CASE WHEN coalesce({', '.join(cells)}, NULL) IS NOT NULL THEN json_object({pairs})::VARCHAR END"


def _distinct_dates(engine: Engine, staged: Staged, columns: list[str]) -> dict[str, int]:
    """Return the distinct beginnings of dates, see `DATE_START`, and how often each stands there."""
    counted: dict[str, int] = {}
    for name in columns:
        cell = f"c{staged.header.fields[name]}"
        words = (
            f"SELECT split_part({cell}, ' ', 1) AS word, count(*) AS times FROM {staged.relation} GROUP BY 1"
        )
        day = f"regexp_extract(ltrim(word, ''''), {text_literal(DATE_START)})"
        for text, count in engine.rows(
            f"SELECT {day} AS day, sum(times)::BIGINT FROM ({words}) GROUP BY 1 HAVING day <> ''"
        ):
            counted[str(text)] = counted.get(str(text), 0) + int(str(count))
    return counted


def _seen_formats(engine: Engine, rows: str, column: str, known: list[str]) -> list[str]:
    """Return those of the known formats that the first hundred dates of a column have."""
    counts = ", ".join(f"count(try_strptime({column}, {text_literal(each)}))" for each in known)
    ((*counted,),) = engine.rows(
        f"SELECT {counts} FROM (SELECT {column} FROM ({rows}) WHERE {column} IS NOT NULL LIMIT 100)"
    )
    return [each for count, each in zip(counted, known, strict=True) if count]


def _counted(spelled: list[tuple[object, ...]], position: int) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in spelled:
        if row[position] is not None:
            text = str(row[position])
            counted[text] = counted.get(text, 0) + int(str(row[-1]))
    return counted


def _respelled(words: Words, spellings: Mapping[str, str | None]) -> str:
    """Return the expression of what is stored for a column's words."""
    cases = " ".join(
        f"WHEN {text_literal(written)} THEN {'NULL' if stored is None else text_literal(stored)}"
        for written, stored in spellings.items()
        if written != stored
    )
    return f"CASE {words.column} {cases} ELSE {words.column} END" if cases else words.column
