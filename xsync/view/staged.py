"""What a panel's controls say before it is applied, and how changes from two sides meet in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.view.settings import Settings


@dataclass(frozen=True)
class Staged:
    """What controls say.

    Parameters
    ----------
    settings
        What they say; of conditions that are not finished, those that are.
    gaps
        What keeps the conditions from being a filter yet.
    """

    settings: Settings
    gaps: tuple[str, ...] = ()

    def changed(self, by: Callable[[Settings], Settings]) -> Staged:
        """Change what the controls say; conditions that are not finished stay as they stand."""
        settings = by(self.settings)
        if self.gaps:
            choice = replace(settings.choice, tree=self.settings.choice.tree)
            settings = replace(settings, choice=choice)
        return replace(self, settings=settings)

    def rebased(self, before: Staged, after: Staged) -> Staged:
        """Take over what changed from one state to another, except where someone has changed it since."""
        held = self if self.conditions() != before.conditions() else after
        settings = self.settings.rebased(before.settings, after.settings)
        choice = replace(settings.choice, tree=held.settings.choice.tree)
        return Staged(replace(settings, choice=choice), held.gaps)

    def conditions(self) -> object:
        """Return what tells one state of the conditions from another."""
        return self.settings.choice.tree, self.gaps
