"""A standard's texts in another language, each with a digest of the English it was made from.

A key names a text as the file's own codes do: `title`, `efforts.3`, `levels.gold.title`,
`outcomes.pm25.about`, `areas.DM.title`, `DM1.statement`, `DM1.evidence.2`, and a requirement's own
code, `DM1.1`. A text that is missing, or whose English has changed since, is not shown: its English
stands in, marked as `Foreign`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final, Self

from criteria.core.faults import Node, Table
from criteria.core.standard import (
    ENGLISH,
    LONGEST_TEXT,
    STANDARD_CODE,
    STANDARD_CODE_LIKE,
    Area,
    Criterion,
    Level,
    Outcome,
    Standard,
)

LANGUAGES: Final = ("es", "pt", "fr")
"""What a standard may be translated into; its file is English."""
DIGEST_LENGTH: Final = 8

Say = Callable[[str, str], str]


class Foreign(str):
    """A text that stands in for a missing translation; it is in `language`."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = ENGLISH) -> Self:
        made = super().__new__(cls, text)
        made.language = language
        return made


@dataclass(frozen=True, kw_only=True)
class Text:
    """A translation, and the digest of the English it was made from."""

    text: str
    of: str


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What a standard says in one language, by key."""

    standard: str
    language: str
    texts: Mapping[str, Text] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """How far a translation has come: keys in the standard's order, out of `of` texts."""

    language: str
    of: int
    missing: tuple[str, ...]
    older: tuple[str, ...]

    @property
    def current(self) -> int:
        return self.of - len(self.missing) - len(self.older)


def digest(text: str) -> str:
    """Return the first eight hex digits of a text's SHA-256."""
    return sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def texts_of(standard: Standard) -> dict[str, str]:
    """Return every text of a standard by its key, in the file's order."""
    return dict(_texts(standard))


def texts_of_criterion(criterion: Criterion) -> dict[str, str]:
    """Return every text of a criterion by its key, in the file's order."""
    return dict(_criterion_texts(criterion))


def _texts(standard: Standard) -> Iterator[tuple[str, str]]:
    yield "title", standard.title
    for effort, text in standard.efforts.items():
        yield f"efforts.{effort}", text
    for level in standard.levels:
        yield f"levels.{level.code}.title", level.title
    for outcome in standard.outcomes:
        yield f"outcomes.{outcome.code}.title", outcome.title
        if outcome.about:
            yield f"outcomes.{outcome.code}.about", outcome.about
    for area in standard.areas:
        yield f"areas.{area.code}.title", area.title
        if area.about:
            yield f"areas.{area.code}.about", area.about
        for criterion in area.criteria:
            yield from _criterion_texts(criterion)


def _criterion_texts(criterion: Criterion) -> Iterator[tuple[str, str]]:
    yield f"{criterion.code}.title", criterion.title
    yield f"{criterion.code}.statement", criterion.statement
    if criterion.why:
        yield f"{criterion.code}.why", criterion.why
    for place, item in enumerate(criterion.evidence, start=1):
        yield f"{criterion.code}.evidence.{place}", item
    for requirement in criterion.requirements:
        yield requirement.code, requirement.text


def parse_texts(tree: object, standard: Standard) -> Texts:
    """Return the translation that a raw tree holds; raises Faulty with every fault in it.

    A text without `of` (or a plain text instead of an object) says nothing of its English: it is
    a fault, which `stamped` mends.
    """
    root = Node.root(tree)
    fields = root.fields(required=("standard", "language", "texts"))
    code = fields["standard"].code(STANDARD_CODE, most=41, like=STANDARD_CODE_LIKE)
    if code and code != standard.code:
        fields["standard"].fault(
            "must be %(expected)s, not %(given)s", expected=standard.code, given=code
        )
    language = fields["language"].text(most=10)
    if language and language not in LANGUAGES:
        fields["language"].fault(
            "must be one of %(known)s, not %(given)s", known=", ".join(LANGUAGES), given=language
        )
    english = texts_of(standard)
    texts = {}
    for key, node in fields["texts"].entries().items():
        if key not in english:
            node.fault("is not a text of this standard")
            continue
        entry = node.fields(required=("of", "text"))
        text = entry["text"].text(most=LONGEST_TEXT, lines=True).strip()
        texts[key] = Text(text=text, of=entry["of"].text(most=DIGEST_LENGTH))
    root.settle()
    return Texts(standard=standard.code, language=language, texts=texts)


