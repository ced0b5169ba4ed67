"""Plain YAML: text, lists and mappings, nothing that runs, hides or changes what was written.

Every scalar stays text, for ``007`` is no number and ``no`` no truth value until a field's type says so.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

_RESOLVERS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
)
"""What an unquoted scalar can be besides text: empty."""


_TEXT_TAGS: Final = ("!", "tag:yaml.org,2002:str")
"""What may be said of a scalar: that it is text, which all are. Any other tag makes something else of it."""


class _PlainLoader(yaml.SafeLoader):
    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.yaml_implicit_resolvers = dict(_RESOLVERS)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # as PyYAML's stubs have it
            raise yaml.constructor.ConstructorError(problem="an alias stands here", problem_mark=mark)
        event = self.peek_event()  # type: ignore[no-untyped-call] # as PyYAML's stubs have it
        tag = getattr(event, "tag", None)
        if tag is not None and not (tag in _TEXT_TAGS and isinstance(event, yaml.ScalarEvent)):
            problem = f"a tag stands here, {tag}"
            raise yaml.constructor.ConstructorError(problem=problem, problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                problem = f"a key must be text and stand here once, unlike {key.value!r}"
                raise yaml.constructor.ConstructorError(problem=problem, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_plain_yaml(text: str) -> object:
    """Read one YAML document whose scalars are all text, apart from the empty ones, which are None.

    Parameters
    ----------
    text
        The document.

    Raises
    ------
    ValueError
        If it is no YAML, or holds aliases, one key twice, or tags that make anything but text of a scalar.
    """
    try:
        return _PlainLoader(text).get_single_data()
    except yaml.MarkedYAMLError as mistake:
        mark = mistake.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{place}{mistake.problem}") from mistake
    except (yaml.YAMLError, RecursionError) as mistake:
        raise ValueError(f"this is no readable YAML: {mistake}") from mistake


def plain_yaml(data: object, *, short_groups_in_line: bool = False) -> str:
    """Write plain data as YAML that `read_plain_yaml` reads back: text as it was, numbers as their text.

    Parameters
    ----------
    data
        Text, numbers, lists and mappings.
    short_groups_in_line
        Write lists and mappings that hold nothing but scalars as ``[…]`` and ``{…}``.
    """
    style = None if short_groups_in_line else False
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100, default_flow_style=style)
    return text
