"""An item's whole story as HTML: how it stands, since when, and what hangs together with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.explain import explain
from xsync.diagnose.of_report import FAILED
from xsync.model import FIELDS, UNSYNCED_STATUSES, type_label
from xsync.report.words import minute_in_words
from xsync.view.cells import LINK
from xsync.view.item_list import items_in_words
from xsync.view.notes_shown import notes_table
from xsync.view.tables import facts_table, records_table
from xsync.view.wording import count, escaped, money, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xsync.diagnose.blocked_item import ItemStanding
    from xsync.report.story import ItemStory

_OBSERVED: Final = {
    "sync_date": "Sync date",
    "sync_status": "Sync status",
    "message": "Message",
    "xero_number": "Xero Number",
    "source_file": "Source file",
    "source_row": "Row",
    "loaded_at": "Loaded at (UTC)",
}
_RELATED: Final = {
    "cin7_number": "Cin7 Core Number",
    "item_type": "Type",
    "sync_status": "Sync status",
    "effective_date": "Effective Date",
    "amount": "Amount",
    "currency": "Currency",
    "contact": "Contact",
    "message": "Message",
}


def story_html(story: ItemStory, standing: ItemStanding | None = None) -> str:
    """Show an item's story: sentences, its links and fields, its history, and its relatives.

    Parameters
    ----------
    story
        All there is to know of the item.
    standing
        Its place in the diagnosis, where that was asked.
    """
    item = story.item
    title = f"{type_label(str(item['item_type']))} {item['cin7_number'] or '(no number)'}"
    parts = [
        f'<section class="xsync-story" aria-label="{escaped(title)}">',
        f"<h3>{escaped(title)}</h3>",
        f"<p>{escaped(story_in_words(story))}</p>",
        *(f"<p>{escaped(sentence)}</p>" for sentence in standing_in_words(standing)),
        _what_to_do(item),
        _links(story.links),
        records_table(story.observations, _OBSERVED, caption="What each export saw of it, oldest first"),
    ]
    if story.notes:
        parts.append(notes_table(story.notes))
    if story.consolidated:
        block = story.consolidated
        sums = ", ".join(f"{currency} {money(amount)}" for currency, amount in block.amounts.items())
        caption = f"With it in {block.number}: {count(block.items)} documents{f', {sums}' if sums else ''}"
        parts.append(_related(block.members, caption))
    if story.payments:
        parts.append(_related(story.payments, "Payments and refunds that hang on it"))
    if story.documents:
        parts.append(_related(story.documents, "What it applies to"))
    facts = [(FIELDS[name].title, item.get(name)) for name in FIELDS if item.get(name) not in (None, "")]
    parts.append(facts_table(facts, caption="All its fields"))
    return "\n".join([*filter(None, parts), "</section>"])


def story_in_words(story: ItemStory) -> str:
    """Say how an item stands, since when and how often that was seen."""
    seen, status = story.observations, str(story.item["sync_status"])
    times = f"seen in {count(len(seen))} export{'' if len(seen) == 1 else 's'}"
    if status not in UNSYNCED_STATUSES:
        return f"{status}; {times}."
    run = 0
    for observation in reversed(seen):
        if observation["sync_status"] not in UNSYNCED_STATUSES:
            break
        run += 1
    since = seen[-run]["sync_date"] if run else None
    lasting = f" Not in Xero since {minute_in_words(since)}." if since else ""
    message = f" {story.item['message']}" if story.item.get("message") else ""
    return f"{status}; {times}.{lasting}{message}"


def _what_to_do(item: Mapping[str, Any]) -> str:
    """Say cause and fix of an item that failed with a message."""
    if item["sync_status"] != FAILED or not (item.get("message") or "").strip():
        return ""
    (explanation,) = explain(item["message"])
    principal = explanation.principal
    facts = [
        ("Cause", explanation.cause),
        ("Fix", principal.fix),
        ("Who", principal.owner),
        ("Does a retry help?", principal.retry),
        ("Also", " ".join(each.cause for each in explanation.others)),
    ]
    return facts_table([fact for fact in facts if fact[1]], caption="What to do")


def standing_in_words(standing: ItemStanding | None) -> list[str]:
    """Say for how long an item has been out of Xero, what it waits for, and what waits for it."""
    if standing is None:
        return []
    said = []
    if standing.started_at:
        days = f"{count(standing.days)} day{'' if standing.days == 1 else 's'}"
        exports = f"{count(standing.times_seen)} export{'' if standing.times_seen == 1 else 's'}"
        said.append(f"Out of Xero for {days}; {exports} saw it so.")
    if standing.parent and standing.has_arrived:
        said.append(f"It waited for {standing.parent}, which is in Xero now: send it again.")
    elif standing.parent:
        begin = f" Begin with {standing.root}." if standing.root != standing.parent else ""
        said.append(f"It waits for {standing.parent}.{begin}")
    if standing.holds_up:
        said.append(f"It holds up {items_in_words(standing.holds_up)}.")
    return [" ".join(said)] if said else []


def _links(links: Mapping[str, str | None]) -> str:
    safe = {place: address for place, address in links.items() if address and LINK.fullmatch(address)}
    anchors = " · ".join(
        f'<a href="{escaped(address)}" target="_blank" rel="noopener noreferrer">Open in {escaped(place)}</a>'
        for place, address in safe.items()
    )
    return f"<p>{anchors}</p>" if anchors else ""


def _related(rows: Sequence[Mapping[str, Any]], caption: str) -> str:
    told = [{**row, "item_type": type_label(str(row.get("item_type")))} for row in rows]
    filled = {name: title for name, title in _RELATED.items() if any(shown(row.get(name)) for row in told)}
    return records_table(told, filled, caption=caption)
