"""The saved layouts: one readable YAML file each, shared and reviewed with git."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError, did_you_mean
from xsync.model import folded
from xsync.names import safe_file_name, write_whole
from xsync.plain_yaml import plain_yaml, read_plain_yaml
from xsync.report.layout import DEFAULT_LAYOUT, Layout
from xsync.report.layout_grammar import parse_layout, tidy_name

if TYPE_CHECKING:
    from os import PathLike

_SUFFIXES: Final = (".yaml", ".yml")


class Layouts:
    """A folder of saved layouts, with the built-in default in front of them.

    Files may be named as people like: a layout is known by the name inside its file. Names are compared
    without regard to case and spacing.

    Parameters
    ----------
    folder
        Where the files are; made when the first one is saved.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)

    def names(self) -> tuple[str, ...]:
        """Return the names of all layouts that can be loaded, ``Default`` first."""
        names = [file.name for file in self._files() if isinstance(file.content, Layout)]
        return (DEFAULT_LAYOUT.name, *sorted(names, key=_same))

    def broken(self) -> dict[str, UsageError]:
        """Return what is wrong with each saved layout that cannot be loaded, by its name.

        A file that does not tell its layout's name goes by its own.
        """
        return {file.name: file.content for file in self._files() if isinstance(file.content, UsageError)}

    def load(self, name: str) -> Layout:
        """Return a layout by its name.

        Raises
        ------
        UsageError
            If there is none, with the nearest names, or if its file cannot be used, with all mistakes.
        """
        if _is_default(name):
            return DEFAULT_LAYOUT
        file = self._find(name)
        if file is None:
            raise UsageError(f"There is no layout {name!r}; {did_you_mean(name, self.names())}")
        if isinstance(file.content, UsageError):
            raise file.content
        return file.content

    def save(self, layout: Layout, *, overwrite: bool = False) -> Path:
        """Save a layout in a file of its own, whole or not at all.

        Parameters
        ----------
        layout
            What to save, checked as if it were read.
        overwrite
            Whether a layout of the same name may be replaced, in the file it is in.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UsageError
            If the layout is wrong or the default, if its name is taken, or if the folder takes no file.
        """
        checked = parse_layout(layout.to_data())
        if _is_default(checked.name):
            raise UsageError(
                f"The layout {DEFAULT_LAYOUT.name!r} cannot be overwritten; choose another name."
            )
        existing = self._find(checked.name)
        if existing is not None and not overwrite:
            raise _taken(checked.name, existing.path.name)
        path = existing.path if existing else self._new_path(checked.name)
        text = plain_yaml(checked.to_data())
        try:
            write_whole(path, text, new=existing is None)
        except FileExistsError as fault:
            raise _taken(checked.name, path.name) from fault
        except OSError as fault:
            raise UsageError(f"The layout cannot be saved in {self.folder}: {fault.strerror}") from fault
        return path

    def _new_path(self, name: str) -> Path:
        path = self.folder / f"{safe_file_name(name)}{_SUFFIXES[0]}"
        taken = {file.path.name.casefold() for file in self._files()}
        if path.name.casefold() in taken:  # Windows and macOS would take the two for one file
            raise _taken(name, path.name)
        return path

    def _find(self, name: str) -> _File | None:
        return next((file for file in self._files() if _same(file.name) == _same(name)), None)

    def _files(self) -> list[_File]:
        paths = sorted(path for path in self.folder.glob("*") if path.suffix.lower() in _SUFFIXES)
        files: dict[str, _File] = {}
        for file in map(_read, paths):
            first = files.setdefault(_same(file.name), file)
            if first is not file:
                second = f"{file.name} ({file.path.name})"
                files[_same(second)] = _File(file.path, second, _taken(file.name, first.path.name))
        return list(files.values())


@dataclass(frozen=True)
class _File:
    path: Path
    name: str
    content: Layout | UsageError


def _read(path: Path) -> _File:
    name = path.stem
    try:
        data = read_plain_yaml(path.read_text(encoding="utf-8-sig"))
        if isinstance(data, Mapping) and isinstance(data.get("name"), str):
            name = tidy_name(data["name"]) or name
        layout = parse_layout(data)
    except UsageError as mistake:
        return _File(path, name, UsageError(f"{path.name}: {mistake.summary}", mistake.mistakes))
    except (OSError, ValueError) as fault:
        return _File(path, name, UsageError(f"{path.name} cannot be read: {fault}"))
    if _is_default(layout.name):
        return _File(path, name, UsageError(f"{path.name}: {name!r} is built in; give it another name"))
    return _File(path, layout.name, layout)


def _same(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _is_default(name: str) -> bool:
    return folded(name) == folded(DEFAULT_LAYOUT.name)


def _taken(name: str, file_name: str) -> UsageError:
    return UsageError(
        f"The layout {name!r} cannot be saved: {file_name} holds one already; choose another name."
    )
