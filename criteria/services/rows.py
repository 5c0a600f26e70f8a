"""The rows below an edition, which mirror its parts: by code, in its order, with their titles."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from django.db.models import Manager, ProtectedError

from criteria.core import standard as core
from criteria.core.faults import Fault, Faulty
from criteria.core.texts import Foreign, texts_of
from criteria.core.words import Words
from criteria.models import Area, Criterion, OutcomeMeasure, Requirement, Standard

Part = TypeVar("Part", Area, Criterion, Requirement, OutcomeMeasure)


def write_parts(row: Standard, standard: core.Standard) -> None:
    """Make the rows below a standard mirror it: by code, in its order."""
    _mirror(
        Area.objects,
        [
            Area(standard=row, code=area.code, title=area.title, about=area.about, position=place)
            for place, area in enumerate(standard.areas)
        ],
        ["title", "about", "position"],
    )
    areas = dict(Area.objects.filter(standard=row).values_list("code", "id"))
    _mirror(
        Criterion.objects,
        [
            Criterion(
                standard=row,
                area_id=areas[criterion.area],
                code=criterion.code,
                title=criterion.title,
                position=place,
            )
            for place, criterion in enumerate(standard.criteria)
        ],
        ["area", "title", "position"],
    )
    criteria = dict(Criterion.objects.filter(standard=row).values_list("code", "id"))
    _mirror(
        Requirement.objects,
        [
            Requirement(
                standard=row,
                criterion_id=criteria[requirement.criterion],
                code=requirement.code,
                lens=requirement.lens,
                text=requirement.text,
                effort=requirement.effort,
                may_not_apply=requirement.may_not_apply,
                position=place,
            )
            for place, requirement in enumerate(standard.requirements)
        ],
        ["criterion", "lens", "text", "effort", "may_not_apply", "position"],
    )
    _mirror(
        OutcomeMeasure.objects,
        [
            OutcomeMeasure(
                standard=row,
                code=outcome.code,
                title=outcome.title,
                unit=outcome.unit,
                position=place,
            )
            for place, outcome in enumerate(standard.outcomes)
        ],
        ["title", "unit", "position"],
    )


def write_titles(row: Standard, translated: Collection[core.Standard]) -> None:
    """Give the rows of a standard their titles in other languages, where these are current."""
    titles: dict[str, dict[str, str]] = {}
    for standard in translated:
        for key, text in texts_of(standard).items():
            if key.endswith("title") and not isinstance(text, Foreign):
                titles.setdefault(key, {})[standard.language] = text
    row.titles = titles.get("title", {})
    row.save(update_fields=["titles"])
    areas, criteria, outcomes = (
        list(row.areas.all()),
        list(row.criteria.all()),
        list(row.outcomes.all()),
    )
    for area in areas:
        area.titles = titles.get(f"areas.{area.code}.title", {})
    for criterion in criteria:
        criterion.titles = titles.get(f"{criterion.code}.title", {})
    for outcome in outcomes:
        outcome.titles = titles.get(f"outcomes.{outcome.code}.title", {})
    Area.objects.bulk_update(areas, ["titles"])
    Criterion.objects.bulk_update(criteria, ["titles"])
    OutcomeMeasure.objects.bulk_update(outcomes, ["titles"])


def _mirror(rows: Manager[Part], parts: Sequence[Part], fields: Sequence[str]) -> None:
    rows.bulk_create(
        parts, update_conflicts=True, unique_fields=["standard", "code"], update_fields=fields
    )


def remove_missing(row: Standard, standard: core.Standard) -> None:
    """Take away what a replaced draft no longer has, unless something points at it."""
    try:
        for rows, kept in (
            (row.requirements, standard.requirements),
            (row.criteria, standard.criteria),
            (row.areas, standard.areas),
            (row.outcomes, standard.outcomes),
        ):
            rows.exclude(code__in=[part.code for part in kept]).delete()
    except ProtectedError as error:
        used = ", ".join(sorted({str(part) for part in error.protected_objects}))
        words = Words("takes away what is in use: %(used)s", {"used": used})
        raise Faulty([Fault(path="$", message=words)]) from None
