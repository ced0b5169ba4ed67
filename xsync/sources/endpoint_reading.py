"""One endpoint read to its end: pages that neither lose nor double anything, then the details wanted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from xsync.errors import LedgerUnreachable
from xsync.sources.answer_values import inside, rows_of
from xsync.sources.paced_http import SERVER_FAULT, EndpointRefused, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from xsync.sources.answer_values import Row
    from xsync.sources.endpoint_plan import Detail, Endpoint, Listing, Paging
    from xsync.sources.paced_http import PacedHttp
    from xsync.sources.spool import Spool

_READINGS: Final = 2
"""How often a list is read whose rows do not add up to the number that it tells."""
_OWN_PAGE_SIZE: Final = 100
"""The page size of a server that does not care what it was asked for."""
_ALL_ALIKE: Final = 3
"""After so many details that are not there, with none that is, it is the endpoint that is not."""
_TELL_EVERY: Final = 30
_BARREN_PAGES: Final = 5
"""After so many pages in a row with nothing new there is no more, however many rows a server tells of."""
_LONGEST_ID: Final = 200
_OTHER_PAGES: Final = 2
"""How often a page is asked for again where another was given."""


@dataclass(frozen=True)
class Refusal:
    """A part of an endpoint that was not read.

    Parameters
    ----------
    part
        Its address, or the detail's name.
    status, reason
        What the interface said.
    covers
        The item types that are missing for it.
    """

    part: str
    status: int
    reason: str
    covers: tuple[str, ...]


@dataclass
class Outcome:
    """How the reading of an endpoint ended.

    Parameters
    ----------
    refusals
        What was refused.
    stopped
        Why nothing more can be asked of the interface for now, if so.
    short
        What does not add up, if anything does not.
    lacks_essentials
        Whether a refusal concerns more than what is extra.
    left_out
        How many details were not asked for, for their rows told nothing new.
    """

    refusals: list[Refusal] = field(default_factory=list)
    stopped: LedgerUnreachable | None = None
    short: list[str] = field(default_factory=list)
    lacks_essentials: bool = False
    left_out: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether all was read that makes the endpoint whole."""
        return self.stopped is None and not self.short and not self.lacks_essentials

    @property
    def can_go_on(self) -> bool:
        """Whether another pull may get what this one did not, and needs only that."""
        return self.stopped is not None or any(each.status >= SERVER_FAULT for each in self.refusals)


