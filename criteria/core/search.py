"""Searching a standard in the language it is read in: all words of a query, by their stems.

Stems come from the Snowball stemmers of English, Spanish, Portuguese and French; accents and case
do not matter. A word also finds those that begin with it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

from criteria.core.lineage import codes_of
from criteria.core.standard import Area, Criterion, Requirement, Standard

WORD: Final = re.compile(r"\w+", re.UNICODE)
STEMMERS: Final[Mapping[str, str]] = {
    "en": "english",
    "es": "spanish",
    "pt": "portuguese",
    "fr": "french",
}
MOST_WORDS: Final = 10
"""Words of a query that count; the rest is left out."""
LONGEST_QUERY: Final = 200
SHORTEST_START: Final = 3
"""Letters that a word needs before it also finds longer ones."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a text; `found` when the query asked for it."""

    text: str
    found: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """A text in which something was found; `code` names a requirement, or is empty."""

    code: str
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A criterion that has every word of the query, and where in it they stand."""

    criterion: Criterion
    places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class _Text:
    weight: int
    text: str
    code: str = ""


def search(standard: Standard, query: str) -> tuple[Hit, ...]:
    """Return the criteria that have every word of a query, the best first."""
    asked = code_in(standard, query)
    wanted = _wanted(asked or query, standard.language)
    if not wanted:
        return ()
    hits: list[tuple[bool, int, int, Hit]] = []
    for area in standard.areas:
        for criterion in area.criteria:
            texts = list(_texts(area, criterion))
            weights = [_weight(word, texts, standard.language) for word in wanted]
            if all(weights):
                line = [_line(item) for item in criterion.requirements if item.code == asked]
                places = line or _places(texts, wanted, standard.language)
                hit = Hit(criterion=criterion, places=tuple(places))
                is_asked = bool(line) or criterion.code == asked
                hits.append((not is_asked, -sum(weights), len(hits), hit))
    return tuple(hit for *_, hit in sorted(hits, key=lambda entry: entry[:3]))


def code_in(standard: Standard, query: str) -> str:
    """Return the criterion's or requirement's code that a query is; empty where it is none.

    Spaces and case do not matter: "dm 2.3" is DM2.3.
    """
    asked = "".join(query.split()).casefold()
    return next((code for code in codes_of(standard) if code.casefold() == asked), "")


def has_words(texts: Iterable[str], query: str, language: str) -> bool:
    """Whether texts together have every word of a query."""
    wanted = _wanted(query, language)
    forms = [_all_forms(text, language) for text in texts]
    return bool(wanted) and all(any(_has(item, word) for item in forms) for word in wanted)


def marked(text: str, query: str, language: str) -> tuple[Piece, ...]:
    """Return a text in pieces, those that a query asks for marked as found."""
    return _pieces(text, _wanted(query, language), language)


def _wanted(query: str, language: str) -> tuple[frozenset[str], ...]:
    """Return the words of a query, each by the forms it is looked for in."""
    words = _words(query[:LONGEST_QUERY])[:MOST_WORDS]
    return tuple(dict.fromkeys(_forms(word, language) for word in words))


def _texts(area: Area, criterion: Criterion) -> Iterator[_Text]:
    yield _Text(weight=20, text=criterion.code, code=criterion.code)
    yield _Text(weight=8, text=criterion.title)
    yield _Text(weight=4, text=criterion.statement)
    for requirement in criterion.requirements:
        yield _Text(weight=3, text=requirement.text, code=requirement.code)
        yield _Text(weight=20, text=requirement.code, code=requirement.code)
    for item in criterion.evidence:
        yield _Text(weight=2, text=item)
    yield _Text(weight=1, text=criterion.why)
    yield _Text(weight=1, text=area.title)


def _weight(wanted: frozenset[str], texts: list[_Text], language: str) -> int:
    return max(
        (item.weight for item in texts if _has(_all_forms(item.text, language), wanted)), default=0
    )


def _line(requirement: Requirement) -> Place:
    piece = Piece(text=requirement.text, found=False)
    return Place(code=requirement.code, text=requirement.text, pieces=(piece,))


def _places(
    texts: list[_Text], wanted: tuple[frozenset[str], ...], language: str
) -> Iterator[Place]:
    for item in texts:
        if item.text == item.code:
            continue
        pieces = _pieces(item.text, wanted, language)
        if any(piece.found for piece in pieces):
            yield Place(code=item.code, text=item.text, pieces=pieces)


def _pieces(text: str, wanted: tuple[frozenset[str], ...], language: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for match in WORD.finditer(text):
        forms = _all_forms(match[0], language)
        if any(_has(forms, word) for word in wanted):
            if match.start() > end:
                pieces.append(Piece(text=text[end : match.start()], found=False))
            pieces.append(Piece(text=match[0], found=True))
            end = match.end()
    if end < len(text):
        pieces.append(Piece(text=text[end:], found=False))
    return tuple(pieces)


def _has(forms: frozenset[str], wanted: frozenset[str]) -> bool:
    if not forms.isdisjoint(wanted):
        return True
    starts = tuple(form for form in wanted if len(form) >= SHORTEST_START)
    return bool(starts) and any(form.startswith(starts) for form in forms)


@lru_cache(maxsize=8192)
def _all_forms(text: str, language: str) -> frozenset[str]:
    return frozenset(form for word in _words(text) for form in _forms(word, language))


@lru_cache(maxsize=32768)
def _forms(word: str, language: str) -> frozenset[str]:
    """Return a word as it stands and its stem: who types without accents misses some stems."""
    stemmer = snowballstemmer.stemmer(STEMMERS.get(language, STEMMERS["en"]))
    return frozenset((without_accents(word), without_accents(stemmer.stemWord(word))))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(unicodedata.normalize("NFC", text))]


def without_accents(text: str) -> str:
    """Return a text with its letters alone, as sorting and searching take it."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
