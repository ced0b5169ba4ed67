"""What the sandbox serves: both ledgers of the demo company in memory, by id and by order."""

from __future__ import annotations

from collections import defaultdict
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError
from xsync.sources.demo.documents import guid
from xsync.sources.demo.ledgers import demo_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xsync.sources.demo.ledger import Entry, LedgerDocument
    from xsync.sources.demo.planting import PlantedFault

_SIDES: Final = ("cin7", "xero")


class Books:
    """Both ledgers; tests may change them between two pulls.

    Parameters
    ----------
    entries
        All documents.
    faults
        What was planted among them.
    """

    def __init__(self, entries: Iterable[Entry], faults: tuple[PlantedFault, ...] = ()) -> None:
        self.faults = faults
        self._lock = RLock()
        self._entries: dict[str, dict[str, Entry]] = {side: {} for side in _SIDES}
        for entry in entries:
            self._entries[entry.side][entry.document.document_id] = entry
        self._indexes: dict[tuple[str, str], dict[str, list[Entry]]] = {}

    @classmethod
    def of_demo(cls, items: int, seed: int) -> Books:
        """Return the books of the demo company."""
        entries, ledgers = demo_entries(items, seed)
        return cls(entries, ledgers.faults)

    def documents(self, side: str) -> list[LedgerDocument]:
        """Return all documents of a side."""
        with self._lock:
            return [entry.document for entry in self._entries[side].values()]

    def of_type(self, side: str, *item_types: str) -> list[Entry]:
        """Return the entries of some types, in the order in which they were made."""
        index = self._index(side, "item_type")
        return [entry for item_type in item_types for entry in index.get(item_type, ())]

    def orders(self) -> Mapping[str, list[Entry]]:
        """Return Cin7 Core's orders with their documents, by the order's id."""
        return self._index("cin7", "order")

    def below(self, parent_id: str) -> list[Entry]:
        """Return what belongs to a document of Xero: payments, refunds, files."""
        return self._index("xero", "parent").get(parent_id, [])

    def find(self, side: str, document_id: str) -> Entry | None:
        """Return a document by its id, in any case of letters."""
        return self._index(side, "id").get(document_id.lower(), [None])[0]

    def contact_id(self, side: str, name: str) -> str:
        """Return the id of a contact, or one made of the name where it has no record of its own."""
        found = self._index(side, "contact").get(name)
        return found[0].document.document_id if found else guid(side, "contact", name)

    def put(self, entry: Entry) -> None:
        """Add a document, or put it in the place of the one with its id."""
        with self._lock:
            self._entries[entry.side][entry.document.document_id] = entry
            self._indexes.clear()

    def change(self, side: str, document_id: str, **fields: Any) -> Entry:  # noqa: ANN401 - as many kinds as fields
        """Change fields of a document, and return it."""
        entry = self.find(side, document_id)
        if entry is None:
            raise UsageError(f"The sandbox has no document {document_id} in {side}.")
        entry = entry._replace(document=entry.document._replace(**fields))
        self.put(entry)
        return entry

    def remove(self, side: str, document_id: str) -> None:
        """Take a document away, as if it had been deleted for good."""
        with self._lock:
            del self._entries[side][document_id]
            self._indexes.clear()

    def _index(self, side: str, by: str) -> dict[str, list[Entry]]:
        with self._lock:
            if (side, by) not in self._indexes:
                index: defaultdict[str, list[Entry]] = defaultdict(list)
                for entry in self._entries[side].values():
                    key = _key(entry, by)
                    if key:
                        index[key].append(entry)
                self._indexes[side, by] = dict(index)
            return self._indexes[side, by]


def _key(entry: Entry, by: str) -> str:
    document = entry.document
    if by == "item_type":
        return document.item_type
    if by == "id":
        return document.document_id.lower()
    if by == "parent":
        return entry.parent_id
    if by == "contact":
        return document.number if document.item_type == "contact" else ""
    return guid(document.direction, entry.order_number) if entry.order_number else ""
