"""Which question a notebook puts: what checks its parameters before anything is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.close import question as close_question
from xsync.close.question import CloseQuestion
from xsync.close.readiness import close_readiness
from xsync.diagnose.catalogue import catalogue
from xsync.errors import Mistakes, UsageError
from xsync.parameters import (
    CLOSE_PARAMETERS,
    PARAMETERS,
    RECONCILIATION_PARAMETERS,
    parameters_folder,
)
from xsync.reconcile import limits
from xsync.reconcile.question import ReconciliationQuestion
from xsync.reconcile.report import reconciliation
from xsync.report import thresholds
from xsync.report.layouts import Layouts
from xsync.report.question import Question
from xsync.report.sync_report import sync_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xsync.view.any_report import Report


@dataclass(frozen=True)
class KindOfQuestion:
    """A question that notebooks can put.

    Parameters
    ----------
    parameters
        The names it takes.
    check
        Takes parameters and the organisation's own settings; raises a `UsageError` with all mistakes.
    ask
        Takes parameters by their names and gives the report that answers.
    thresholds
        What it can be held against.
    """

    parameters: tuple[str, ...]
    check: Callable[[Mapping[str, Any], Mapping[str, Any]], object]
    ask: Callable[..., Report]
    thresholds: tuple[str, ...] = ()


def _check_report(given: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    mistakes = Mistakes()
    mistakes.checked(lambda: Question.of(given, settings, Layouts(parameters_folder() / "layouts")))
    mistakes.checked(catalogue)
    if mistakes:
        raise UsageError("The report cannot be made:", mistakes)


QUESTIONS: Final = (
    KindOfQuestion(PARAMETERS, _check_report, sync_report, thresholds.NAMES),
    KindOfQuestion(RECONCILIATION_PARAMETERS, ReconciliationQuestion.of, reconciliation, limits.NAMES),
    KindOfQuestion(CLOSE_PARAMETERS, CloseQuestion.of, close_readiness, close_question.NAMES),
)


def question_of(names: Iterable[str]) -> KindOfQuestion:
    """Return the question that takes most of the names in a notebook's ``parameters`` cell.

    Where two take equally many, it is the report's.
    """
    asked = set(names)
    return max(QUESTIONS, key=lambda question: len(asked & set(question.parameters)))
