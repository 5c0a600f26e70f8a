"""What an author of a standard should look at again: hints, never faults."""

import re
from collections.abc import Iterator
from typing import Final

from criteria.core.standard import Criterion, Standard
from criteria.core.texts import texts_of

LONG: Final = 400
"""Characters after which a text is hard to answer with yes or no."""
MANY: Final = 3
"""Requirements of which asking for only one deserves a second look."""
VAGUE: Final = re.compile(
    r"\b(ensur(?:e[sd]?|ing)|striv(?:e[sn]?|ing)|strove|endeavou?r(?:s|ed|ing)?"
    r"|where possible|as appropriate|where appropriate)\b",
    re.IGNORECASE,
)
"""Words of intention: nobody can see from a document whether they are true."""


def hints(standard: Standard) -> tuple[str, ...]:
    """Return a sentence for each thing to look at, in the standard's order."""
    found = [hint for criterion in standard.criteria for hint in _criterion_hints(criterion)]
    return (*found, *_same_texts(standard), *_text_hints(standard))


def _criterion_hints(criterion: Criterion) -> Iterator[str]:
    if not criterion.why:
        yield f"{criterion.code}: does not say why (why)"
    if not criterion.evidence:
        yield f"{criterion.code}: names no evidence (evidence)"
    for group in criterion.groups:
        if group.at_least == 1 and len(group.requirements) >= MANY:
            yield (
                f"{criterion.code}: {group.lens} asks for only 1 of {len(group.requirements)}"
                " (at_least)"
            )


def _same_texts(standard: Standard) -> Iterator[str]:
    first: dict[str, str] = {}
    for requirement in standard.requirements:
        text = " ".join(requirement.text.casefold().split())
        if text in first:
            yield f"{requirement.code}: has the same text as {first[text]}"
        first.setdefault(text, requirement.code)


def _text_hints(standard: Standard) -> Iterator[str]:
    for key, text in texts_of(standard).items():
        if len(text) > LONG:
            yield f"{key}: is long, {len(text)} characters; {LONG} are enough for one fact"
        if word := VAGUE.search(text):
            yield f'{key}: says "{word[0]}"; say what can be seen in a document instead'
