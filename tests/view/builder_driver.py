"""The filter builder worked as a person would: every control found by what it is called."""

from __future__ import annotations

from typing import Any


class Hand:
    """Finds the controls that show in a widget, and works them."""

    def __init__(self, box: Any) -> None:
        self.box = box

    def controls(self) -> list[Any]:
        return list(_shown(self.box))

    def names(self) -> list[str]:
        return [control.description for control in self.controls() if getattr(control, "description", "")]

    def find(self, name: str) -> Any:
        found = [control for control in self.controls() if getattr(control, "description", "") == name]
        assert len(found) == 1, (name, self.names())
        return found[0]

    def click(self, name: str) -> None:
        button = self.find(name)
        assert not button.disabled
        button.click()

    def choose(self, name: str, label: str) -> None:
        control = self.find(name)
        control.index = [text for text, _ in control.options].index(label)

    def write(self, name: str, value: Any) -> None:
        self.find(name).value = value

    def condition(self, number: int, field: str, operator: str, *, group: int | None = None) -> None:
        self.click("Add condition" if group is None else f"Add condition to group {group}")
        self.choose(f"Condition {number}", field)
        self.choose(f"Condition {number} operator", operator)

    def said(self, role: str) -> list[str]:
        """Return the texts of a role, as HTML."""
        texts = [control.value for control in self.controls() if type(control).__name__ == "HTML"]
        return [text for text in texts if f'role="{role}"' in text]


def _shown(widget: Any) -> Any:
    if widget.layout.display == "none":
        return
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _shown(child)
