"""Where the tests meet the reconciliation itself: plain data in, the oracle's kind of answer out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.reconcile.ledgers import Found, Outcome, Result, Settings, Tie
from tests.reconcile.worlds import relations
from xsync.reconcile.reconciliation import Reconciliation
from xsync.reconcile.settings import MatchingSettings
from xsync.reconcile.settling import settle_matching_elsewhere
from xsync.reconcile.vocabulary import VERDICTS
from xsync.store.engine import Engine
from xsync.store.engine_choice import EMBEDDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.reconcile.ledgers import Document, Item

SIDES = ("cin7", "xero")


def reconcile(
    documents: Iterable[Document], items: Iterable[Item], settings: Settings, engine: str = EMBEDDED
) -> Result:
    """Reconcile the documents with the project's own reconciliation, settled by an engine.

    `dead` may name just one of the dead counterparts, as a sentence does.
    """
    embedded = Engine()
    rows = [{"source_file": f"{each.side}.csv", **asdict(each)} for each in documents]
    relations(embedded, rows, [asdict(each) for each in items])
    ledgers, log = (embedded.scratch_folder / f"{name}.parquet" for name in ("documents", "items"))
    tolerances = {field.name: getattr(settings, field.name) for field in fields(settings)}
    matching = None if engine == EMBEDDED else embedded.scratch_folder / "matching"
    if matching:
        matching.mkdir()
        settle_matching_elsewhere(engine, ledgers, log, matching)
    reconciliation = Reconciliation(embedded, MatchingSettings(**tolerances), matching=matching)
    reconciliation.check_ties()
    lines = reconciliation.rows(reconciliation.lines_sql()).to_pylist()
    told = reconciliation.rows(reconciliation.verdicts_sql()).to_pylist()
    outcomes = outcomes_of(told, {row["pair_id"]: set() for row in told}, lines)
    counts = reconciliation.counts()
    return Result(
        outcomes=outcomes,
        not_compared=frozenset(row["document_key"] for row in rows) - outcomes.keys(),
        ties={
            (row["item_type"], row["currency"]): Tie(
                told_amounts(row, "cin7"), told_amounts(row, "xero"), row["explained_difference"]
            )
            for row in reconciliation.ties().to_pylist()
        },
        verdicts={
            side: {word: count for word, count in counts.verdicts[side].items() if count} for side in SIDES
        },
        findings={
            name: Found(each["count"], {code or None: amount for code, amount in each["amounts"].items()})
            for name, each in counts.findings.items()
            if each["count"]
        },
        rules={name: count for name, count in counts.rules.items() if count},
    )


def told_amounts(tie: dict[str, Any], side: str) -> dict[str, Decimal]:
    """Return a side's amounts by verdict, without those that come to nothing."""
    return {word: amount for word in VERDICTS if (amount := tie[f"{side}_{word}"])}


def outcomes_of(
    told: list[dict[str, Any]], members: dict[int | None, set[int]], lines: list[dict[str, Any]]
) -> dict[int, Outcome]:
    """Return the outcome of every document, each judged exactly once."""
    for row in told:
        members[row["pair_id"]].add(row["document_key"])
    dead = defaultdict(set)
    for line in lines:
        if line["dead_key"] is not None:
            dead[line["cin7_key"] or line["xero_key"]].add(line["dead_key"])
    outcomes = {
        row["document_key"]: Outcome(
            verdict=row["verdict"],
            rule=row["rule"],
            differences=tuple(row["differences"]),
            members=frozenset(members[row["pair_id"]] if row["verdict"] in {"agrees", "differs"} else ()),
            difference=row["difference"] or Decimal(0),
            log_status=row["log_status"],
            finding=row["finding"],
            candidate=row["candidate"],
            dead=frozenset(dead[row["document_key"]]),
        )
        for row in told
    }
    assert len(outcomes) == len(told)
    return outcomes
