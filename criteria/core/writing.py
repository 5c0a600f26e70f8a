"""Plain tree -> JSON or YAML text, with every number exactly as it is."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from math import inf
from typing import Any, Final

import yaml

from criteria.core.numbers import plain

PLAIN: Final = re.compile(r"(?!(?:null|true|false|yes|no|on|off|y|n)$)[a-z][a-z_]*")
"""Texts that stand in YAML without quotes: keys, and words of a fixed list."""


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


class _Quoting(yaml.SafeDumper):
    """Quotes every text, so that no reader of YAML takes `no` or `1e3` for anything else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if PLAIN.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


def _in_digits(dumper: yaml.SafeDumper, number: float | Decimal) -> yaml.ScalarNode:
    digits = plain(number)
    kind = "float" if "." in digits else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", digits)


_Quoting.add_representer(str, _quoted)
_Quoting.add_multi_representer(str, _quoted)
_Quoting.add_representer(float, _in_digits)
_Quoting.add_representer(Decimal, _in_digits)


def write_yaml(tree: object) -> str:
    """Return a tree as YAML text, keys in their order, which `read_yaml` reads as the same."""
    return yaml.dump(tree, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=inf)
