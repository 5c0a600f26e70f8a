"""What the schemas are put together from: tables, lists, codes, texts and numbers."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from criteria.core.standard import LONGEST_TEXT, LONGEST_TITLE

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def top(name: str, told: str, schema: Schema) -> Schema:
    """Return a schema of a whole file."""
    return {"$schema": DRAFT, "title": name, **schema, "description": told}


def table(
    *,
    required: Mapping[str, Schema] | None = None,
    optional: Mapping[str, Schema] | None = None,
    told: str = "",
) -> Schema:
    """Return the schema of an object with these fields and no others."""
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {**(required or {}), **(optional or {})},
    }
    if required:
        schema["required"] = list(required)
    return {"description": told, **schema} if told else schema


def listed(item: Schema, told: str, least: int, most: int | None) -> Schema:
    """Return the schema of a list of `least` to `most` items."""
    schema: Schema = {"type": "array", "description": told, "items": item}
    if least:
        schema["minItems"] = least
    if most is not None:
        schema["maxItems"] = most
    return schema


def code_(pattern: re.Pattern[str], told: str, most: int | None = None) -> Schema:
    """Return the schema of a code that matches a pattern from end to end."""
    schema: Schema = {
        "type": "string",
        "pattern": f"^(?:{pattern.pattern})$",
        "description": told,
    }
    if most is not None:
        schema["maxLength"] = most
    return schema


def line(most: int, told: str) -> Schema:
    """Return the schema of a text on one line."""
    return {
        "type": "string",
        "pattern": r"^[^\r\n]*\S[^\r\n]*$",
        "maxLength": most,
        "description": told,
    }


def title(told: str) -> Schema:
    return line(LONGEST_TITLE, told)


def prose(told: str) -> Schema:
    """Return the schema of a text of one or more lines."""
    return {"type": "string", "pattern": r"\S", "maxLength": LONGEST_TEXT, "description": told}


def whole(least: int, most: int, told: str) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "description": told}


def amount(told: str) -> Schema:
    return {
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 10**9,
        "description": told,
    }


def one_of(kinds: type[StrEnum], told: str) -> Schema:
    """Return the schema of an enumeration's values."""
    return {"enum": [str(kind) for kind in kinds], "description": told}
