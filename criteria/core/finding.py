"""Everything that a search finds in an edition: criteria, outcomes, levels, terms, old codes."""

import re
from dataclasses import dataclass
from typing import Final

from criteria.core.glossary import Glossary, Term
from criteria.core.lineage import Lineage
from criteria.core.search import Hit, Piece, code_in, has_words, marked, search
from criteria.core.standard import Level, Outcome, Standard

NOT_IN_CODES: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class OutcomeHit:
    outcome: Outcome
    title: tuple[Piece, ...]
    about: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What has every word of a query, each kind in its own order."""

    criteria: tuple[Hit, ...]
    outcomes: tuple[OutcomeHit, ...]
    levels: tuple[Level, ...]
    terms: tuple[Term, ...]

    @property
    def count(self) -> int:
        """How many places of the edition itself were found; terms belong to all editions."""
        return len(self.criteria) + len(self.outcomes) + len(self.levels)


@dataclass(frozen=True, kw_only=True)
class OldCode:
    """What became of a code of an older edition: `became` holds codes of the newer one."""

    code: str
    criterion: str
    edition: Standard
    became: tuple[str, ...]


def find(standard: Standard, glossary: Glossary, query: str) -> Findings:
    """Search an edition and the glossary of the same language."""
    language = standard.language
    return Findings(
        criteria=search(standard, query),
        outcomes=tuple(
            OutcomeHit(
                outcome=outcome,
                title=marked(outcome.title, query, language),
                about=marked(outcome.about, query, language),
            )
            for outcome in standard.outcomes
            if _is_asked(outcome, query, language)
        ),
        levels=tuple(
            level for level in standard.levels if has_words([level.title], query, language)
        ),
        terms=tuple(
            term
            for term in glossary.in_order
            if has_words((term.term, *term.forms), query, language)
        ),
    )


def old_code(older: Standard, newer: Standard, lineage: Lineage, query: str) -> OldCode | None:
    """Return what became of the older edition's code that a query is, unless both have it."""
    code = code_in(older, query)
    if not code or code_in(newer, code):
        return None
    criteria = {item.code: item.criterion for item in older.requirements}
    became = tuple(link.new for link in lineage.successors(code) if link.new)
    return OldCode(code=code, criterion=criteria.get(code, code), edition=older, became=became)


def _is_asked(outcome: Outcome, query: str, language: str) -> bool:
    """By its words, or by its code: "PM2.5" is pm25."""
    if NOT_IN_CODES.sub("", query).casefold() == NOT_IN_CODES.sub("", outcome.code).casefold():
        return True
    return has_words((outcome.title, outcome.about), query, language)
