"""Amounts as exports write them: ``1,234.50``, ``(12.00)``, ``1.234,50``, with or without a currency sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.sources.staging import Staged
    from xsync.store.engine import Engine

DecimalMark = Literal[".", ","]

_ADORNMENT: Final = r"[\s\x{00a0}\x{202f}'’]|[A-Za-z]{0,3}\p{Sc}|^[A-Za-z]{3}|[A-Za-z]{3}$"
"""Spaces, apostrophes (Swiss thousands), currency signs (``A$``) and codes: they carry no figure."""

_DECIMAL_COMMA: Final = r"(^|[^.,\d])\d*,(\d{1,2}|\d{4,})\D*$|\.\d+,\d+\D*$"
_DECIMAL_POINT: Final = r"(^|[^.,\d])\d*\.(\d{1,2}|\d{4,})\D*$|,\d+\.\d+\D*$"
_MINUS_SIGN: Final = "\N{MINUS SIGN}"


def infer_decimal_mark(engine: Engine, staged: Staged, columns: Sequence[str]) -> DecimalMark:
    """Return the decimal mark of a file's amount columns.

    A mark followed by other than three digits, or by the end after another mark, is a decimal mark. Where
    no cell decides, files separated by semicolons come from where the comma is one.
    """
    counted = [
        " + ".join(
            f"count(*) FILTER (regexp_matches({column}, {text_literal(pattern)}))" for column in columns
        )
        for pattern in (_DECIMAL_COMMA, _DECIMAL_POINT)
    ]
    ((commas, points),) = engine.rows(f"SELECT {', '.join(counted)} FROM {staged.relation}")
    if commas == points:
        return "," if staged.delimiter == ";" else "."
    return "," if int(str(commas)) > int(str(points)) else "."


def amount_sql(column: str, mark: DecimalMark) -> str:
    """Return the expression that reads a text column as an exact amount, null where it is none.

    More than four decimals are refused unless the rest is zeros: an amount is never rounded silently. What
    is written plainly, as nearly all amounts are, is read by itself: the rest costs ten times as much.
    """
    thousands = "." if mark == "," else ","
    simple = f"-?(\\d+|\\d{{1,3}}(\\{thousands}\\d{{3}})+)(\\{mark}\\d{{1,4}})?"
    simply_read = f"replace(replace({column}, '{thousands}', ''), '{mark}', '.')"
    bare = (
        f"replace(regexp_replace({column}, {text_literal(_ADORNMENT)}, '', 'g'), "
        f"{text_literal(_MINUS_SIGN)}, '-')"
    )
    figures = f"regexp_replace({bare}, '^\\((.*)\\)$|^-(.*)$|^(.*)-$', '\\1\\2\\3')"
    grouped = f"^(\\d+|\\d{{1,3}}(\\{thousands}\\d{{2,3}})*\\{thousands}\\d{{3}})?(\\{mark}\\d{{0,4}}0*)?$"
    plain = f"replace(replace({figures}, '{thousands}', ''), '{mark}', '.')"
    return (
        f"CASE WHEN regexp_full_match({column}, '{simple}') THEN try_cast({simply_read} AS DECIMAL(18, 4)) "
        f"WHEN regexp_matches({figures}, '{grouped}') AND regexp_matches({figures}, '\\d') "
        f"THEN try_cast({plain} AS DECIMAL(18, 4)) "
        f"* CASE WHEN regexp_matches({bare}, '^[(-]|-$') THEN -1 ELSE 1 END END::DECIMAL(18, 4)"
    )
