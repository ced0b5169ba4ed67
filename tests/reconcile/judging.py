"""What the oracle says of the units it made: verdicts, differences, findings, totals that must tie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.reconcile.ledgers import Found, Outcome, Result, Tie, currency_code, fold, number_or_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.reconcile.ledgers import Document, Item, Settings

URGENCY = ("Failed", "Warning", "Pending", "Skipped", "Completed")

ABSENT = {
    "Failed": "not_in_xero",
    "Warning": "not_in_xero",
    "Pending": "not_in_xero",
    "Skipped": "skipped_drift",
    "Completed": "completed_but_absent",
    None: "unlogged",
}
AGREES: dict[str | None, str] = {"Failed": "safe_to_skip", "Skipped": "safe_to_skip"}
DIFFERS = {
    "Failed": "stale_copy",
    "Warning": "stale_copy",
    "Pending": "stale_copy",
    "Skipped": "stale_copy",
    "Completed": "completed_but_differs",
    None: "unlogged_but_differs",
}
CIN7_FINDINGS: dict[str, Mapping[str | None, str]] = {
    "only_in_cin7": ABSENT,
    "suggested": ABSENT,
    "agrees": AGREES,
    "differs": DIFFERS,
}
XERO_FINDINGS = {"only_in_xero": "only_in_xero", "suggested": "only_in_xero", "duplicate": "duplicate"}


@dataclass(frozen=True)
class Unit:
    """Documents that share one fate: a pair or group (`paired`), two `suggested`, or one document alone."""

    kind: str
    rule: str | None
    cin7: tuple[Document, ...]
    xero: tuple[Document, ...]


@dataclass(frozen=True)
class Books:
    """What units are judged by: the dead documents, the log, the settings, and who means whom."""

    dead: list[Document]
    items: list[Item]
    settings: Settings
    meet: Callable[[Document, Document], bool]


def total(documents: Iterable[Document]) -> Decimal:
    """Return the sum of the amounts, a missing one counted as nothing."""
    return sum((each.amount or Decimal(0) for each in documents), Decimal(0))


def tax_total(documents: Iterable[Document]) -> Decimal | None:
    """Return the sum of the taxes; unknown where one of them is."""
    taxes = [each.tax for each in documents]
    return None if None in taxes else sum((tax for tax in taxes if tax is not None), Decimal(0))


def beyond(one: Decimal | None, other: Decimal | None, tolerance: Decimal) -> bool:
    return one is not None and other is not None and abs(one - other) > tolerance


def pair_differences(ours: Document, theirs: Document, settings: Settings) -> tuple[str, ...]:
    """Name what differs between two documents."""
    tolerance = settings.amount_tolerance
    days = None
    if ours.document_date and theirs.document_date:
        days = abs((ours.document_date - theirs.document_date).days)
    contacts = {fold(ours.contact), fold(theirs.contact)}
    found = {
        "amount": (ours.amount is None) != (theirs.amount is None)
        or beyond(ours.amount, theirs.amount, tolerance),
        "tax": beyond(ours.tax, theirs.tax, tolerance),
        "currency": currency_code(ours) != currency_code(theirs),
        "date": days is not None and days > settings.days_tolerance,
        "contact": None not in contacts and len(contacts) > 1,
    }
    return tuple(name for name, differs in found.items() if differs)


def group_differences(unit: Unit, settings: Settings) -> tuple[str, ...]:
    """Name what differs between the totals of a group's sides."""
    tolerance = settings.member_tolerance * max(len(unit.cin7), len(unit.xero))
    found = {
        "amount": beyond(total(unit.cin7), total(unit.xero), tolerance),
        "tax": beyond(tax_total(unit.cin7), tax_total(unit.xero), tolerance),
        "currency": set(map(currency_code, unit.cin7)) != set(map(currency_code, unit.xero)),
    }
    return tuple(name for name, differs in found.items() if differs)


def is_group(unit: Unit) -> bool:
    """Tell whether only totals count: a consolidated block is a group even of one against one."""
    return unit.rule == "consolidated" or len(unit.cin7) > 1 or len(unit.xero) > 1


def differences(unit: Unit, settings: Settings) -> tuple[str, ...]:
    if unit.kind != "paired":
        return ()
    if is_group(unit):
        return group_differences(unit, settings)
    return pair_differences(unit.cin7[0], unit.xero[0], settings)


def verdict(unit: Unit, settings: Settings) -> str:
    if unit.kind != "paired":
        return unit.kind
    return "differs" if differences(unit, settings) else "agrees"


def urgency(status: str) -> tuple[int, str]:
    """Return the sort key of a status: the most urgent first, unknown ones last."""
    return (URGENCY.index(status) if status in URGENCY else len(URGENCY), status)


def most_urgent(statuses: Iterable[str | None]) -> str | None:
    known = [status for status in statuses if status is not None]
    return min(known, key=urgency, default=None)


def status_of_rows(rows: list[Item], document: Document) -> str | None:
    """Return the most urgent status among the rows of the document's own day, or among all."""
    of_the_day = [row for row in rows if row.effective_date and row.effective_date == document.document_date]
    return most_urgent(row.sync_status for row in of_the_day or rows)


