"""`xsync triage`: notes on items and findings from a terminal, and what was noted."""

from __future__ import annotations

from typing import Annotated

import typer

from xsync.terminal import tell, tell_json


def triage(
    items: Annotated[
        list[str] | None,
        typer.Argument(
            help="Numbers in Cin7; of findings also in Xero, or a document's id. None lists every note.",
            metavar="ITEM",
        ),
    ] = None,
    item_type: Annotated[
        str | None,
        typer.Option("--type", help="Their type, where a number is that of several.", metavar="TYPE"),
    ] = None,
    finding: Annotated[
        str | None,
        typer.Option(help="The finding of the reconciliation that is meant: stale_copy …", metavar="NAME"),
    ] = None,
    dated: Annotated[
        str | None,
        typer.Option(help="Their effective date, where several of a type have the number.", metavar="DATE"),
    ] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Every one of several that have the number is meant.")
    ] = False,
    owner: Annotated[str | None, typer.Option(help="Who sees to it.", metavar="NAME")] = None,
    disposition: Annotated[
        str | None,
        typer.Option(help="open, accepted, resolved or false alarm.", metavar="WORD"),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why; needed unless it is open.", metavar="TEXT")] = None,
    expires: Annotated[
        str | None,
        typer.Option(help="The last day on which the note holds, or never.", metavar="DATE"),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option(help="Whose; default: the only one in the store.", metavar="NAME")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help="Where the store is; default: XSYNC_STORE, else store/.", metavar="DIR"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Note an owner, a disposition, a reason and an expiry; without any of them, tell what was noted."""
    from xsync.diagnose.note_values import NoteChanges
    from xsync.diagnose.triage import triage as note
    from xsync.diagnose.triage_words import lines_of, note_in_words, subject_in_words
    from xsync.diagnose.triaged import noted
    from xsync.report.noted import IN_FORCE, as_data, plain

    changes = NoteChanges(owner, disposition, reason, expires)
    if changes.are_none and not (dated or each):
        found = noted(
            *(items or ()), item_type=item_type, finding=finding, organisation=organisation, store=store
        )
        if as_json:
            tell_json({"organisation": found.organisation, **found.to_dict()})
        else:
            tell("\n".join([f"Organisation: {found.organisation}", *lines_of(found)]))
        return

    kept = note(
        *(items or ()),
        item_type=item_type,
        finding=finding,
        dated=dated,
        each=each,
        owner=owner,
        disposition=disposition,
        reason=reason,
        expires=expires,
        organisation=organisation,
        store=store,
    )
    told = [as_data(written, IN_FORCE) for written in kept]
    if as_json:
        whose = kept[0].organisation
        tell_json({"organisation": whose, "noted": [plain(data) for data in told]})
    else:
        for written, data in zip(kept, told, strict=True):
            tell(f"{subject_in_words(written.subject)}: {note_in_words(data)}")
