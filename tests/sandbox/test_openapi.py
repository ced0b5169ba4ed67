"""Xero's answers against Xero's own description of its interface, where that is at hand."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pytest
import yaml

from tests.sandbox.callers import xero
from xsync.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARIABLE: Final = "XSYNC_XERO_OPENAPI"
PATHS: Final = {
    "Invoices": "Invoice",
    "CreditNotes": "CreditNote",
    "Payments": "Payment",
    "BankTransactions": "BankTransaction",
    "BankTransfers": "BankTransfer",
    "ManualJournals": "ManualJournal",
    "Items": "Item",
    "Contacts": "Contact",
    "Accounts": "Account",
    "Organisation": "Organisation",
}
UNDESCRIBED: Final = {"DateString", "DueDateString", "CreatedDateUTCString"}
"""Fields of the description's own examples that its schemas leave out."""
DATE: Final = re.compile(r"/Date\(\d+(\+0000)?\)/")
KINDS: Final[dict[str, Callable[[Any], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def strays_of_text(text: str, schema: dict[str, Any]) -> Iterator[str]:
    if text not in schema.get("enum", [text]):
        yield f"none of {schema['enum']}"
    if (schema.get("x-is-msdate") or schema.get("x-is-msdate-time")) and not DATE.fullmatch(text):
        yield "no date"
    if schema.get("format") == "uuid" and str(UUID(text)) != text.lower():
        yield "no id"
    if len(text) > schema.get("maxLength", len(text)):
        yield "too long"


class Description:
    """The schemas of the description, and how far a value strays from one."""

    def __init__(self, path: Path) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        described = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - one of the safe loaders
        self.schemas: dict[str, Any] = described["components"]["schemas"]

    def strays(self, value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
        schema = self._resolved(schema)
        kind = schema.get("type", "object")
        if value is None:
            return
        if not KINDS[kind](value):
            yield f"{where}: {value!r} is no {kind}"
        elif kind == "array":
            for one in value:
                yield from self.strays(one, schema["items"], f"{where}[]")
        elif kind == "object":
            yield from self._strays_of_object(value, schema, where)
        elif kind == "string":
            yield from (f"{where}: {value!r} is {what}" for what in strays_of_text(value, schema))

    def _strays_of_object(self, value: dict[str, Any], schema: dict[str, Any], where: str) -> Iterator[str]:
        described = schema.get("properties", {})
        yield from (f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, one in value.items():
            if name in described:
                yield from self.strays(one, described[name], f"{where}.{name}")
            elif name not in UNDESCRIBED:
                yield f"{where}: {name} is not described"

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[-1]]
        return schema


@pytest.fixture(scope="module")
def description() -> Description:
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"{VARIABLE} names no file with Xero's OpenAPI description of its Accounting API")
    return Description(Path(named))


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    with Sandbox(items=1000, limit_scale=0.0001) as sandbox:
        yield sandbox


@pytest.mark.parametrize("path", PATHS)
def test_what_the_sandbox_answers_is_what_xero_describes(
    description: Description, served: Sandbox, path: str
) -> None:
    with xero(served) as http:
        answer = http.get(path, params={"page": "1", "pageSize": "1000", "includeArchived": "true"}).json()
    key = next(name for name in answer if name.startswith(PATHS[path]))
    schema = description.schemas[PATHS[path]]
    assert answer[key]
    assert {stray for one in answer[key] for stray in description.strays(one, schema, PATHS[path])} == set()


def test_files_and_pages_are_what_xero_describes(description: Description, served: Sandbox) -> None:
    with xero(served) as http:
        answer = http.get("Invoices", params={"page": 1, "pageSize": 1000}).json()
        with_file = next(one for one in answer["Invoices"] if one["HasAttachments"])
        files = http.get(f"Invoices/{with_file['InvoiceID']}/Attachments").json()["Attachments"]
    schemas = description.schemas
    assert list(description.strays(answer["pagination"], schemas["Pagination"], "Pagination")) == []
    assert [
        stray for one in files for stray in description.strays(one, schemas["Attachment"], "Attachment")
    ] == []
