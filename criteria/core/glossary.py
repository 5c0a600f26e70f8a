"""The programme's terms, explained in each language, and where they occur in running text."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from criteria.core.faults import Node
from criteria.core.search import without_accents
from criteria.core.standard import ENGLISH

KEY: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MOST_TERMS: Final = 500
LONGEST_TERM: Final = 80
LONGEST_EXPLANATION: Final = 600


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term; `forms` are the other ways it is written in a text, such as its plural.

    A `general` term belongs to the portal itself and stands on every other page: it is explained
    in the glossary and where it is asked for, but not looked for in texts.
    """

    key: str
    term: str
    forms: tuple[str, ...] = ()
    text: str
    general: bool = False


@dataclass(frozen=True, kw_only=True)
class Glossary:
    """The terms of one language, in the file's order."""

    language: str
    terms: tuple[Term, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Term]:
        return {term.key: term for term in self.terms}

    @cached_property
    def in_order(self) -> tuple[Term, ...]:
        """The terms by the alphabet, accents aside."""
        return tuple(sorted(self.terms, key=lambda term: without_accents(term.term).casefold()))

    @cached_property
    def _by_form(self) -> Mapping[str, Term]:
        return {
            form.casefold(): term
            for term in self.terms
            if not term.general
            for form in (term.term, *term.forms)
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = sorted(self._by_form, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms)) or '(?!)'})\b", re.IGNORECASE)

    def found_in(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """Return the terms that occur in texts, by their first occurrence."""
        found: dict[str, Term] = {}
        for text in texts:
            for match in self._pattern.finditer(text):
                term = self._by_form[match[0].casefold()]
                found.setdefault(term.key, term)
        return tuple(found.values())

    def linked(self, text: str, known: Collection[str] = ()) -> tuple["TermPiece", ...]:
        """Return a text in pieces; the first occurrence of each term not `known` carries it."""
        pieces: list[TermPiece] = []
        seen = set(known)
        end = 0
        for match in self._pattern.finditer(text):
            term = self._by_form[match[0].casefold()]
            if term.key in seen:
                continue
            seen.add(term.key)
            if match.start() > end:
                pieces.append(TermPiece(text=text[end : match.start()]))
            pieces.append(TermPiece(text=match[0], term=term))
            end = match.end()
        if end < len(text):
            pieces.append(TermPiece(text=text[end:]))
        return tuple(pieces)


@dataclass(frozen=True, kw_only=True)
class TermPiece:
    """A part of a text, and the term it is, if it is one."""

    text: str
    term: Term | None = None


def parse_glossary(tree: object, languages: Iterable[str]) -> Mapping[str, Glossary]:
    """Return the glossary in English and in each of `languages`; raises Faulty with every fault.

    Every term must be explained in every language.
    """
    root = Node.root(tree)
    terms: dict[str, list[Term]] = {language: [] for language in (ENGLISH, *languages)}
    seen: dict[str, Node] = {}
    for item in root.items(least=1, most=MOST_TERMS):
        fields = item.fields(required=("key", *terms), optional=("general",))
        key = fields["key"].code(KEY, most=40)
        if key and key in seen:
            fields["key"].fault("is used already, at %(place)s", place=seen[key].path)
        seen.setdefault(key, fields["key"])
        general = fields["general"].flag()
        for language, its_terms in terms.items():
            its_terms.append(_parse_term(fields[language], key, general=general))
    root.settle()
    return {
        language: Glossary(language=language, terms=tuple(its_terms))
        for language, its_terms in terms.items()
    }


def _parse_term(node: Node, key: str, *, general: bool) -> Term:
    fields = node.fields(required=("term", "text"), optional=("forms",))
    return Term(
        key=key,
        term=fields["term"].text(most=LONGEST_TERM),
        forms=tuple(form.text(most=LONGEST_TERM) for form in fields["forms"].items(most=20)),
        text=fields["text"].text(most=LONGEST_EXPLANATION),
        general=general,
    )
