"""What a run says, for people who do not open its page: a message, or a line of the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.names import safe_file_name
from xsync.run.deliver import Message
from xsync.run.run_folders import PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LONGEST_TITLE: Final = 150


def counts_in_words(result: Mapping[str, Any]) -> dict[str, int]:
    """Return what a run counted: items per status, or documents per finding, by their names in words.

    Parameters
    ----------
    result
        What ``result.json`` holds; findings that nothing was found of are left out.
    """
    if "by_status" in result:
        return {str(status): int(number) for status, number in result["by_status"].items()}
    findings = result.get("findings", {})
    found = {str(name): int(each["count"]) for name, each in findings.items() if each["count"]}
    return {name_in_words(name): number for name, number in found.items()}


def name_in_words(name: str) -> str:
    """Return the name of a notebook or a finding for people: ``sync_report`` is "Sync report"."""
    return name.replace("_", " ").strip().capitalize().replace("xero", "Xero").replace("cin7", "Cin7")


def run_message(result: Mapping[str, Any], folder: Path) -> Message:
    """Return what is delivered of a finished run.

    Parameters
    ----------
    result
        What ``result.json`` holds.
    folder
        Where the run lies.
    """
    run, crossed = result["run"], result["crossed"]
    what = f"{result['organisation']}: {name_in_words(run['notebook'])}"
    body = [result["answer"], ""]
    if crossed:
        body += ["A threshold was crossed:" if len(crossed) == 1 else "Thresholds were crossed:"]
        body += [*(f"- {sentence}" for sentence in crossed), ""]
    asked = result["asked"]
    body += [f"{name}: {asked[name]}" for name in ("Reporting period", "As of") if name in asked]
    body += [f"{name}: {number:,}" for name, number in counts_in_words(result).items()]
    body.append(f"Run: {run['id']}, by {run['run_by']}")
    return Message(
        title=one_line(f"{what}, {'threshold crossed' if crossed else 'no threshold crossed'}"),
        body="\n".join(body),
        is_alarm=bool(crossed),
        page=folder / PAGE,
        place="/".join([*folder.parts[-3:], PAGE]),
        file_name=f"{safe_file_name(result['organisation'])}-{run['notebook']}-{run['id']}.html",
    )


def failure_message(organisation: str, notebook: str, sentence: str) -> Message:
    """Return what is delivered of a run that failed: there is no page to send."""
    what = f"{organisation}: {name_in_words(notebook)}" if organisation else name_in_words(notebook)
    return Message(title=one_line(f"{what} failed"), body=sentence, is_alarm=True)


def one_line(text: str) -> str:
    """Return a text that fits the subject of a message, whatever stands in it."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 2].rstrip()} …"
