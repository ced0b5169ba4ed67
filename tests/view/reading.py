"""Reads produced HTML back, as a browser would, without anything of the package."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "input", "link", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def all(self, tag: str, css_class: str = "") -> list[Element]:
        """Every element of this tag (and class) below, in order."""
        found = []
        for child in self.inside:
            classes = child.attributes.get("class", "").split()
            if child.tag == tag and (not css_class or css_class in classes):
                found.append(child)
            found.extend(child.all(tag, css_class))
        return found

    def one(self, tag: str, css_class: str = "") -> Element:
        (only,) = self.all(tag, css_class)
        return only


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read(html: str) -> Element:
    """Read HTML whose elements must all be closed, in order."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"left open: {[element.tag for element in reader.open[1:]]}"
    return reader.root


def body_rows(html: str) -> list[list[Element]]:
    """The cells of every row in the body of the only table."""
    return [row.inside for row in read(html).one("tbody").all("tr")]
