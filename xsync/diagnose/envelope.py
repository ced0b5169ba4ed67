"""The envelopes messages come in: Xero's validation errors as JSON or XML, in text, escaped or not.

Shapes: Xero's developer pages on response codes and errors (``Elements[].ValidationErrors[].Message``), its
older XML answers, Cin7's list of ``Exception``, OAuth's ``error_description``.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any, Final
from urllib.parse import unquote_plus

_TELLING: Final = frozenset(
    {
        *("message", "detail", "exception", "error", "title", "description", "reason"),
        *("errordescription", "errormessage"),
    }
)
_CODES: Final = frozenset({"status", "statuscode", "httpstatuscode"})
_INNER: Final = "validationerror"
_LARGEST: Final = 1_000_000
_MOST_OPENINGS: Final = 8
_MOST_PARTS: Final = 200
_TAG: Final = re.compile(r"<[^<>]*>")
_NAME: Final = re.compile(r"</?\s*(?:[\w.-]+:)?([\w.-]+)")
_REFERENCE: Final = re.compile(r"&(?:lt|gt|quot|amp|apos|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_PREAMBLE: Final = re.compile(
    r"^\W{0,5}(?:xero(?: api)?(?: error| says)?\W{1,4})?(?:a )?validation ?exception(?: (?:has )?occurred)?"
    r"\W{0,3}(?:\(?(?:error ?number)?\W{0,2}\d{1,4}\)?)?\W{0,8}",
    re.IGNORECASE,
)
_DECODER: Final = json.JSONDecoder(strict=False)


def unpacked(message: str) -> list[str]:
    """Return the texts inside a message, those of validation errors first; a plain text is itself.

    Examples
    --------
    >>> unpacked('400: {"Message": "Unfit", "Elements": [{"ValidationErrors": [{"Message": "No date"}]}]}')
    ['No date', 'Unfit', '400:']
    """
    text = _unescaped(message[:_LARGEST])
    inner: list[str] = []
    outer: list[str] = []
    rest = _from_json(text, inner, outer)
    if rest is None and '\\"' in text:
        rest = _from_json(text.replace('\\"', '"'), inner, outer)
    rest = _from_xml(text if rest is None else rest, inner, outer)
    texts = [_PREAMBLE.sub("", each.strip()).strip() or each.strip() for each in (*inner, *outer, rest)]
    return list(dict.fromkeys(each for each in texts if each))[:_MOST_PARTS] or [message.strip()]


def _unescaped(text: str) -> str:
    for _ in range(2):
        if not _REFERENCE.search(text):
            break
        text = html.unescape(text)
    if "%" in text and not re.search(r"\s", text):
        text = unquote_plus(text)
    return text


def _from_json(text: str, inner: list[str], outer: list[str]) -> str | None:
    """Collect the texts of the JSON in a text and return what stands around it; ``None`` if there is none."""
    at, end = -1, len(text)
    for _ in range(_MOST_OPENINGS):
        places = [place for place in (text.find("{", at + 1), text.find("[", at + 1)) if place >= 0]
        if not places:
            return None
        at = min(places)
        try:
            data, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        found = len(inner) + len(outer)
        _collect(data, inner, outer)
        if len(inner) + len(outer) > found or not text[:at].strip():
            return f"{text[:at]} {text[end:]}"
    return None


def _collect(data: Any, inner: list[str], outer: list[str]) -> None:  # noqa: ANN401 - any JSON
    """Walk through an answer in its own order, without recursion: nobody's nesting ends the walk."""
    waiting: list[tuple[str, Any, bool]] = [("", data, False)]
    while waiting:
        name, value, is_inner = waiting.pop()
        match value:
            case dict():
                parts = [(_folded(key), each) for key, each in value.items()]
                waiting += [(key, each, is_inner or _INNER in key) for key, each in reversed(parts)]
            case list():
                waiting += [(name, each, is_inner) for each in reversed(value)]
            case str() if name in _TELLING or _INNER in name:
                (inner if is_inner else outer).append(value)
            case int() if name in _CODES:
                outer.append(f"HTTP {value}")


def _from_xml(text: str, inner: list[str], outer: list[str]) -> str:
    """Collect the texts of telling elements, and return the text outside of them."""
    tags = list(_TAG.finditer(text))
    if not tags:
        return text
    around, depth, name, at = [], 0, "", 0
    for tag in [*tags, None]:
        piece = text[at : tag.start() if tag else len(text)]
        if name in _TELLING:
            (inner if depth else outer).append(piece)
        elif not name:
            around.append(piece)
        if tag is None:
            break
        at = tag.end()
        named = _NAME.match(tag[0])
        opened = named is not None and not tag[0].startswith("</") and not tag[0].endswith("/>")
        name = _folded(named[1]) if named and opened else ""
        if named and _INNER in _folded(named[1]) and not tag[0].endswith("/>"):
            depth += 1 if opened else -1
    return " ".join(filter(None, map(str.strip, around)))


def _folded(name: object) -> str:
    return re.sub(r"[\W_]+", "", str(name)).casefold()
