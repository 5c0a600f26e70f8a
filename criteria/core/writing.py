"""Plain tree -> JSON text, with every number exactly as it is."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from criteria.core.numbers import plain


def write_json(tree: object, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """Return a tree as JSON text; Decimals and floats become plain digits.

    Keys keep their order unless `sort_keys`; without `indent` there is no white space at all.
    """
    return "".join(_written(tree, indent, 0, sort_keys=sort_keys))


def _written(value: object, indent: int | None, depth: int, *, sort_keys: bool) -> list[str]:
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str):
        return [_text(value)]
    if isinstance(value, int | float | Decimal):
        return [_number(value)]
    if isinstance(value, Mapping):
        keys = sorted(value) if sort_keys else list(value)
        colon = ":" if indent is None else ": "
        members = [
            [_text(str(key)), colon, *_written(value[key], indent, depth + 1, sort_keys=sort_keys)]
            for key in keys
        ]
        return _bracketed("{", members, "}", indent, depth)
    if isinstance(value, list | tuple):
        items = [_written(item, indent, depth + 1, sort_keys=sort_keys) for item in value]
        return _bracketed("[", items, "]", indent, depth)
    raise TypeError(f"{type(value).__name__} is not part of a plain tree")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: float | Decimal) -> str:
    text = str(value) if isinstance(value, int) else plain(value)
    if "n" in text.lower():
        raise ValueError(f"{text} is not a number in JSON")
    return text


def _bracketed(
    opening: str, members: list[list[str]], closing: str, indent: int | None, depth: int
) -> list[str]:
    if not members:
        return [opening, closing]
    inner = "" if indent is None else "\n" + " " * indent * (depth + 1)
    outer = "" if indent is None else "\n" + " " * indent * depth
    parts = [opening]
    for place, member in enumerate(members):
        parts += ["," if place else "", inner, *member]
    return [*parts, outer, closing]


class ExactEncoder(json.JSONEncoder):
    """For `json.dumps(..., cls=ExactEncoder)` and JSONField: numbers exactly as they are."""

    def encode(self, o: Any) -> str:
        return write_json(o)


class ExactDecoder(json.JSONDecoder):
    """For `json.loads(..., cls=ExactDecoder)` and JSONField: fractions come back as Decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "parse_float": Decimal})
