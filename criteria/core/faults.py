"""What is wrong with a file, and where: faults, and the walk over a raw tree that gathers them.

A place in a file is written as a JSONPath: `$.areas[0].code`, `$.answers["DM2.1"].status`.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final, Self, TypeVar

from criteria.core.numbers import exact
from criteria.core.words import Filling, Words, counted

S = TypeVar("S", bound=StrEnum)

SHOWN: Final = 60
PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
LINE_ENDS: Final = re.compile(r"[\t\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One thing that is wrong: its place in the file, and a sentence's end ("is missing")."""

    path: str
    message: Words

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class Faulty(ValueError):
    """A file that cannot be taken, with everything that is wrong with it."""

    def __init__(self, faults: Collection[Fault]) -> None:
        super().__init__(tuple(faults))
        self.faults: tuple[Fault, ...] = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class Table(dict[str, object]):
    """A mapping as it was read, which remembers the keys that stood in it more than once."""

    def __init__(self, pairs: Collection[tuple[str, object]] = ()) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        repeated: dict[str, None] = {}
        if len(self) < len(pairs):
            for key, _ in pairs:
                if key in seen:
                    repeated[key] = None
                seen.add(key)
        self.repeated: tuple[str, ...] = tuple(repeated)


@dataclass(frozen=True, kw_only=True)
class Misread:
    """Stands in a tree for a value that was written but cannot be used, such as NaN."""

    reason: Words


class Absent(Enum):
    """Stands for a key that was not given."""

    ABSENT = "absent"


def quoted(text: str) -> str:
    """Return a text in quotes, on one line, shortened and safe to print."""
    short = text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
    return json.dumps(short, ensure_ascii=not short.isprintable())


