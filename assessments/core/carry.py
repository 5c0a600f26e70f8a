"""Answers to an older edition -> a plan for a newer one: kept, to confirm, open, left behind.

What asks the same keeps its answer. What asks something like it gets the old answer as a proposal,
which counts as unanswered until a person confirms it. No old answer is left out of the plan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assessments.core.document import LONGEST_NOTE, MOST_EVIDENCE, Report, Status
from assessments.core.scoring import Claims, Scorecard, claimed, score
from criteria.core.lineage import Lineage, Link, Relation
from criteria.core.standard import Lens, Region, Requirement, Standard

WEAKEST_FIRST: Final = (
    Status.NOT_IN_PLACE,
    Status.UNKNOWN,
    Status.IN_PROGRESS,
    Status.IN_PLACE,
)
"""What a whole is, is what its weakest part is."""


class Kind(StrEnum):
    """What a requirement of the newer edition starts with."""

    KEPT = "kept"
    TO_CONFIRM = "to_confirm"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class OldAnswer:
    """What was said under the older edition; a note or evidence may stand without a status.

    `evidence`: keys of the city's documents.
    """

    status: Status | None = None
    note: str = ""
    evidence: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.status is None and not self.note and not self.evidence


NOTHING_SAID: Final = OldAnswer()


@dataclass(frozen=True, kw_only=True)
class Source:
    """A requirement of the older edition and its answer; it became `parts` newer ones."""

    code: str
    answer: OldAnswer = NOTHING_SAID
    parts: int = 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """What a requirement of the newer edition starts with, and from which older ones it came.

    Kept: `status` and `note` are its answer. To confirm: they are proposed. Open: there is no
    status, but a note may have been carried. `evidence` supports it from the start; `too_many`
    would go beyond what a requirement can have.
    """

    requirement: str
    kind: Kind
    relation: Relation
    sources: tuple[Source, ...]
    status: Status | None = None
    note: str = ""
    evidence: tuple[int, ...] = ()
    too_many: tuple[int, ...] = ()

    @property
    def brings(self) -> bool:
        """Whether anything at all was said before."""
        return any(not source.answer.is_empty for source in self.sources)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Every requirement of the newer edition once, and what the older one lost, in their orders."""

    older: str
    newer: str
    items: tuple[Item, ...]
    dropped: tuple[Source, ...]

    def of_kind(self, kind: Kind) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind is kind)

    @property
    def kept(self) -> tuple[Item, ...]:
        return self.of_kind(Kind.KEPT)

    @property
    def to_confirm(self) -> tuple[Item, ...]:
        return self.of_kind(Kind.TO_CONFIRM)

    @property
    def open(self) -> tuple[Item, ...]:
        return self.of_kind(Kind.OPEN)

    @property
    def is_empty(self) -> bool:
        """Whether there was no answer to begin with."""
        return not any(item.brings for item in self.items) and all(
            source.answer.is_empty for source in self.dropped
        )


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The score that is certain now, and the one if every proposal is confirmed as it stands."""

    certain: Scorecard
    provisional: Scorecard


def carry(
    older: Standard, newer: Standard, lineage: Lineage, answers: Mapping[str, OldAnswer]
) -> Plan:
    """Return what becomes of the answers to an older edition, by requirement code."""
    if (lineage.older, lineage.newer) != (older.code, newer.code):
        raise ValueError(f"{lineage.older} to {lineage.newer} is another lineage")
    sources = {
        requirement.code: Source(
            code=requirement.code,
            answer=answers.get(requirement.code, NOTHING_SAID),
            parts=sum(bool(link.new) for link in lineage.successors(requirement.code)),
        )
        for requirement in older.requirements
    }
    return Plan(
        older=older.code,
        newer=newer.code,
        items=tuple(
            _item(requirement, lineage.predecessors(requirement.code), sources)
            for requirement in newer.requirements
        ),
        dropped=tuple(source for source in sources.values() if not source.parts),
    )


def older_claims(plan: Plan) -> Claims:
    """Return what the city claimed under the older edition."""
    sources = [*plan.dropped, *(source for item in plan.items for source in item.sources)]
    return claimed({source.code: source.answer.status for source in sources})


def certain_claims(plan: Plan) -> Claims:
    return _claims(plan.kept)


def provisional_claims(plan: Plan) -> Claims:
    """Return what a city claims if it confirms every proposal as it stands."""
    return _claims((*plan.kept, *plan.to_confirm))


def forecast(
    plan: Plan, newer: Standard, outcomes: Mapping[str, Report], region: Region
) -> Forecast:
    return Forecast(
        certain=score(newer, certain_claims(plan), outcomes, region),
        provisional=score(newer, provisional_claims(plan), outcomes, region),
    )


def enough(card: Scorecard) -> dict[Lens, int]:
    """Return for each lens in how many criteria its group has enough met requirements.

    A criterion needs all of its groups: where an edition asks for new lenses, old answers may earn
    no point and still be most of the way.
    """
    return {
        lens: sum(
            result.groups[lens].enough for result in card.criteria.values() if lens in result.groups
        )
        for lens in Lens
    }


def _claims(items: Iterable[Item]) -> Claims:
    return claimed({item.requirement: item.status for item in items})


def _item(requirement: Requirement, links: tuple[Link, ...], sources: Mapping[str, Source]) -> Item:
    came_from = tuple(sources[link.old] for link in links if link.old in sources)
    relation = _relation(links) if came_from else Relation.NEW
    evidence = tuple(dict.fromkeys(key for source in came_from for key in source.answer.evidence))
    kind, status = _start(requirement, relation, came_from)
    return Item(
        requirement=requirement.code,
        kind=kind,
        relation=relation,
        sources=came_from,
        status=status,
        note=_note(came_from),
        evidence=evidence[:MOST_EVIDENCE],
        too_many=evidence[MOST_EVIDENCE:],
    )


def _relation(links: tuple[Link, ...]) -> Relation:
    return links[0].relation if len(links) == 1 else Relation.MERGED


def _start(
    requirement: Requirement, relation: Relation, sources: tuple[Source, ...]
) -> tuple[Kind, Status | None]:
    said = [source.answer.status for source in sources]
    if not any(said):
        return Kind.OPEN, None
    status = _together(said, requirement)
    if relation is Relation.SAME and status is said[0]:
        return Kind.KEPT, status
    return Kind.TO_CONFIRM, status


def _together(said: Iterable[Status | None], requirement: Requirement) -> Status:
    """Return what may honestly be said of a whole: no more than of its weakest part.

    An unanswered part is not known. Nor is one that did not apply, unless none of them did and the
    whole need not apply either.
    """
    statuses = set(said)
    if statuses == {Status.NOT_APPLICABLE} and requirement.may_not_apply:
        return Status.NOT_APPLICABLE
    known = {status if status in WEAKEST_FIRST else Status.UNKNOWN for status in statuses}
    return next(status for status in WEAKEST_FIRST if status in known)


def _note(sources: tuple[Source, ...]) -> str:
    """Join the notes, each after the code it stood at if there are several parts.

    What goes beyond the longest note is cut off; the old notes themselves stay as they were.
    """
    if len(sources) == 1:
        return sources[0].answer.note
    note = "\n\n".join(
        f"{source.code}: {source.answer.note}" for source in sources if source.answer.note
    )
    return note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1].rstrip()}…"
