"""The program that reads a workbook: ``python -m xsync.sources.workbook_reader WORKBOOK STAGED_ROWS KIND…``.

It stages the rows of the sheet that holds most of such a kind of file and prints that sheet's header, or why
there is none, as one JSON object.
"""

from __future__ import annotations

import gc
import itertools
import json
import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import DataRefused
from xsync.sources.cells import text_of
from xsync.sources.file_kinds import KINDS
from xsync.sources.header import SEARCHED_ROWS, Header, find_header, require_complete

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet

    from xsync.sources.file_kinds import FileKind

_MEMORY_ALLOWED: Final = 8 << 30
"""Bytes; the largest sheet Excel can hold, 1,048,576 rows, takes about two thousand million."""


def main(path: Path, staged_rows: Path, kinds: Sequence[FileKind]) -> None:
    """Read a workbook into a file of staged rows."""
    gc.disable()  # nothing here is cyclic, and a short life needs no collector
    sys.meta_path.insert(0, _WithoutPandas())
    Thread(target=import_module, args=["xsync.sources.staging"]).start()  # while calamine parses
    _bound_memory()
    try:
        header, rows = _fullest_sheet(path, kinds)
        from xsync.sources.staging import stage_rows

        stage_rows(rows, len(header.cells), staged_rows)
        answer = {**vars(header), "kind": header.kind.name}
    except DataRefused as refusal:
        answer = {"refused": refusal.summary, "mistakes": refusal.mistakes}
    sys.stdout.write(json.dumps(answer))


def _fullest_sheet(path: Path, kinds: Sequence[FileKind]) -> tuple[Header, Iterator[tuple[int, list[Any]]]]:
    """Return the header that names most columns of a kind, and the numbered rows below it."""
    from python_calamine import CalamineError, CalamineWorkbook

    fullest: Header | None = None
    rows: Iterator[tuple[int, list[Any]]] = iter(())
    try:
        with path.open("rb") as file:  # opened here, as a wrong suffix would mislead calamine
            workbook = CalamineWorkbook.from_filelike(file)
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                header = find_header(_first_rows(sheet), kinds)
                if header and (fullest is None or len(header.fields) > len(fullest.fields)):
                    fullest, rows = header, _rows_below(sheet, header)
    except (CalamineError, OSError, ValueError) as error:
        raise DataRefused(f"{path.name} cannot be read as a workbook ({error}). {kinds[0].remedy}") from error
    return require_complete(fullest, path.name, kinds[0]), rows


def _first_rows(sheet: CalamineSheet) -> Iterator[list[str | None]]:
    for row in itertools.islice(sheet.iter_rows(), SEARCHED_ROWS):
        yield [text_of(cell) for cell in row]


def _rows_below(sheet: CalamineSheet, header: Header) -> Iterator[tuple[int, list[Any]]]:
    rows = itertools.islice(sheet.iter_rows(), header.row, None)
    return enumerate(rows, start=header.row + 1)


class _WithoutPandas(MetaPathFinder):
    """Keeps pyarrow from importing pandas, for half a second, to see whether our lists are its own."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """Look for nothing, and refuse pandas."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _bound_memory() -> None:
    """Let this process take only so much more memory than it has, where the system can see to it."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    allowed = pages * resource.getpagesize() + _MEMORY_ALLOWED
    if most != resource.RLIM_INFINITY:
        allowed = min(allowed, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [KINDS[name] for name in sys.argv[3:]])