def shown(value: object) -> str | Words:
    """Return a raw value as a message may show it."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int | float | Decimal):
        return _shown_number(value)
    return Words("a list") if isinstance(value, list | tuple) else Words("an object")


def _shown_number(value: float | Decimal) -> str | Words:
    if isinstance(value, int) and value.bit_length() > 3 * SHOWN:
        return Words("a number of many digits")
    text = str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def step(path: str, key: str) -> str:
    """Return the place of a key below a place."""
    if PLAIN_KEY.fullmatch(key) and len(key) <= SHOWN:
        return f"{path}.{key}"
    return f"{path}[{quoted(key)}]"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A value in a raw tree, its place, and the list that the faults of the whole walk go to.

    Each reader answers with a value of the expected shape. Where the shape is wrong it records a
    fault and answers with an empty stand-in ("", None, no fields), so that the walk goes on; where
    the value is absent it answers the stand-in alone. `settle` raises what was found, so nothing
    that was built from a stand-in is ever used.
    """

    value: object
    path: str
    found: list[Fault]

    @classmethod
    def root(cls, tree: object) -> Self:
        """Begin a walk at the top of a tree."""
        return cls(value=tree, path="$", found=[])

    @property
    def given(self) -> bool:
        return self.value is not Absent.ABSENT

    def fault(self, message: str | Words, *below: str, **values: Filling) -> None:
        """Record a fault of this place, or of the key below it; `values` stand in the message."""
        path = self.path
        for key in below:
            path = step(path, key)
        words = message if isinstance(message, Words) else Words(message, values)
        self.found.append(Fault(path=path, message=words))

    def settle(self) -> None:
        """End the walk: raise Faulty if anything was found, each fault once."""
        if self.found:
            raise Faulty(tuple(dict.fromkeys(self.found)))

    def fields(
        self, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> Mapping[str, "Node"]:
        """Return the value's fields, every one of them named here; what is not given is absent."""
        known = dict.fromkeys((*required, *optional))
        entries = self.entries()
        for key in entries:
            if key not in known:
                entries[key].fault(
                    "is not a known key; known here: %(known)s", known=", ".join(known)
                )
        if isinstance(self.value, Mapping):
            for key in required:
                if key not in entries:
                    self._child(key, Absent.ABSENT).fault("is missing")
        return {key: entries.get(key) or self._child(key, Absent.ABSENT) for key in known}

    def entries(self) -> dict[str, "Node"]:
        """Return what an object with free keys holds, by key."""
        if not isinstance(self.value, Mapping):
            self._misshapen(Words("must be an object, not %(given)s", self._given))
            return {}
        entries = {str(key): self._child(str(key), item) for key, item in self.value.items()}
        if isinstance(self.value, Table):
            for key in self.value.repeated:
                entries[key].fault("is given more than once")
        return entries

    def items(self, *, least: int = 0, most: int) -> list["Node"]:
        """Return the items of a list of `least` to `most` items."""
        if not isinstance(self.value, list | tuple):
            self._misshapen(Words("must be a list, not %(given)s", self._given))
            return []
        if len(self.value) < least:
            self.fault(
                counted(
                    "must have at least %(least)s item",
                    "must have at least %(least)s items",
                    least,
                    least=least,
                )
            )
        if len(self.value) > most:
            self.fault(
                "must have at most %(most)s items, not %(given)s", most=most, given=len(self.value)
            )
            return []
        return [
            Node(value=item, path=f"{self.path}[{place}]", found=self.found)
            for place, item in enumerate(self.value)
        ]

    def text(self, *, most: int, lines: bool = False, blank: bool = False) -> str:
        """Return a text of at most `most` characters; `lines`: it may have more than one line."""
        if not isinstance(self.value, str):
            self._misshapen(Words("must be text, not %(given)s", self._given))
            return ""
        if len(self.value) > most:
            self.fault(
                "must have at most %(most)s characters, not %(given)s",
                most=most,
                given=len(self.value),
            )
        elif UNFIT.search(self.value):
            self.fault("has control characters, or parts of characters, in it")
        elif not lines and LINE_ENDS.search(self.value):
            self.fault("must be a single line")
        elif not blank and not self.value.strip():
            self.fault("must not be empty")
        else:
            return self.value
        return ""

    def code(self, pattern: re.Pattern[str], *, most: int, like: Words | None = None) -> str:
        """Return a code that matches a pattern; `like` says what one looks like."""
        code = self.text(most=most)
        if code and not pattern.fullmatch(code):
            if like is None:
                self.fault("is not a well-formed code: %(code)s", code=quoted(code))
            else:
                self.fault(
                    "is not a well-formed code: %(code)s (%(like)s)", code=quoted(code), like=like
                )
            return ""
        return code

    def one_of(self, kinds: type[S]) -> S | None:
        """Return one of an enumeration's values."""
        known = ", ".join(kinds)
        if not isinstance(self.value, str):
            self._misshapen(
                Words("must be one of %(known)s, not %(given)s", {"known": known, **self._given})
            )
            return None
        if self.value not in tuple(kinds):
            self.fault(
                "must be one of %(known)s, not %(given)s", known=known, given=quoted(self.value)
            )
            return None
        return kinds(self.value)

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            self._misshapen(Words("must be true or false, not %(given)s", self._given))
            return False
        return self.value

    def whole(self, *, least: int, most: int) -> int | None:
        """Return a whole number from `least` to `most`."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self._misshapen(Words("must be a whole number, not %(given)s", self._given))
            return None
        if not least <= self.value <= most:
            self.fault(
                "must be from %(least)s to %(most)s, not %(given)s",
                least=least,
                most=most,
                given=shown(self.value),
            )
            return None
        return self.value

    def number(self) -> Decimal | None:
        """Return a finite number, exactly as it was written."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float | Decimal):
            self._misshapen(Words("must be a number, not %(given)s", self._given))
            return None
        number = exact(self.value)
        if not number.is_finite():
            self.fault("is not a number that can be used: %(given)s", given=shown(self.value))
            return None
        return number

    def _child(self, key: str, value: object) -> "Node":
        return Node(value=value, path=step(self.path, key), found=self.found)

    @property
    def _given(self) -> dict[str, Filling]:
        return {"given": shown(self.value)}

    def _misshapen(self, expected: Words) -> None:
        if isinstance(self.value, Misread):
            self.fault(self.value.reason)
        elif self.given:
            self.fault(expected)
