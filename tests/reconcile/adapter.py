"""Where the tests meet the reconciliation itself: plain data in, the oracle's kind of answer out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.reconcile.ledgers import Document, Item, Result, Settings


def reconcile(documents: Iterable[Document], items: Iterable[Item], settings: Settings) -> Result:
    """Reconcile the documents with the project's own reconciliation.

    `dead` may name just one of the dead counterparts, as a sentence does.
    """
    raise NotImplementedError((documents, items, settings))
