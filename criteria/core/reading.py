"""Bytes or text -> plain tree, whoever wrote it: JSON for assessments, YAML for standards.

A tree is made of `Table`, list, str, int, Decimal, bool, None and `Misread`. What can only be told
by its place in the tree (a key given twice, NaN, a number beyond use) stays in it until the walk
over the tree reports it with everything else; a text that is no tree at all is refused here.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol

import yaml

from criteria.core.faults import Fault, Faulty, Misread, Table
from criteria.core.problems import problem
from criteria.core.words import Words

LARGEST: Final = 5 * 1024 * 1024
"""Bytes that a file may have."""
DEEPEST: Final = 20
"""Objects and lists that may stand one inside another."""
LONGEST_NUMBER: Final = 100
"""Characters that a number may have."""

TOO_DEEP: Final = Words("is nested deeper than %(deepest)s", {"deepest": DEEPEST})
TOO_LONG: Final = Words("is a number of more than %(most)s characters", {"most": LONGEST_NUMBER})
NOT_UTF8: Final = Words("is not UTF-8 text")

JSON_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
FRACTION: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
NO_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


def read_json(text: bytes | str) -> object:
    """Return the tree of a JSON text; raises Faulty, at "$" with line and column."""
    content = _decoded(text)
    _refuse_deep_json(content)
    try:
        return json.loads(
            content,
            object_pairs_hook=Table,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        words = Words("is not valid JSON: %(problem)s", {"problem": problem(error.msg)})
        raise _unreadable(words, error.lineno, error.colno) from None
    except RecursionError:
        raise _unreadable(TOO_DEEP) from None


def read_yaml(text: bytes | str) -> object:
    """Return the tree of one YAML document, by the core schema of YAML 1.2, keys always text.

    `no`, `2022-01-01` and `1_000` are text. Anchors, aliases and tags are refused: a standard's
    file needs none. Raises Faulty, at "$" with line and column.
    """
    content = _decoded(text)
    builder = _Builder()
    try:
        for event in yaml.parse(content, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _at(mark, _not_yaml(error.problem or error.context or "")) from None
    except yaml.reader.ReaderError as error:
        line, column = _place(content, error.position)
        raise _unreadable(_not_yaml(error.reason), line, column) from None
    return builder.tree()


def _not_yaml(said: str) -> Words:
    return Words("is not valid YAML: %(problem)s", {"problem": problem(said)})


def _unreadable(words: Words, line: int | None = None, column: int | None = None) -> Faulty:
    if line and column:
        words = Words(
            "%(fault)s (line %(line)s, column %(column)s)",
            {"fault": words, "line": line, "column": column},
        )
    return Faulty([Fault(path="$", message=words)])


def _decoded(text: bytes | str) -> str:
    """Return the text without a byte order mark, if it is short enough and text at all."""
    if len(text) > LARGEST:
        raise _too_large()
    if isinstance(text, bytes):
        try:
            return text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line, column = _place(text[: error.start].decode("utf-8", "replace"), None)
            raise _unreadable(NOT_UTF8, line, column) from None
    try:
        if len(text.encode()) > LARGEST:
            raise _too_large()
    except UnicodeEncodeError as error:
        line, column = _place(text, error.start)
        raise _unreadable(NOT_UTF8, line, column) from None
    return text.removeprefix("\ufeff")


def _too_large() -> Faulty:
    return _unreadable(
        Words("is larger than %(megabytes)s MB", {"megabytes": LARGEST // 1024 // 1024})
    )


def _place(text: str, position: int | None) -> tuple[int, int]:
    """Return line and column, counted from 1, of a position in a text (None: its end)."""
    before = text[:position]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _refuse_deep_json(content: str) -> None:
    depth = 0
    for token in JSON_TOKEN.finditer(content):
        if token[0] in "[{":
            depth += 1
            if depth > DEEPEST:
                line, column = _place(content, token.start())
                raise _unreadable(TOO_DEEP, line, column)
        elif token[0] in "]}":
            depth -= 1


def _whole(literal: str) -> int | Misread:
    if len(literal) > LONGEST_NUMBER:
        return Misread(reason=TOO_LONG)
    return int(literal)


def _fraction(literal: str) -> Decimal | Misread:
    if len(literal) > LONGEST_NUMBER:
        return Misread(reason=TOO_LONG)
    try:
        return Decimal(literal)
    except InvalidOperation:
        return Misread(reason=Words("is a number beyond all use: %(given)s", {"given": literal}))


def _no_number(literal: str) -> Misread:
    return Misread(reason=Words("is not a number that can be used: %(given)s", {"given": literal}))


class _Mark(Protocol):
    """A place in a YAML text, counted from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


def _at(mark: _Mark | None, words: Words) -> Faulty:
    return _unreadable(words, mark.line + 1, mark.column + 1) if mark else _unreadable(words)


@dataclass(kw_only=True)
class _Open:
    """A list or mapping that is being read; a mapping's keys and values alternate in `items`."""

    mapping: bool
    items: list[object] = field(default_factory=list)

    def closed(self) -> object:
        if not self.mapping:
            return self.items
        pairs = iter(self.items)
        return Table([(str(key), value) for key, value in zip(pairs, pairs, strict=True)])


@dataclass(kw_only=True)
class _Builder:
    """Builds a tree from the parser's events, without recursion."""

    stack: list[_Open] = field(default_factory=lambda: [_Open(mapping=False)])
    documents: int = 0

    def tree(self) -> object:
        roots = self.stack[0].items
        return roots[0] if roots else None

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise _at(event.start_mark, Words("has an alias, which is not taken"))
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _at(event.start_mark, Words("has more than one document"))
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._take_node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.stack.pop()
            self.stack[-1].items.append(done.closed())

    def _take_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            raise _at(event.start_mark, Words("has an anchor, which is not taken"))
        if event.tag is not None:
            raise _at(event.start_mark, Words("has a tag, which is not taken"))
        top = self.stack[-1]
        is_key = top.mapping and len(top.items) % 2 == 0
        if isinstance(event, yaml.ScalarEvent):
            top.items.append(event.value if is_key or not event.implicit[0] else _word(event.value))
            return
        if is_key:
            raise _at(event.start_mark, Words("has a list or an object as a key"))
        if len(self.stack) > DEEPEST:
            raise _at(event.start_mark, TOO_DEEP)
        self.stack.append(_Open(mapping=isinstance(event, yaml.MappingStartEvent)))


def _word(text: str) -> object:
    """Return what a plain, unquoted scalar means."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    for pattern, read in _NUMBERS:
        if pattern.fullmatch(text):
            return read(text)
    return text


_NUMBERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], object]], ...]] = (
    (WHOLE, _whole),
    (FRACTION, _fraction),
    (NO_NUMBER, _no_number),
)
