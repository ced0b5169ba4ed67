"""One ledger being pulled: endpoint after endpoint, from its answers to its documents in the store."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from xsync.names import safe_file_name
from xsync.sources.answer_values import OddValue
from xsync.sources.answered_documents import answer_rows, write_documents
from xsync.sources.endpoint_plan import Context
from xsync.sources.endpoint_reading import Outcome, Reading, Refusal
from xsync.sources.spool import Spool, now
from xsync.sources.stopped_pull import StoppedPull
from xsync.store.caller import account_name
from xsync.store.documents import store_documents
from xsync.store.engine import parquet_relation, text_literal
from xsync.store.ledger_loads import LedgerLoad
from xsync.store.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from xsync.sources.answer_values import Row
    from xsync.sources.endpoint_plan import Detail, Endpoint, Plan
    from xsync.sources.paced_http import PacedHttp
    from xsync.store.engine import Engine
    from xsync.store.store import Store

OVERLAP: Final = timedelta(hours=1)
"""So far back a pull looks beyond the beginning of the one before: stamps and filters are not exact."""

_PARSING: Final = 1
"""Raised when the plan of endpoints changes, so that no old beginning is gone on with."""
_GLANCED: Final = ("item_type", "document_id", "number", "contact", "amount", "document_date", "status")
_READERS: Final = ("xsync", "httpx", "authlib")


@dataclass
class EndpointPulled:
    """What became of an endpoint.

    Parameters
    ----------
    endpoint
        Its name.
    load
        What was brought in, if anything could be.
    outcome
        How reading ended.
    rejects
        Rows with a value that is none of its kind.
    """

    endpoint: str
    load: LedgerLoad | None
    outcome: Outcome
    rejects: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Pulling:
    """Pulls one ledger.

    Parameters
    ----------
    store, engine, organisation
        Where to, with what, and whose.
    http, plan
        The interface, and what is read of it.
    account
        What tells this account of the interface from others; no secret.
    folder
        Where files may lie on the way.
    full, since
        Read everything; or only what changed since an instant (naive UTC). Else: since the last time.
    tell
        Called with a line of text at each step.
    """

    store: Store
    engine: Engine
    organisation: str
    http: PacedHttp
    plan: Plan
    account: str
    folder: Path
    full: bool
    since: datetime | None
    tell: Callable[[str], None]
    _context: Context = field(default_factory=Context)

    def run(self) -> Iterator[EndpointPulled]:
        """Pull endpoint after endpoint, until all are read or the interface takes no more calls."""
        stopped = self._stopped_pull()
        for endpoint in self.plan.endpoints:
            if endpoint.name in stopped.done and not endpoint.informs_others:
                self.tell(f"{endpoint.name}: was read before the day's limit was reached")
                continue
            pulled = self._endpoint(endpoint)
            yield pulled
            if pulled.outcome.stopped:
                if self.http.day_is_over:
                    stopped.keep()
                return
            if pulled.outcome.is_complete:
                stopped.done.append(endpoint.name)
        stopped.forget()

    def _endpoint(self, endpoint: Endpoint) -> EndpointPulled:
        loads = self.store.ledger_loads(self.organisation)
        since = self._since(endpoint, loads)
        since = since and endpoint.begins(since)
        plan = {
            "version": _PARSING,
            "account": self.account,
            "endpoint": endpoint.name,
            "since": since.isoformat() if since else None,
        }
        spool = Spool(self._spool_file(endpoint), plan, {load.load_id for load in loads})
        self.tell(endpoint.name + (f": going on after {spool.answers:,} answers" if spool.answers else ""))
        outcome = Reading(
            self.http,
            endpoint,
            spool,
            since=since,
            workers=self.plan.workers,
            tell=self.tell,
            is_known=self._known(endpoint, loads),
        ).run()
        pulled = EndpointPulled(endpoint.name, None, outcome)
        if spool.answers:
            self._store(endpoint, spool, since, pulled)
        for refusal in outcome.refusals:
            self.store.add_ledger_load(self._refused(endpoint, spool, since, refusal), None)
        spool.close(done=not outcome.can_go_on)
        return pulled

    def _refused(
        self, endpoint: Endpoint, spool: Spool, since: datetime | None, refusal: Refusal
    ) -> LedgerLoad:
        """Return the load that tells of a refusal, and holds nothing."""
        values = self._draft(endpoint, spool, since, Outcome([refusal], lacks_essentials=True))
        named = {"source_file": refusal.part, "covers": refusal.covers, "refusal": refusal.reason}
        return LedgerLoad(**{**values, **named, "load_id": uuid.uuid4().hex})

    def _since(self, endpoint: Endpoint, loads: Iterable[LedgerLoad]) -> datetime | None:
        """Return since when changes are asked for: an unbroken row of complete loads reaches so far."""
        if self.full or not endpoint.has_filter:
            return None
        if self.since is not None:
            return self.since
        covered: datetime | None = None
        for load in loads:
            if (load.side, load.source_file) != (self.plan.side, endpoint.name) or not load.is_complete:
                continue
            if load.origin == "api" and (
                load.read_since is None or (covered is not None and load.read_since <= covered)
            ):
                covered = load.started_at
        return None if covered is None else (covered - OVERLAP).replace(microsecond=0)

    def _known(self, endpoint: Endpoint, loads: Iterable[LedgerLoad]) -> Callable[[Detail, Row], bool]:
        """Return whether a row tells just what is stored of its document."""
        was_read = any((load.side, load.source_file) == (self.plan.side, endpoint.name) for load in loads)
        if self.full or not was_read or not any(detail.glance for detail in endpoint.details):
            return lambda *_: False
        snapshot = self.store.documents(self.engine, self.organisation)
        stored = set(
            self.engine.rows(
                f"SELECT {', '.join(_GLANCED)} FROM {parquet_relation([snapshot.file])} "
                f"WHERE side = {text_literal(self.plan.side)} AND source_file = {text_literal(endpoint.name)}"
            )
        )

        def is_known(detail: Detail, row: Row) -> bool:
            if detail.glance is None:
                return False
            try:
                glanced = list(detail.glance(row, self._context))
            except OddValue:
                return False
            return all(tuple(each.get(name) for name in _GLANCED) in stored for each in glanced)

        return is_known

    def _store(
        self, endpoint: Endpoint, spool: Spool, since: datetime | None, pulled: EndpointPulled
    ) -> None:
        """Store what the answers tell, new or changed, and the answers themselves."""
        draft = self._draft(endpoint, spool, since, pulled.outcome)
        file = self.folder / f"{draft['load_id']}.found.parquet"
        pulled.rejects, unknown = write_documents(endpoint, spool, self._context, file)
        found = f"""(SELECT * FROM {parquet_relation([file])}
            QUALIFY document_id IS NULL OR row_number() OVER (
                PARTITION BY item_type, direction, lower(document_id) ORDER BY source_row DESC
            ) = 1)"""
        if pulled.rejects:  # what stands in them was not found, and yet is not gone
            draft["is_whole"] = False
        load = LedgerLoad(**{**draft, "rows_rejected": len(pulled.rejects), "unknown_types": unknown})
        self.tell(f"{endpoint.name}: storing")
        spool.storing(load.load_id)
        pulled.load = store_documents(
            self.store,
            self.engine,
            found,
            load,
            self.folder,
            answers=answer_rows(load, spool),
            rejects=self._quarantined(endpoint, load.load_id, pulled.rejects),
        )
        spool.stored()
        file.unlink()

    def _draft(
        self, endpoint: Endpoint, spool: Spool, since: datetime | None, outcome: Outcome
    ) -> dict[str, Any]:
        refused = {refusal.part for refusal in outcome.refusals}
        parts = [
            *((each.path, each.covers) for each in endpoint.listings),
            *((each.name, each.covers) for each in endpoint.details),
        ]
        covers = dict.fromkeys(name for part, names in parts if part not in refused for name in names)
        is_final = not outcome.can_go_on
        instant = now()
        return {
            "organisation": self.organisation,
            "load_id": spool.load_id if is_final else f"{spool.load_id}-{instant:%H%M%S%f}",
            "side": self.plan.side,
            "origin": "api",
            "source_file": endpoint.name,
            "sha256": None,
            "size_bytes": None,
            "rows_read": 0,
            "rows_new": 0,
            "rows_changed": 0,
            "rows_unchanged": 0,
            "rows_rejected": 0,
            "rows_gone": 0,
            "date_order": None,
            "covers": tuple(covers),
            "is_whole": since is None and outcome.is_complete and not outcome.left_out,
            "is_complete": outcome.is_complete,
            "read_since": since,
            "started_at": spool.started_at,
            "loaded_at": instant,
            "loaded_by": account_name(),
            "versions": {each: version(each) for each in _READERS},
        }

    def _stopped_pull(self) -> StoppedPull:
        asked = {
            "version": _PARSING,
            "account": self.account,
            "full": self.full,
            "since": self.since.isoformat() if self.since else None,
        }
        return StoppedPull(self._kept(f"{self.plan.side}-stopped.json"), asked)

    def _spool_file(self, endpoint: Endpoint) -> Path:
        return self._kept(f"{self.plan.side}-{safe_file_name(endpoint.name)}.jsonl")

    def _kept(self, name: str) -> Path:
        return self.store.cache_folder / "pulls" / safe_file_name(self.organisation) / name

    def _quarantined(
        self, endpoint: Endpoint, load_id: str, rejects: list[dict[str, Any]]
    ) -> pa.Table | None:
        if not rejects:
            return None
        common = {"organisation": self.organisation, "load_id": load_id, "source_file": endpoint.name}
        return pa.Table.from_pylist([{**common, **each} for each in rejects], schema=SCHEMAS["quarantine"])
