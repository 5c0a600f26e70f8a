"""Evidence of a city, and what it is used for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Assessment, Evidence, EvidenceUse


@dataclass(frozen=True, kw_only=True)
class Used:
    """A document and the requirements of one criterion that it supports."""

    evidence: Evidence
    requirements: tuple[str, ...]


def evidence_on(assessment: Assessment, criterion: str) -> tuple[Used, ...]:
    """Return what supports the requirements of a criterion, oldest first; one query."""
    supports: defaultdict[int, list[str]] = defaultdict(list)
    documents: dict[int, Evidence] = {}
    uses = (
        EvidenceUse.objects.filter(assessment=assessment, requirement__criterion__code=criterion)
        .select_related("evidence", "requirement")
        .order_by("evidence_id", "requirement__position")
    )
    for use in uses:
        documents[use.evidence_id] = use.evidence
        supports[use.evidence_id].append(use.requirement.code)
    return tuple(
        Used(evidence=documents[pk], requirements=tuple(codes)) for pk, codes in supports.items()
    )


def titles_by_requirement(used: Iterable[Used]) -> dict[str, tuple[str, ...]]:
    """Return the titles of what supports each requirement."""
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for item in used:
        for code in item.requirements:
            titles[code].append(item.evidence.title)
    return {code: tuple(names) for code, names in titles.items()}


def library_of(city_id: int) -> Mapping[int, str]:
    """Return the titles of all that a city ever gave, by key; one query."""
    return dict(
        Evidence.objects.filter(city=city_id).order_by("title", "pk").values_list("pk", "title")
    )
