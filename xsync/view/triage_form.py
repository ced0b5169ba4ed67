"""Controls beside an item's story: who sees to it, what became of it, why and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xsync.diagnose.note_values import NEVER, NoteChanges
from xsync.diagnose.subjects import item_standing
from xsync.diagnose.triage import note
from xsync.diagnose.triage_words import subject_in_words
from xsync.diagnose.triaged import today
from xsync.errors import XsyncError
from xsync.report.story import ITEM_KEYS
from xsync.report.words import minute_in_words
from xsync.store.notes import DISPOSITIONS, OPEN
from xsync.view.quick_pickers import LABELS
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.report.story import ItemStory
    from xsync.store.notes import Notes


class TriageForm:
    """The controls; ``box`` is the widget to place. Nothing shows until an item's story does.

    Parameters
    ----------
    notes
        What a note is appended to.
    saved
        Called after a note was kept, with the ``load_id`` and ``source_row`` of its item.
    """

    def __init__(self, notes: Notes, saved: Callable[[str, int], None]) -> None:
        import ipywidgets as widgets

        self._notes, self._saved = notes, saved
        self._story: ItemStory | None = None
        # Told letter by letter, the last ones may be on their way still when the note is saved.
        whole = {"continuous_update": False}
        self._owner = widgets.Text(description="Owner", placeholder="who sees to it", style=LABELS, **whole)
        self._disposition = widgets.Dropdown(description="Disposition", options=DISPOSITIONS, style=LABELS)
        self._expires = widgets.DatePicker(description="Expires", style=LABELS)
        self._reason = widgets.Textarea(
            description="Reason",
            placeholder="why; needed unless it is open",
            rows=2,
            style=LABELS,
            **whole,
            layout={"width": "38rem", "max_width": "100%"},
        )
        self._save = widgets.Button(description="Save note", icon="check")
        self._save.on_click(lambda _: self._keep())
        self._about, self._told = widgets.HTML(), widgets.HTML()
        row = widgets.Layout(flex_flow="row wrap", overflow="visible")
        self.box = widgets.VBox(
            [
                self._about,
                widgets.HBox([self._owner, self._disposition, self._expires], layout=row),
                widgets.HBox([self._reason, self._save], layout=row),
                self._told,
            ],
            layout=widgets.Layout(overflow="visible", display="none"),
        )

    def show(self, story: ItemStory) -> None:
        """Take the item that a story tells of; what somebody writes about the same one stays."""
        same = self._story is not None and self._story.subject == story.subject
        self._story = story
        self.box.layout.display = None
        if not same:
            self._about.value = f"<strong>Note on {escaped(subject_in_words(story.subject))}</strong>"
            self._told.value = ""
            self._fill(story)

    def hide(self) -> None:
        """Leave the item: another may be chosen."""
        self._story = None
        self.box.layout.display = "none"

    def _fill(self, story: ItemStory) -> None:
        """Let the controls say what the note in force says; of an expired one only the owner is left."""
        known = self._notes.about(story.subject)
        last = known[-1] if known else None
        holds = last is not None and not last.has_expired(today(self._notes.organisation))
        self._owner.value = (last.owner if last else None) or ""
        self._disposition.value = last.disposition if last and holds else OPEN
        self._reason.value = (last.reason if last and holds else None) or ""
        self._expires.value = last.expires if last and holds else None

    def _keep(self) -> None:
        if self._story is None:
            return
        said = NoteChanges(
            self._owner.value,
            self._disposition.value,
            self._reason.value,
            self._expires.value or NEVER,
        )
        organisation = self._notes.organisation
        try:
            note(self._notes, [item_standing(self._story)], said, today(organisation))
        except XsyncError as mistake:
            lines = "<br>".join(escaped(line) for line in str(mistake).splitlines())
            self._told.value = f'<div role="alert">⚠ {lines}</div>'
            return
        self._told.value = f'<div role="status">{escaped(self._kept())}</div>'
        self._saved(*(self._story.item[key] for key in ITEM_KEYS))

    def _kept(self) -> str:
        """Say that a note was kept, and where it will not be seen."""
        if self._notes.until is None:
            return "The note is kept."
        told_of = minute_in_words(self._notes.until)
        return (
            f"The note is kept. This report tells what was known on {told_of} UTC, so it does not show it; "
            "reports of today do."
        )
