"""The peer of an XLSX load: python-calamine reading every cell, and nothing done with them."""

from __future__ import annotations

import sys

from python_calamine import CalamineWorkbook


def main(export: str) -> None:
    assert CalamineWorkbook.from_path(export).get_sheet_by_index(0).to_python()


if __name__ == "__main__":
    main(*sys.argv[1:])
