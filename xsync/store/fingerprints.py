"""Fingerprints of documents: numbers in place of texts, so that millions pair without a text being compared.

A fingerprint is a hash of 64 bits. Two documents are taken for a pair that agrees only where the fingerprints
of their names and, independently, those of their contents are equal; any two others have both in common with
a chance of one in 2**128. A document that shares its name or its id within its ledger, that is not in its
books, or that has no name, has no ``plain_print``: it is compared text by text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.documents import NOT_IN_THE_BOOKS, SETTLEMENTS
from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Iterable

FINGERPRINTS: Final = ("plain_print", "content_print", "log_print", "family_print")
"""What the statement adds: of a document's name, of all that is compared, of how the log calls a payment, and
of the number that an invoice or credit note has in common with its payments. Outside the books all are
null."""

_FOLD: Final = (
    "nullif(CASE WHEN regexp_matches({0}, '^[!-~]*$') THEN lower({0}) ELSE "
    "replace(trim(regexp_replace(lower(upper({0})), '[\\s\\p{{Z}}]+', ' ', 'g')), 'ß', 'ss') END, '')"
)


def fold(text: str) -> str:
    """Return the SQL of a text trimmed, in lower case, white space collapsed; null where nothing is left."""
    return _FOLD.format(text)


def is_settlement(item_type: str = "item_type") -> str:
    """Return the SQL condition that a document settles another one."""
    return f"{item_type} IN ({_listed(SETTLEMENTS)})"


def is_living(status: str = "status") -> str:
    """Return the SQL condition that a document is in the books of its own ledger."""
    return f"coalesce(lower(trim({status})) NOT IN ({_listed(NOT_IN_THE_BOOKS)}), true)"


def fingerprinted_sql(documents: str) -> str:
    """Return the statement that adds the fingerprints to documents.

    Parameters
    ----------
    documents
        What stands after ``FROM``; read several times, a few columns at a time, so a file is best.
    """
    return f"""
WITH folded AS NOT MATERIALIZED (
    SELECT *,
        {is_living()} AS lives, {is_settlement()} AS is_settlement, coalesce(direction, '') AS way,
        lower(trim(contact)) AS contact_text, upper(trim(currency)) AS currency_text,
        {fold("number")} AS number_text,
        CASE WHEN {is_settlement()} THEN {fold("parent_number")} END AS parent_text
    FROM {documents}
),
printed AS NOT MATERIALIZED (
    SELECT *,
        CASE WHEN NOT lives THEN NULL
            WHEN number_text IS NOT NULL AND NOT is_settlement
                AND NOT (contact IS NULL AND item_type = 'invoice' AND way = 'purchase')
            THEN hash(item_type, number_text)
            WHEN parent_text IS NOT NULL AND document_date IS NOT NULL AND amount IS NOT NULL
            THEN hash(item_type, way, parent_text, document_date, amount) END AS name_print,
        CASE WHEN lives THEN hash('#' || coalesce(parent_text, number_text), way, contact_text, currency_text,
            amount, tax, document_date) END AS content_print,
        CASE WHEN lives AND is_settlement AND coalesce(number_text, parent_text) IS NOT NULL
            THEN hash(item_type, coalesce(number_text, parent_text)) END AS log_print,
        CASE WHEN NOT lives THEN NULL
            WHEN is_settlement AND parent_text IS NOT NULL THEN hash(parent_text)
            WHEN item_type IN ('invoice', 'credit_note') AND number_text IS NOT NULL THEN hash(number_text)
        END AS family_print
    FROM folded
),
shared AS NOT MATERIALIZED (
    SELECT side, name_print,
        CASE WHEN document_id IS NOT NULL THEN hash(lower(document_id)) END AS id_print,
        CASE WHEN is_settlement AND number_text IS NOT NULL AND number_text IS DISTINCT FROM parent_text
            THEN hash(item_type, number_text) END AS own_print,
        CASE item_type WHEN 'invoice' THEN hash('credit_note', number_text)
            WHEN 'credit_note' THEN hash('invoice', number_text) END AS sibling_print
    FROM printed
    WHERE lives
),
shared_ids AS (
    SELECT id_print FROM shared WHERE id_print IS NOT NULL GROUP BY id_print HAVING count(*) > 1
),
shared_numbers AS (
    SELECT own_print FROM shared WHERE own_print IS NOT NULL GROUP BY own_print HAVING count(*) > 1
),
sharing AS (
    SELECT name_print, sibling_print FROM shared
    WHERE id_print IN (SELECT id_print FROM shared_ids) OR own_print IN (SELECT own_print FROM shared_numbers)
),
shared_names AS (
    SELECT name_print FROM shared WHERE name_print IS NOT NULL
    GROUP BY name_print
    HAVING count(*) FILTER (side = 'cin7') > 1 OR count(*) FILTER (side = 'xero') > 1
    UNION ALL SELECT name_print FROM sharing WHERE name_print IS NOT NULL
    UNION ALL SELECT sibling_print FROM sharing WHERE sibling_print IS NOT NULL
)
SELECT * EXCLUDE (lives, is_settlement, way, contact_text, currency_text, number_text, parent_text,
        name_print),
    CASE WHEN name_print NOT IN (SELECT name_print FROM shared_names) THEN name_print END AS plain_print
FROM printed"""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(text_literal, words))