def stamped(tree: object, standard: Standard) -> object:
    """Return a raw tree in which every text names its present English, where it named none.

    A plain text, and an object whose `of` is missing or empty, get the digest; whatever else is
    in the tree stays as it is, faults among it.
    """
    texts = tree.get("texts") if isinstance(tree, Mapping) else None
    if not isinstance(tree, Mapping) or not isinstance(texts, Mapping):
        return tree
    english = texts_of(standard)
    entries = {
        key: _stamped_entry(entry, digest(english[key])) if key in english else entry
        for key, entry in texts.items()
    }
    return _renewed(tree, {"texts": _renewed(texts, entries)})


def _stamped_entry(entry: object, of: str) -> object:
    if isinstance(entry, str):
        return {"of": of, "text": entry}
    if isinstance(entry, Mapping) and entry.get("of") in (None, ""):
        return _renewed(entry, {"of": of})
    return entry


def _renewed(table: Mapping[str, object], fields: Mapping[str, object]) -> Table:
    """Return a table with some fields renewed; what was given twice stays known."""
    made = Table([*{**table, **fields}.items()])
    made.repeated = table.repeated if isinstance(table, Table) else ()
    return made


def texts_document(texts: Texts) -> dict[str, object]:
    """Return the plain tree of a translation, which `parse_texts` reads back as the same."""
    return {
        "standard": texts.standard,
        "language": texts.language,
        "texts": {key: {"of": item.of, "text": item.text} for key, item in texts.texts.items()},
    }


def completeness(standard: Standard, texts: Texts) -> Completeness:
    """Return what a translation lacks, and what is older than its English."""
    english = texts_of(standard)
    return Completeness(
        language=texts.language,
        of=len(english),
        missing=tuple(key for key in english if key not in texts.texts),
        older=tuple(
            key
            for key, text in english.items()
            if key in texts.texts and texts.texts[key].of != digest(text)
        ),
    )


def in_language(standard: Standard, texts: Texts) -> Standard:
    """Return a standard with its texts in another language; English stands in where it must."""

    def say(key: str, english: str) -> str:
        entry = texts.texts.get(key)
        if entry is None or entry.of != digest(english):
            return Foreign(english)
        return entry.text

    return replace(
        standard,
        language=texts.language,
        title=say("title", standard.title),
        efforts={
            effort: say(f"efforts.{effort}", text) for effort, text in standard.efforts.items()
        },
        levels=tuple(_level_in(level, say) for level in standard.levels),
        outcomes=tuple(_outcome_in(outcome, say) for outcome in standard.outcomes),
        areas=tuple(_area_in(area, say) for area in standard.areas),
    )


def untranslated(standard: Standard, language: str) -> Standard:
    """Return a standard for readers of a language it has no texts in: English, marked as such."""
    return in_language(standard, Texts(standard=standard.code, language=language, texts={}))


def _level_in(level: Level, say: Say) -> Level:
    return replace(level, title=say(f"levels.{level.code}.title", level.title))


def _outcome_in(outcome: Outcome, say: Say) -> Outcome:
    key = f"outcomes.{outcome.code}"
    return replace(
        outcome,
        title=say(f"{key}.title", outcome.title),
        about=outcome.about and say(f"{key}.about", outcome.about),
    )


def _area_in(area: Area, say: Say) -> Area:
    key = f"areas.{area.code}"
    return replace(
        area,
        title=say(f"{key}.title", area.title),
        about=area.about and say(f"{key}.about", area.about),
        criteria=tuple(_criterion_in(criterion, say) for criterion in area.criteria),
    )


def _criterion_in(criterion: Criterion, say: Say) -> Criterion:
    key = criterion.code
    return replace(
        criterion,
        title=say(f"{key}.title", criterion.title),
        statement=say(f"{key}.statement", criterion.statement),
        why=criterion.why and say(f"{key}.why", criterion.why),
        evidence=tuple(
            say(f"{key}.evidence.{place}", item)
            for place, item in enumerate(criterion.evidence, start=1)
        ),
        groups=tuple(
            replace(
                group,
                requirements=tuple(
                    replace(item, text=say(item.code, item.text)) for item in group.requirements
                ),
            )
            for group in criterion.groups
        ),
    )
