"""Everything that a document of a whole standard says, as values: PDF and Word tell the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from criteria.core import standard as core
from criteria.core.glossary import Glossary
from criteria.core.texts import Foreign, texts_of
from criteria.documents import sentences

LINE_ENDS: Final = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
UNFIT: Final = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What neither XML nor a font can carry."""
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text of the standard; with a `language` where that is not the document's own."""

    text: str
    language: str = ""

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


@dataclass(frozen=True, kw_only=True)
class Level:
    title: Said
    points: int


@dataclass(frozen=True, kw_only=True)
class Effort:
    effort: int
    text: Said


@dataclass(frozen=True, kw_only=True)
class Outcome:
    title: Said
    about: Said | None
    rule: str


@dataclass(frozen=True, kw_only=True)
class Requirement:
    code: str
    text: Said
    effort: int
    note: str
    """What is to be known besides, or nothing."""


@dataclass(frozen=True, kw_only=True)
class LensSaid:
    title: str
    question: str


@dataclass(frozen=True, kw_only=True)
class Group:
    title: str
    minimum: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, kw_only=True)
class Reference:
    code: str
    title: Said


@dataclass(frozen=True, kw_only=True)
class Criterion:
    code: str
    title: Said
    statement: Said
    why: Said | None
    source: str
    """What is known of where it comes from, or nothing."""
    groups: tuple[Group, ...]
    evidence: tuple[Said, ...]
    prerequisites: tuple[Reference, ...]


@dataclass(frozen=True, kw_only=True)
class Area:
    code: str
    title: Said
    about: Said | None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Term:
    term: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Booklet:
    """A standard as a document: front page, what holds for all of it, its areas, the glossary.

    `labels` are the document's own headings and words, by a name that renderers know; `notices`
    are what a reader must know before all else; `address` is where the edition is read online.
    """

    language: str
    code: str
    title: Said
    edition: str
    revision: str
    correction: str
    """What the revision is for, or nothing."""
    summary: str
    notices: tuple[str, ...]
    imprint: tuple[str, ...]
    address: str
    labels: Mapping[str, str] = field(hash=False)
    levels: tuple[Level, ...]
    outcomes_needed: str
    points_rules: tuple[str, ...]
    lenses: tuple[LensSaid, ...]
    efforts: tuple[Effort, ...]
    outcomes: tuple[Outcome, ...]
    areas: tuple[Area, ...]
    terms: tuple[Term, ...]


def clean(text: str) -> str:
    """Return a text that any kind of document can hold: lines end in \\n, the unfit is replaced."""
    one_line_end = LINE_ENDS.sub("\n", str(text).replace(BYTE_ORDER_MARK, ""))
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", one_line_end.replace("\t", " ")).strip("\n")


def said(text: str) -> Said:
    return Said(text=clean(text), language=text.language if isinstance(text, Foreign) else "")


def standard_booklet(standard: core.Standard, glossary: Glossary, *, address: str) -> Booklet:
    """Return a standard as a document in its language."""
    with override(standard.language):
        return Booklet(
            language=standard.language,
            code=standard.code,
            title=said(standard.title),
            edition=_("Edition %(edition)s") % {"edition": standard.edition},
            revision=_("Revision %(revision)s") % {"revision": standard.revision},
            correction=_correction(standard),
            summary=" ".join(sentences.summary(standard)),
            notices=tuple(_notices(standard)),
            imprint=(
                _(
                    "An independent implementation of a certification portal. It is not affiliated"
                    " with, or endorsed by, the organisations that own the What Works Cities"
                    " Certification programme. The standard is described here in our own words."
                ),
                _("The edition as it stands today: %(address)s") % {"address": address},
            ),
            address=address,
            labels=_labels(standard),
            levels=tuple(
                Level(title=said(level.title), points=level.points) for level in standard.levels
            ),
            outcomes_needed=sentences.outcomes_needed(standard),
            points_rules=tuple(sentences.points_rules(standard)),
            lenses=tuple(
                LensSaid(title=sentences.lens_title(lens), question=sentences.lens_question(lens))
                for lens in core.Lens
                if sentences.has_lenses(standard)
            ),
            efforts=tuple(
                Effort(effort=effort, text=said(text)) for effort, text in standard.efforts.items()
            ),
            outcomes=tuple(
                Outcome(
                    title=said(outcome.title),
                    about=_optional(outcome.about),
                    rule=clean(sentences.rule_in_words(outcome)),
                )
                for outcome in standard.outcomes
            ),
            areas=tuple(_area(standard, area) for area in standard.areas),
            terms=tuple(
                Term(term=clean(term.term), text=clean(term.text)) for term in glossary.in_order
            ),
        )


