"""The quick search: one text looked for in every field that people remember an item by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError
from xsync.report.filter_tree import AnyOf, Condition
from xsync.report.values import read_text

if TYPE_CHECKING:
    from xsync.report.filter import Filter

SEARCHED: Final = (
    "cin7_number",
    "xero_number",
    "consolidated_number",
    "reference",
    "contact",
    "message",
    "payment_account",
)
"""Numbers, references, contacts and messages."""


def search_filter(text: str | None) -> Filter | None:
    """Return the filter that a quick search means: any of the fields searched contains the text.

    It is a filter like any other, so that a search can be saved, said in words and repeated headlessly.

    Parameters
    ----------
    text
        What is looked for; blanks around it do not count, and nothing at all means no filter.

    Raises
    ------
    UsageError
        If it is no text, or holds a character that no stored text can hold.
    """
    if text is None or (isinstance(text, str) and not text.strip()):
        return None
    try:
        wanted = read_text(text).strip()
    except ValueError as mistake:
        raise UsageError("The search cannot be made:", [f"search: {mistake}"]) from None
    return AnyOf(tuple(Condition(name, "contains", wanted) for name in SEARCHED))
