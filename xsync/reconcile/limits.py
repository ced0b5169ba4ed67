"""Thresholds of a reconciliation: how many documents of a finding, and how much money, may be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError, did_you_mean
from xsync.reconcile.vocabulary import FINDINGS
from xsync.report.thresholds import Crossing, amount_crossing, amounts_allowed, count_allowed, named_limits

if TYPE_CHECKING:
    from decimal import Decimal

    from xsync.reconcile.counts import Counts

NAMES: Final = ("findings", "amount_not_in_xero")
"""What a reconciliation can be held against."""


@dataclass(frozen=True)
class Limits:
    """The limits given.

    Parameters
    ----------
    findings
        Finding → documents allowed.
    amount_not_in_xero
        Currency → amount allowed to be missing from Xero, payments and refunds apart.
    """

    findings: Mapping[str, int] = field(default_factory=dict)
    amount_not_in_xero: Mapping[str, Decimal] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: object) -> Limits:
        """Read thresholds as YAML, JSON or Python give them.

        Raises
        ------
        UsageError
            With all the mistakes there are.
        """
        data, mistakes = named_limits(data, NAMES)
        limits = cls(
            _findings_allowed(data.get("findings"), mistakes),
            amounts_allowed(data.get("amount_not_in_xero"), mistakes),
        )
        if mistakes:
            raise UsageError("The thresholds cannot be used:", mistakes)
        return limits

    def to_data(self) -> dict[str, Any]:
        """Return the plain data that `parse` reads back as equal limits."""
        amounts = {name: f"{limit:f}" for name, limit in self.amount_not_in_xero.items()}
        both = {"findings": dict(self.findings), "amount_not_in_xero": amounts}
        return {name: limits for name, limits in both.items() if limits}

    def hold_against(self, counts: Counts, missing: Mapping[str, Decimal]) -> list[Crossing]:
        """Hold the limits against what was found.

        Parameters
        ----------
        counts
            The reconciliation in figures.
        missing
            Currency → amount missing from Xero.
        """
        crossings = []
        for name, limit in self.findings.items():
            found = counts.findings[name]["count"]
            documents = f"{found:,} document{'' if found == 1 else 's'}"
            allowed = f"{limit:,} {'is' if limit == 1 else 'are'} allowed"
            sentence = f"{documents} found to be {name.replace('_', ' ')}; {allowed}"
            crossings.append(Crossing(f"findings.{name}", limit, found, sentence))
        crossings += [
            amount_crossing(currency, limit, missing, "is missing from Xero")
            for currency, limit in self.amount_not_in_xero.items()
        ]
        return crossings


def _findings_allowed(data: object, mistakes: list[str]) -> dict[str, int]:
    where = "thresholds.findings"
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        mistakes.append(f"{where}: write {{completed_but_absent: 0}}, one limit per finding")
        return {}
    mistakes += [
        f"{where}.{name}: no such finding, {did_you_mean(str(name), FINDINGS)}"
        for name in data
        if name not in FINDINGS
    ]
    known = {name: raw for name, raw in data.items() if name in FINDINGS}
    return {name: count_allowed(f"{where}.{name}", raw, mistakes) for name, raw in known.items()}
