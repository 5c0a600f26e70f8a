"""What whoever publishes a draft should have looked at; only `disagreements` forbid it."""

from dataclasses import dataclass

from django.conf import settings

from criteria.core.comparison import Disagreement, disagreements
from criteria.core.faults import Faulty
from criteria.core.lineage import parse_lineage
from criteria.core.texts import LANGUAGES, Completeness, Texts, completeness, parse_texts
from criteria.models import Standard, StandardTexts
from criteria.queries.stored import parsed


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """`translations`: one for each language, also for those that nothing was translated into.

    `older`: the code of the superseded edition, where it has the same title or year.
    """

    translations: tuple[Completeness, ...]
    disagreements: tuple[Disagreement, ...]
    older: str
    same_title: bool
    same_year: bool


def checklist(row: Standard) -> Checklist:
    """Return what is to be checked of a draft; two statements, three with a superseded edition."""
    older = Standard.objects.filter(code=row.supersedes).first() if row.supersedes else None
    return Checklist(
        translations=_translations(row),
        disagreements=_disagreements(row, older) if older is not None else (),
        older=older.code if older is not None else "",
        same_title=older is not None and older.title.split() == row.title.split(),
        same_year=older is not None and older.edition == row.edition,
    )


def current_edition() -> Standard | None:
    """Return the edition that new assessments use, without its document."""
    rows = Standard.objects.defer("document", "changes")
    return rows.filter(code=settings.CURRENT_STANDARD).first()


def _translations(row: Standard) -> tuple[Completeness, ...]:
    standard = parsed(row)
    stored = {
        texts.language: parse_texts(texts.document, standard)
        for texts in StandardTexts.objects.filter(standard=row)
    }
    nothing = (Texts(standard=row.code, language=language, texts={}) for language in LANGUAGES)
    return tuple(completeness(standard, stored.get(texts.language, texts)) for texts in nothing)


def _disagreements(row: Standard, older: Standard) -> tuple[Disagreement, ...]:
    newer, before = parsed(row), parsed(older)
    try:
        lineage = parse_lineage(row.changes, before, newer)
    except Faulty:
        return ()
    return disagreements(before, newer, lineage)
