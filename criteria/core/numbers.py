"""Exact numbers: from a file, into a file, and in words."""

from decimal import Clamped, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from math import isfinite
from typing import Final

EXACT: Final = Context(
    prec=400, traps=[Clamped, DivisionByZero, Inexact, InvalidOperation, Overflow]
)
"""Arithmetic that raises rather than rounds."""

LONGEST: Final = 400

SPACE_BEFORE_PERCENT: Final = frozenset({"es", "fr"})
"""Languages that write 75 %, not 75%."""


def exact(value: float | Decimal) -> Decimal:
    """Return a number as the Decimal it was written as: 0.1 is a tenth."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def compact(number: Decimal) -> int | float | Decimal:
    """Return a number as a JSON tree best holds it, losing nothing.

    That is an int, a float whose shortest form is this very number, or else the Decimal itself,
    for which a writer that knows Decimals is needed (`criteria.core.writing`).
    """
    if number == number.to_integral_value():
        return int(number)
    as_float = float(number)
    if isfinite(as_float) and Decimal(repr(as_float)) == number:
        return as_float
    return number


def plain(number: float | Decimal) -> str:
    """Return a number in digits, without exponent and without zeros that say nothing."""
    value = exact(number)
    if not value:
        return "0"
    if not value.is_finite() or abs(value.adjusted()) > LONGEST:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_after(unit: str, language: str | None) -> str:
    """Return what follows a number for an outcome's unit: the sign for "percent", "" for ""."""
    if unit == "percent":
        return "\N{NO-BREAK SPACE}%" if language in SPACE_BEFORE_PERCENT else "%"
    return unit and f"\N{NO-BREAK SPACE}{unit}"
