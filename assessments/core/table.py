"""Rows -> a CSV text that is safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
"""By which Excel knows that the text is UTF-8."""
BEGIN_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: object) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(BEGIN_FORMULAS) else text


def csv_text(heading: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV (RFC 4180)."""
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow([harmless(item) for item in heading])
    writer.writerows([harmless(item) for item in row] for row in rows)
    return out.getvalue()