def _optional(text: str) -> Said | None:
    return said(text) if text else None


def _correction(standard: core.Standard) -> str:
    if not standard.reason:
        return ""
    return _("What this revision corrected: %(reason)s") % {"reason": clean(standard.reason)}


def _notices(standard: core.Standard) -> list[str]:
    notices = []
    if standard.status is core.Status.SUPERSEDED:
        notices.append(_("A later edition has taken the place of this one."))
    if any(criterion.source for criterion in standard.criteria):
        notices.append(
            _(
                "Only part of this edition's texts is public. Each criterion says whether it comes"
                " from public sources or was reconstructed."
            )
        )
    if any(isinstance(text, Foreign) for text in texts_of(standard).values()):
        notices.append(
            _("What is marked %(mark)s is not translated yet and stands in English.")
            % {"mark": core.ENGLISH.upper()}
        )
    return notices


def _labels(standard: core.Standard) -> dict[str, str]:
    return {
        "contents": _("Contents"),
        "about": _("About this edition"),
        "levels": _("Levels"),
        "level": _("Level"),
        "points": _("Points, of %(of)s") % {"of": len(standard.criteria)},
        "how": _("How a point is earned"),
        "efforts": _("What the effort figures mean"),
        "effort": _("Effort"),
        "takes": _("What it takes"),
        "outcomes": _("Outcomes for residents"),
        "area": _("Practice area"),
        "code": _("Code"),
        "asked": _("What is asked"),
        "requirement": _("Requirement"),
        "why": _("Why it is asked"),
        "evidence": _("What good evidence looks like"),
        "builds_on": _("Builds on"),
        # Renderers put the number in once they know it.
        "page": _("page %(page)s"),
        "glossary": _("Glossary"),
        "term": _("Term"),
        "meaning": _("What it means"),
    }


def _area(standard: core.Standard, area: core.Area) -> Area:
    return Area(
        code=area.code,
        title=said(area.title),
        about=_optional(area.about),
        criteria=tuple(_criterion(standard, criterion) for criterion in area.criteria),
    )


def _criterion(standard: core.Standard, criterion: core.Criterion) -> Criterion:
    return Criterion(
        code=criterion.code,
        title=said(criterion.title),
        statement=said(criterion.statement),
        why=_optional(criterion.why),
        source=_source(criterion),
        groups=tuple(_group(group) for group in criterion.groups),
        evidence=tuple(said(item) for item in criterion.evidence),
        prerequisites=tuple(
            Reference(code=code, title=said(standard.criterion(code).title))
            for code in criterion.prerequisites
        ),
    )


def _source(criterion: core.Criterion) -> str:
    if criterion.source is None:
        return ""
    return _("%(mark)s: %(meaning)s") % {
        "mark": sentences.source_mark(criterion.source),
        "meaning": sentences.source_meaning(criterion.source),
    }


def _group(group: core.Group) -> Group:
    return Group(
        title=sentences.lens_title(group.lens),
        minimum=sentences.minimum(group),
        requirements=tuple(
            Requirement(
                code=requirement.code,
                text=said(requirement.text),
                effort=requirement.effort,
                note=_("May not apply to every city.") if requirement.may_not_apply else "",
            )
            for requirement in group.requirements
        ),
    )
