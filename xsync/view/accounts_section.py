"""The section of a reconciliation that holds both ledgers' accounts against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.documents import SIDES
from xsync.reconcile import accounts
from xsync.report.words import day_in_words
from xsync.view import tables
from xsync.view.sections import Section
from xsync.view.wording import MONTHS, count, escaped, money

if TYPE_CHECKING:
    from datetime import date

    from xsync.reconcile.accounts import AccountMovement, AccountMovements

_SIDES_TITLES: Final = {"account": "Account", "name": "Name", **SIDES}
_COMPARED: Final = {**_SIDES_TITLES, "difference": "Difference", "sentence": "What it says"}
_NOT_COMPARED: Final = {**_SIDES_TITLES, "sentence": "Why it is not compared"}
_MONTHS: Final = {"account": "Account", "name": "Name", "month": "Month", "difference": "Difference"}
_COVERS: Final = (
    "An amount is what was debited less what was credited, in the base currency. Cin7 Core's come from its "
    "general ledger, taken as they stand; Xero's from its invoices, credit notes, payments, bank "
    "transactions, transfers and manual journals in the books. What else is entered in Xero, such as "
    "opening balances, payroll, expense claims and depreciation, no document tells. An amount in another "
    "currency is divided by its document's rate and rounded to the cent."
)


def accounts_section(movements: AccountMovements) -> Section:
    """Show a tie-out of accounts: the accounts compared with their total, the others with the reason."""
    if movements.missing:
        told = ["The accounts of both ledgers cannot be compared yet.", *movements.missing]
        return Section("".join(f"<p>{escaped(sentence)}</p>" for sentence in told), "\n".join(told))
    answer = answer_in_words(movements)
    rows = account_rows(movements)
    compared = [row for row in rows if row["difference"] is not None]
    others = [row for row in rows if row["difference"] is None]
    html = f"<p><strong>{escaped(answer)}</strong></p>"
    if compared:
        html += tables.records_table([*compared, _total(movements)], _COMPARED, caption="Accounts compared")
    if months := _month_rows(movements):
        title = f"The {count(len(months))} months in which an account differs"
        html += tables.folded(title, tables.records_table(months, _MONTHS, caption="Differences by month"))
    if others:
        html += tables.records_table(others, _NOT_COMPARED, caption="Accounts not compared")
    sums = zip(SIDES.values(), movements.totals(), strict=True)
    facts = [
        ("Days", _days_in_words(movements)),
        *((f"{name}, all accounts together", money(total)) for name, total in sums),
    ]
    html += f"<p>{escaped(_COVERS)}</p>" + tables.facts_table(facts, caption="Every entry has two sides")
    return Section(html, "\n".join([answer, *(f"{row['account']}: {row['sentence']}" for row in compared)]))


def answer_in_words(movements: AccountMovements) -> str:
    """Return the tie-out as one sentence."""
    compared = movements.compared
    others = len(movements.accounts) - len(compared)
    apart = f" {count(others)} {'is' if others == 1 else 'are'} not compared." if others else ""
    if not compared:
        return f"There are no accounts to compare.{apart}"
    differing = [each for each in compared if not each.agrees]
    named = f"{count(len(compared))} account{'' if len(compared) == 1 else 's'}"
    if not differing:
        return f"All of {named} agree, in every month.{apart}"
    return f"{count(len(differing))} of {named} {'differs' if len(differing) == 1 else 'differ'}.{apart}"


def account_rows(movements: AccountMovements) -> list[dict[str, Any]]:
    """Return the accounts as plain rows: code, name, both movements, difference, and a sentence."""
    return [
        {
            "account": each.account or "(none)",
            "name": each.name,
            "cin7": each.cin7,
            "xero": each.xero,
            "difference": each.difference,
            "sentence": _sentence(each),
        }
        for each in movements.accounts
    ]


def _sentence(account: AccountMovement) -> str:
    if account.reason:
        return f"{account.reason[:1].upper()}{account.reason[1:]}."
    if account.agrees:
        return "Agrees."
    most = max(account.months, key=lambda month: abs(account.months[month]))
    told = f"{_month(most)} by {money(account.months[most])}"
    if len(account.months) == 1:
        return f"Differs in {told}."
    kind = "Differs" if account.difference else "Agrees in sum, yet differs"
    return f"{kind} in {count(len(account.months))} months, most in {told}."


def _total(movements: AccountMovements) -> dict[str, Any]:
    cin7 = accounts.sum_of(each.cin7 for each in movements.compared)
    xero = accounts.sum_of(each.xero for each in movements.compared)
    return {
        "account": "Total",
        "name": "of the accounts compared",
        "cin7": cin7,
        "xero": xero,
        "difference": xero - cin7,
    }


def _month_rows(movements: AccountMovements) -> list[dict[str, Any]]:
    return [
        {"account": each.account, "name": each.name, "month": _month(month), "difference": difference}
        for each in movements.compared
        for month, difference in each.months.items()
    ]


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _days_in_words(movements: AccountMovements) -> str:
    first, last = movements.date_from, movements.date_to
    if first and last:
        return f"{day_in_words(first)} to {day_in_words(last)}"
    if first:
        return f"from {day_in_words(first)}"
    return f"up to {day_in_words(last)}" if last else "all"