class Reading:
    """Reads one endpoint.

    Parameters
    ----------
    http
        The interface.
    endpoint
        What is read.
    spool
        Keeps the answers, and has those of an earlier beginning.
    since
        Only what changed since then (naive UTC); none for all.
    workers
        How many details are asked for at once.
    tell
        Called with a line of text as it goes on.
    is_known
        Whether a row tells nothing new, so that its detail need not be asked for.
    """

    def __init__(
        self,
        http: PacedHttp,
        endpoint: Endpoint,
        spool: Spool,
        *,
        since: datetime | None,
        workers: int,
        tell: Callable[[str], None],
        is_known: Callable[[Detail, Row], bool],
    ) -> None:
        self._http, self._endpoint, self._spool, self._since = http, endpoint, spool, since
        self._workers, self._tell, self._is_known = workers, tell, is_known
        self._outcome = Outcome()

    def run(self) -> Outcome:
        """Read all there is."""
        try:
            rows: dict[str, Row] = {}
            for listing in self._endpoint.listings:
                try:
                    rows |= self._listed(listing)
                except EndpointRefused as refused:
                    self._refused(listing.path, refused, listing.covers, is_extra=False)
            for detail in self._endpoint.details:
                wanted = {row_id: row for row_id, row in rows.items() if detail.wanted(row)}
                new = [row_id for row_id, row in wanted.items() if not self._is_known(detail, row)]
                self._outcome.left_out += len(wanted) - len(new)
                try:
                    self._detailed(detail, new)
                except EndpointRefused as refused:
                    self._refused(detail.name, refused, detail.covers, is_extra=detail.is_extra)
        except LedgerUnreachable as stopped:
            self._outcome.stopped = stopped
        return self._outcome

    def _refused(
        self, part: str, refused: EndpointRefused, covers: tuple[str, ...], *, is_extra: bool
    ) -> None:
        self._outcome.refusals.append(Refusal(part, refused.status, refused.summary, covers))
        self._outcome.lacks_essentials |= not is_extra

    def _listed(self, listing: Listing) -> dict[str, Row]:
        """Return all rows of a list by their ids, each as it was told last."""
        rows: dict[str, Row] = {}
        expected: int | None = None
        for reading in range(1, _READINGS + 1):
            if listing.has_equal_rows:  # nothing tells those of the reading before from these
                rows.clear()
            first, expected = self._pages(listing, reading, rows)
            is_steady = not listing.has_equal_rows or first == expected
            if expected is None or (is_steady and len(rows) >= expected):
                return rows
        self._outcome.short.append(
            f"{listing.path} tells of {expected:,} rows and gave {len(rows):,}, read {_READINGS} times"
            + ("" if is_steady else "; it changed while it was read")
        )
        return rows

    def _pages(self, listing: Listing, reading: int, rows: dict[str, Row]) -> tuple[int | None, int | None]:
        """Read page after page into ``rows``; return how many there are by the first page and by the last."""
        seen: set[str] = set()
        told: list[int | None] = []
        equal = _EqualRows()
        page, first_size, barren = 1, 0, 0
        while True:
            data = self._page(listing, page, reading)
            found = _rows(data, listing)
            keyed = (
                equal.keyed(found)
                if listing.has_equal_rows
                else {_id_of(row, listing.id_name): row for row in found}
            )
            is_repeated = keyed.keys() <= seen
            barren = barren + 1 if is_repeated else 0
            seen |= keyed.keys()
            rows |= keyed
            if listing.paging is None:
                return None, None
            first_size = first_size or len(found)
            expected = _whole_number(inside(data, *listing.count)) if listing.count else None
            told.append(expected)
            self._tell(_counted(self._endpoint.name, len(rows), expected))
            if not found or (expected is not None and len(seen) >= expected):
                return told[0], expected
            last = _last_page(data, expected, first_size)
            if barren >= _BARREN_PAGES:
                return told[0], expected
            if page >= last if last else is_repeated or _is_short(len(found), first_size, listing.paging):
                return told[0], expected
            page += 1

    def _page(self, listing: Listing, page: int, reading: int) -> Any:  # noqa: ANN401 - as `_asked`
        """Ask for a page; one that says it is another is asked for again before it is taken."""
        parameters = self._parameters(listing, page)
        for _ in range(_OTHER_PAGES):
            data = self._asked(listing.path, listing.path, parameters, reading, page=page)
            if data is not None:
                return data
        return self._asked(listing.path, listing.path, parameters, reading)

    def _parameters(self, listing: Listing, page: int) -> dict[str, str]:
        asked = dict(listing.parameters)
        if listing.paging is not None:
            asked |= {listing.paging.page: str(page), listing.paging.size_name: str(listing.paging.size)}
        if self._since is not None and listing.since:
            asked[listing.since] = self._since.isoformat(timespec="seconds")
        return asked

    def _detailed(self, detail: Detail, row_ids: Sequence[str]) -> None:
        """Ask for the details of some rows, one call each."""
        if not row_ids:
            return
        missing = [each for each in row_ids if _key(*_request(detail, each), 1) not in self._spool]
        found = len(row_ids) - len(missing)
        self._tell_rest(detail, len(missing))
        absent = 0
        for number, refused in enumerate(self._one_by_one(detail, missing), start=1):
            if refused is None:
                found += 1
            else:
                absent += 1
                if not found and absent >= min(_ALL_ALIKE, len(row_ids)):
                    raise refused
            if number % _TELL_EVERY == 0:
                self._tell_rest(detail, len(missing) - number)

    def _one_by_one(self, detail: Detail, row_ids: Sequence[str]) -> Any:  # noqa: ANN401 - a generator
        """Yield, as each detail has come, nothing, or why this one is not there."""
        if self._workers == 1:
            yield from (self._one(detail, each) for each in row_ids)
            return
        pool = ThreadPoolExecutor(self._workers)
        try:
            for done in as_completed([pool.submit(self._one, detail, each) for each in row_ids]):
                yield done.result()
        finally:
            self._http.stop.set()
            pool.shutdown(cancel_futures=True)
            self._http.stop.clear()

    def _one(self, detail: Detail, row_id: str) -> EndpointRefused | None:
        path, parameters = _request(detail, row_id)
        try:
            self._asked(detail.name, path, parameters, 1, about=row_id)
        except EndpointRefused as refused:
            if refused.is_about_one:
                return refused
            raise
        return None

    def _tell_rest(self, detail: Detail, calls: int) -> None:
        if calls:
            self._tell(f"{detail.name}: {calls:,} details, {duration(self._http.pace.seconds(calls))}")

    def _asked(
        self,
        part: str,
        path: str,
        parameters: Mapping[str, str],
        reading: int,
        *,
        about: str = "",
        page: int | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the interface says
        """Return what the interface says, now or before; nothing if it gives another page than asked for."""
        key = _key(path, parameters, reading)
        if kept := self._spool.find(key):
            return read_json(kept.text)
        headers = {name: value for name, value in parameters.items() if "-" in name}
        query = {name: value for name, value in parameters.items() if name not in headers}
        answered = self._http.get(path, query, headers)
        if page is not None and _told_page(answered.data) not in {None, page}:
            return None
        self._spool.add(part, key, answered.text, about)
        return answered.data


class _EqualRows:
    """Tells rows apart that say the same, by how many came before, but not those of a page given twice."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self._pages: set[tuple[str, ...]] = set()

    def keyed(self, page: Sequence[Row]) -> dict[str, Row]:
        """Return the rows of a page by keys of their own; none if it came before."""
        prints = tuple(_id_of(row, "") for row in page)
        if prints in self._pages:
            return {}
        self._pages.add(prints)
        keyed = {}
        for print_, row in zip(prints, page, strict=True):
            self._counted[print_] += 1
            keyed[f"{print_} {self._counted[print_]}"] = row
        return keyed


def duration(seconds: float) -> str:
    """Say how long something takes.

    Examples
    --------
    >>> duration(20), duration(2_000), duration(10_000)
    ('less than a minute', 'about 34 minutes', 'about 2.8 hours')
    """
    minutes = -(-seconds // 60)
    if minutes < 1 or seconds < 60:  # noqa: PLR2004 - a minute
        return "less than a minute"
    if minutes < 100:  # noqa: PLR2004 - from here on hours are easier to read
        return f"about {minutes:.0f} minutes"
    return f"about {seconds / 3600:.1f} hours"


def _counted(name: str, rows: int, expected: int | None) -> str:
    return f"{name}: {rows:,}" + ("" if expected is None else f" of {expected:,}")


def _request(detail: Detail, row_id: str) -> tuple[str, dict[str, str]]:
    path = detail.path.format(id=quote(row_id, safe=""))
    return path, {detail.parameter: row_id} if detail.parameter else {}


def _key(path: str, parameters: Mapping[str, str], reading: int) -> str:
    """Return a request as text; a second reading of the same is another."""
    query = urlencode(sorted(parameters.items()))
    return path + (f"?{query}" if query else "") + (f" (reading {reading})" if reading > 1 else "")


def _rows(data: object, listing: Listing) -> list[Row]:
    if not listing.key:
        return rows_of(data)
    found = inside(data, listing.key)
    if not isinstance(found, list):
        raise EndpointRefused(200, f"answered without a list of {listing.key}; is the base address right?")
    return rows_of(found)


def _id_of(row: Row, id_name: str) -> str:
    """Return a row's id, or a fingerprint of the row where it has none that an address can hold."""
    named = row.get(id_name) if id_name else None
    if isinstance(named, str) and named.strip(".") and named.isprintable() and len(named) <= _LONGEST_ID:
        return named
    return hashlib.sha256(json.dumps(row, default=str, sort_keys=True).encode()).hexdigest()


def _last_page(data: object, expected: int | None, first_size: int) -> int | None:
    """Return the number of the last page, if the answer lets it be known."""
    told = _whole_number(inside(data, "pagination", "pageCount"))
    if told is not None:
        return told
    return None if expected is None else -(-expected // first_size)


def _told_page(data: object) -> int | None:
    told = inside(data, "pagination", "page")
    return _whole_number(inside(data, "Page") if told is None else told)


def _whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _is_short(rows: int, first_size: int, paging: Paging) -> bool:
    return rows < max(first_size, min(paging.size, _OWN_PAGE_SIZE))
