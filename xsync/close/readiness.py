"""Whether a period can be locked: the verdict, and the list that makes the difference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from xsync.close.entries import (
    LOCKED_PLACES,
    NOT_POSTED,
    PERIOD_PLACES,
    STRANDED_PLACES,
    Entry,
    Place,
    Standing,
    Tally,
)
from xsync.close.ledger_entries import ledger_entries
from xsync.close.list_files import list_rows
from xsync.close.log_entries import COLUMNS, SORT, in_question, log_entries
from xsync.close.question import CloseQuestion
from xsync.close.steps import Step, steps
from xsync.diagnose.triaged import Triage, triage_of
from xsync.reconcile.report import ledgers_unread, reconciliation
from xsync.report.opening import Opening
from xsync.report.sync_report import sync_report
from xsync.report.words import minute_in_words

if TYPE_CHECKING:
    from pathlib import Path

    from xsync.reconcile.report import ReconciliationReport
    from xsync.report.row_files import Rows
    from xsync.report.sync_report import SyncReport
    from xsync.report.thresholds import Crossing
    from xsync.store.snapshot import Snapshot

_ORDER: Final = list(Standing)


@dataclass(frozen=True)
class CloseReadiness:
    """A close readiness, ready to be read.

    Parameters
    ----------
    question
        What is asked.
    log
        Cin7's log, narrowed to what is not in Xero and dated up to the next lock, or not at all.
    ledgers
        The reconciliation of the period; ``None`` where a ledger was never read.
    """

    question: CloseQuestion
    log: SyncReport
    ledgers: ReconciliationReport | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The log's snapshot."""
        return self.log.snapshot

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Everything on the list: what stands in the way first, each part the oldest first."""
        found = log_entries(self.log, self.question)
        if self.ledgers is not None:
            listed = {(each.item_type, each.number or "") for each in found if each.decides}
            found += ledger_entries(self.ledgers, listed, self.question.calendar.today)
        return tuple(sorted(found, key=lambda each: _ORDER.index(each.standing)))

    def standing(self, standing: Standing) -> tuple[Entry, ...]:
        """Return the entries that mean this for the lock."""
        return tuple(each for each in self.entries if each.standing is standing)

    @property
    def in_the_way(self) -> tuple[Entry, ...]:
        """The entries that make the difference."""
        return self.standing(Standing.IN_THE_WAY)

    @property
    def ready(self) -> bool:
        """The verdict: nothing stands in the way."""
        return not self.in_the_way

    @cached_property
    def tallies(self) -> dict[str, Tally]:
        """What is unsynced in the period, behind the lock, what the next lock strands, and the others."""
        by_place = {
            "unsynced_in_period": PERIOD_PLACES,
            "behind_the_lock": LOCKED_PLACES,
            "without_date": (Place.UNDATED,),
            "ledgers_disagree": (Place.LEDGERS,),
        }
        stranded = [
            each
            for each in self.entries
            if each.place in STRANDED_PLACES and each.item_type not in NOT_POSTED
        ]
        return {
            "in_the_way": Tally.of(self.in_the_way),
            "accepted": Tally.of(self.standing(Standing.ACCEPTED)),
            "stranded_by_the_next_lock": Tally.of(stranded),
            **{
                name: Tally.of(each for each in self.entries if each.place in places)
                for name, places in by_place.items()
            },
        }

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """The threshold held against this list."""
        return self.question.crossings(len(self.in_the_way))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What to do next, that which takes most out of the way first."""
        return steps(self.in_the_way, self.entries)

    @cached_property
    def triage(self) -> Triage:
        """What was noted of the items and the findings asked about."""
        parts = [triage_of(self.log), *([triage_of(self.ledgers)] if self.ledgers else [])]
        return Triage(
            self.snapshot.organisation,
            tuple(each for part in parts for each in part.noted),
            sum(part.elsewhere for part in parts),
            parts[0].skips,
            parts[0].skips_listed,
        )

    def rows(self) -> Rows:
        """Return the list as rows to be written."""
        return list_rows(self.entries, self.snapshot.engine, self.question.calendar.as_of)

    def asked(self) -> list[tuple[str, str]]:
        """Return what was asked, as names and values in plain words."""
        question, calendar = self.question, self.question.calendar
        local = calendar.as_of.astimezone(ZoneInfo(calendar.time_zone))
        return [
            ("Organisation", self.snapshot.organisation),
            ("Reporting period", question.period_in_words()),
            ("As of", f"{minute_in_words(local)} ({calendar.time_zone})"),
            ("Locked in Xero up to", question.lock_date_in_words()),
            ("Covered", self.covered_in_words()),
        ]

    def covered_in_words(self) -> str:
        """Say which of log and ledgers the verdict rests on."""
        if self.ledgers is None:
            return (
                "Cin7's log alone. Not covered: whether what it calls Completed is in Xero and agrees, "
                "because the documents of both ledgers were not read"
            )
        return "Cin7's log, and the documents of both ledgers dated in the period"

    def sql(self) -> dict[str, str]:
        """Return the questions as SQL text, by what they answer."""
        told = {f"The log: {title}": text for title, text in self.log.sql().items()}
        if self.ledgers is not None:
            told |= {f"The ledgers: {title}": text for title, text in self.ledgers.sql().items()}
        return told

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict and its figures as plain data, as ``result.json`` holds them."""
        lock_date = self.question.lock_date
        return {
            "ready": self.ready,
            "lock_date": lock_date and lock_date.isoformat(),
            "next_lock_date": self.question.last_day.isoformat(),
            "ledgers_covered": self.ledgers is not None,
            **{name: tally.to_dict() for name, tally in self.tallies.items()},
            "steps": [step.to_dict() for step in self.steps],
        }


def close_readiness(
    organisation: str | None = None,
    store: str | Path | None = None,
    **parameters: Any,  # noqa: ANN401 - as people write them
) -> CloseReadiness:
    """Tell whether a period can be locked in Xero, and what stands in the way.

    Parameters
    ----------
    organisation
        Whose; by default the only organisation in the store.
    store
        Where from; by default ``XSYNC_STORE``, else ``store/`` in the working folder.
    **parameters
        ``period`` (by default ``last_month``), ``date_from``, ``date_to``, ``as_of``, ``time_zone``,
        ``week_start``, ``financial_year_start``, ``lock_date``, ``thresholds``; ``None`` takes the default.

    Returns
    -------
    CloseReadiness
        The verdict and the list behind it.

    Raises
    ------
    UsageError
        With all the mistakes there are in the parameters.
    """
    opening = Opening.of("The close readiness", organisation, store)
    name = opening.organisation
    question = CloseQuestion.of(parameters, opening.settings)
    shared = {
        "as_of": opening.instant(parameters, question.calendar.as_of),
        "time_zone": question.calendar.time_zone,
        "week_start": question.calendar.week_start,
        "financial_year_start": question.calendar.financial_year_start,
    }
    log = sync_report(
        name,
        store,
        period="all_time",
        date_field="effective_date",
        filter=in_question(question),
        **shared,
    )
    ledgers = None
    if not ledgers_unread(opening.store, name):
        ledgers = reconciliation(
            name,
            store,
            period="custom",
            date_from=question.first_day,
            date_to=question.last_day,
            **shared,
        )
    return CloseReadiness(question, log.columns(COLUMNS).sort(SORT), ledgers)