def cin7_log_status(document: Document, items: list[Item]) -> str | None:
    """Return what the log says of a Cin7 document."""
    number = number_or_parent(document)
    if number is None:
        return None
    rows = [
        item for item in items if item.item_type == document.item_type and fold(item.cin7_number) == number
    ]
    return status_of_rows(rows, document)


def xero_log_status(document: Document, unit: Unit, items: list[Item]) -> str | None:
    """Return what the log says of a Xero document's partners, or else of the document itself."""
    if unit.kind == "paired":
        status = most_urgent(cin7_log_status(each, items) for each in unit.cin7)
        if status is not None:
            return status
    number, block = fold(document.number), number_or_parent(document)
    rows = [
        item
        for item in items
        if item.item_type == document.item_type
        and (
            (number and fold(item.xero_number) == number)
            or (block and fold(item.consolidated_number) == block)
        )
    ]
    return status_of_rows(rows, document)


def finding(document: Document, its_verdict: str, log_status: str | None) -> str | None:
    if document.side == "xero":
        return XERO_FINDINGS.get(its_verdict)
    if its_verdict == "duplicate":
        return "duplicate"
    return CIN7_FINDINGS[its_verdict].get(log_status)


def candidate(document: Document, unit: Unit) -> int | None:
    if unit.kind != "suggested":
        return None
    (other,) = unit.xero if document.side == "cin7" else unit.cin7
    return other.document_key


def dead_counterparts(document: Document, unit: Unit, books: Books) -> frozenset[int]:
    """Return the documents outside the other ledger's books that a document left single means."""
    found = []
    if unit.kind == "only_in_cin7":
        found = [each for each in books.dead if each.side == "xero" and books.meet(document, each)]
    elif unit.kind == "only_in_xero":
        found = [each for each in books.dead if each.side == "cin7" and books.meet(each, document)]
    return frozenset(each.document_key for each in found)


def outcome(document: Document, unit: Unit, books: Books) -> Outcome:
    its_verdict = verdict(unit, books.settings)
    if document.side == "cin7":
        log_status = cin7_log_status(document, books.items)
    else:
        log_status = xero_log_status(document, unit, books.items)
    together = (*unit.cin7, *unit.xero) if unit.kind == "paired" else ()
    return Outcome(
        verdict=its_verdict,
        rule=unit.rule,
        differences=differences(unit, books.settings),
        members=frozenset(each.document_key for each in together),
        difference=total(unit.cin7) - total(unit.xero),
        log_status=log_status,
        finding=finding(document, its_verdict, log_status),
        candidate=candidate(document, unit),
        dead=dead_counterparts(document, unit, books),
    )


def totals_by_verdict(documents: Iterable[Document], outcomes: dict[int, Outcome]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for each in documents:
        name = outcomes[each.document_key].verdict
        totals[name] = totals.get(name, Decimal(0)) + total([each])
    return totals


def cell(document: Document) -> tuple[str, str | None]:
    """Return the item type and currency whose totals a document counts in."""
    return (document.item_type, currency_code(document))


def tie(of: tuple[str, str | None], units: list[Unit], outcomes: dict[int, Outcome]) -> Tie:
    """Return the totals of one item type and currency; a unit explains what it holds of them."""
    cin7 = [[each for each in unit.cin7 if cell(each) == of] for unit in units]
    xero = [[each for each in unit.xero if cell(each) == of] for unit in units]
    explained = [total(ours) - total(theirs) for ours, theirs in zip(cin7, xero, strict=True)]
    return Tie(
        totals_by_verdict((each for ours in cin7 for each in ours), outcomes),
        totals_by_verdict((each for theirs in xero for each in theirs), outcomes),
        sum(explained, Decimal(0)),
    )


def found(name: str, living: list[Document], outcomes: dict[int, Outcome]) -> Found:
    concerned = [each for each in living if outcomes[each.document_key].finding == name]
    currencies = {currency_code(each) for each in concerned}
    amounts = {code: total(each for each in concerned if currency_code(each) == code) for code in currencies}
    return Found(len(concerned), {code: amount for code, amount in amounts.items() if code or amount})


def judged(units: list[Unit], books: Books) -> Result:
    """Give every document of the units its outcome, and count and add up all of them."""
    outcomes = {
        each.document_key: outcome(each, unit, books) for unit in units for each in (*unit.cin7, *unit.xero)
    }
    living = [each for unit in units for each in (*unit.cin7, *unit.xero)]
    findings = {each.finding for each in outcomes.values() if each.finding}
    return Result(
        outcomes=outcomes,
        not_compared=frozenset(each.document_key for each in books.dead),
        ties={of: tie(of, units, outcomes) for of in {cell(each) for each in living}},
        verdicts={
            side: dict(Counter(outcomes[each.document_key].verdict for each in living if each.side == side))
            for side in ("cin7", "xero")
        },
        findings={name: found(name, living, outcomes) for name in findings},
        rules=dict(
            Counter(unit.rule for unit in units if unit.rule and unit.kind in ("paired", "suggested"))
        ),
    )
