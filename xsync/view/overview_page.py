"""The page of several runs: a line for each, as one file that needs neither network nor server."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from xsync.view.assets import TEMPLATES, fragment_style, plain_page_style
from xsync.view.headline import headline
from xsync.view.tables import facts_table, plain_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DONE: Final = "Done"
FAILED: Final = "Failed"
CROSSED: Final = "Threshold crossed"
UNDELIVERED: Final = "Not delivered"

_STATUSES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        FAILED: ("✕", "xs-failed", "failed"),
        CROSSED: ("!", "xs-pending", "pending"),
        UNDELIVERED: ("↷", "xs-skipped", "skipped"),
        DONE: ("✓", "xs-completed", "completed"),
    }
)
"""How a run ended → symbol, style class, and tone of its figure; the worst first."""

_COLUMNS: Final = ("How it ended", "Organisation", "Report", "What it says")

EXIT_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "failed",
        5: "no permission",
        2: "wrong parameters",
        3: "data refused",
        6: "something could not be reached: a ledger, or whom to deliver to",
        4: "a threshold was crossed",
        0: "done",
    }
)
"""What each exit code means, the worst first."""


@dataclass(frozen=True)
class Line:
    """One run among others.

    Parameters
    ----------
    status
        How it ended: ``Failed``, ``Threshold crossed``, ``Not delivered`` or ``Done``.
    organisation, notebook, period
        Which run it is, for people.
    exit_code
        What `xsync report` would have ended with.
    answer
        What it says, in a sentence.
    counts
        What it counted.
    crossed
        Thresholds crossed, a sentence each.
    page
        Its page's path in the folder of all runs, with forward slashes.
    failure
        Why it has none.
    remarks
        What else went wrong, such as a delivery.
    """

    status: str
    organisation: str
    notebook: str
    period: str
    exit_code: int
    answer: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    crossed: tuple[str, ...] = ()
    page: str = ""
    failure: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the run is called."""
        return ", ".join(filter(None, [self.organisation, self.notebook, self.period]))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def tally(lines: Sequence[Line]) -> dict[str, int]:
    """Return how many runs ended in which way, the worst first."""
    return {status: sum(line.status == status for line in lines) for status in _STATUSES}


def overview_page(lines: Sequence[Line], *, title: str, sentence: str, made: Mapping[str, str]) -> str:
    """Return the whole page as HTML.

    Parameters
    ----------
    lines
        The runs, in the order shown.
    title
        What the page is called.
    sentence
        What the runs say together.
    made
        Names and values for the page's head: when, by whom.
    """
    figures = [
        (status, number, _STATUSES[status][2])
        for status, number in tally(lines).items()
        if number or status == DONE
    ]
    codes = [(str(code), meaning) for code, meaning in EXIT_CODES.items()]
    environment = Environment(loader=FileSystemLoader(TEMPLATES / "xsync"), autoescape=True)
    return environment.get_template("overview.html.j2").render(
        title=title,
        made=made,
        style=f"{fragment_style()}\n{plain_page_style()}",
        headline=headline(sentence, figures),
        runs=_table(lines),
        codes=facts_table(codes),
    )


def _table(lines: Sequence[Line]) -> str:
    rows = [f"<tr>{''.join(_cells(line))}</tr>" for line in lines]
    return plain_table(
        dict.fromkeys(_COLUMNS, False), rows, caption="Runs, the worst first", kind="xsync-runs"
    )


def _cells(line: Line) -> list[str]:
    symbol, style, _ = _STATUSES[line.status]
    report = escaped(line.notebook)
    if line.page:
        address = escaped(quote(f"../../{line.page}", safe="/"))
        whose = escaped(f"{line.notebook} of {line.organisation}, {line.period}")
        report = f'<a href="{address}" aria-label="{whose}">{report}</a>'
    badge = f'<span class="{style}"><i aria-hidden="true">{symbol}</i> {escaped(line.status)}</span>'
    return [
        f"<td>{badge}<p>Exit code {line.exit_code}</p></td>",
        f'<th scope="row">{escaped(line.organisation)}</th>',
        f"<td>{report}<p>{escaped(line.period)}</p></td>",
        f"<td>{_said(line)}</td>",
    ]


def _said(line: Line) -> str:
    counts = " · ".join(f"{escaped(name)} {count(number)}" for name, number in line.counts.items())
    parts = {"crossed": line.crossed, "remarks": line.remarks}
    lists = [
        f'<ul class="{kind}">{"".join(f"<li>{escaped(each)}</li>" for each in sentences)}</ul>'
        for kind, sentences in parts.items()
        if sentences
    ]
    answer = f'<div class="answer">{escaped(line.failure or line.answer)}</div>'
    return "".join([answer, *lists, f"<p>{counts}</p>" if counts else ""])
