"""Faults of consolidated documents: split, off by cents or pounds, voided."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.expectations import NOT_COMPARED, absent, paired, paired_in_xero
from xsync.sources.demo.planting import Fault, Touched, another, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.sources.demo.xero_blocks import Consolidated

_RULE: Final = "consolidated"
_FEWEST: Final = 2


def _fits(block: Consolidated) -> bool:
    pairs = block.members.pairs
    return block.held and len(pairs) >= _FEWEST and all(pair.log == "Completed" for pair in pairs)


def _split(block: Consolidated) -> Touched:
    if not _fits(block):
        return []
    (whole,) = block.documents
    amount, tax = (block.members.pairs[0].document.amount, block.members.pairs[0].document.tax)
    if amount is None or tax is None or whole.document.amount is None or whole.document.tax is None:
        return []
    rest = another(
        whole,
        "split",
        whole.expected,
        amount=whole.document.amount - amount,
        tax=whole.document.tax - tax,
    )
    block.documents = [changed(whole, whole.expected, amount=amount, tax=tax), rest]
    return [*(pair.cin7 for pair in block.members.pairs), *block.documents]


def _off(by: str, *differences: str) -> Callable[[Consolidated], Touched]:
    """Return how to change the total of a block."""

    def plant(block: Consolidated) -> Touched:
        (whole,) = block.documents
        if not _fits(block) or whole.document.amount is None:
            return []
        block.documents = [
            changed(whole, paired_in_xero(_RULE, *differences), amount=whole.document.amount + Decimal(by))
        ]
        said = [
            pair.cin7._replace(expected=paired(pair.log, _RULE, *differences)) for pair in block.members.pairs
        ]
        return [*said, *block.documents]

    return plant


def _voided(block: Consolidated) -> Touched:
    money = [pair for sums in block.money.values() for pair in sums.pairs]
    if not _fits(block) or not money or any(pair.log != "Completed" for pair in money):
        return []
    block.documents = [changed(one, NOT_COMPARED, status="VOIDED") for one in block.documents]
    block.payments = [changed(one, NOT_COMPARED, status="DELETED") for one in block.payments]
    left = [pair.cin7._replace(expected=absent(pair.log)) for pair in (*block.members.pairs, *money)]
    return [*left, *block.documents, *block.payments]


BLOCK_FAULTS: Final[tuple[Fault[Consolidated], ...]] = (
    Fault("consolidated_voided", "A consolidated invoice and its payments were voided in Xero.", _voided),
    Fault("consolidated_split", "Xero holds a consolidated invoice in two documents.", _split),
    Fault("consolidated_cents_off", "A consolidated total is two cents off: a cent a member.", _off("0.02")),
    Fault("consolidated_amount_off", "A line is missing in a consolidated invoice.", _off("-7.20", "amount")),
)
