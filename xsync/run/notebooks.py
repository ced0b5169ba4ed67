"""The notebooks that the package carries, and any other by its path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from xsync.errors import UsageError, did_you_mean

_PACKAGE: Final = Path(__file__).resolve().parents[1]


def notebooks_folder() -> Path:
    """Return the folder of the notebooks: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "notebooks"
    return installed if installed.is_dir() else _PACKAGE.parent / "notebooks"


def find_notebook(name: str) -> Path:
    """Return the notebook that a parameter file names: one the package carries, or a path.

    Raises
    ------
    UsageError
        If there is none, with the nearest names.
    """
    path = Path(name)
    if path.suffix == ".ipynb":
        if not path.is_file():
            raise UsageError(f"notebook: there is no file {name}; relative paths start at {Path.cwd()}")
        return path
    carried = {each.stem: each for each in sorted(notebooks_folder().glob("*.ipynb"))}
    if name not in carried:
        raise UsageError(f"notebook: there is no notebook {name!r}, {did_you_mean(name, carried)}")
    return carried[name]


def parameter_names(notebook: Path) -> tuple[str, ...]:
    """Return the names that a notebook's ``parameters`` cell assigns.

    Raises
    ------
    UsageError
        If it is no notebook.
    """
    import ast

    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = [
            "".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())
        ]
        statements = [statement for source in sources for statement in ast.parse(source).body]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise UsageError(f"notebook: {notebook} is no notebook with a readable 'parameters' cell") from error
    targets = [target for each in statements if isinstance(each, ast.Assign) for target in each.targets]
    targets += [each.target for each in statements if isinstance(each, ast.AnnAssign)]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))
