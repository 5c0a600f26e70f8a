"""What a city had under the edition before, and what the newer one asks that it never asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.core.carry import Plan, older_claims
from assessments.core.scoring import Claims, Scorecard, claimed, score
from assessments.models import CarriedAnswer, CarryOver
from assessments.queries.carry_lines import LensLine
from criteria.core.standard import Lens, Region, Standard
from criteria.queries import parsed, reading_language


@dataclass(frozen=True, kw_only=True)
class Before:
    """`points` of `available` in the older edition, that of a year, and how the newer one differs.

    `familiar`: groups that look at what the older edition looked at too; `new` ones do not.
    `everywhere`: every criterion needs all of the new ones. `held_up`: and in none of them would
    all of these be in place, so that there is no point at all.
    """

    edition: int
    points: int
    available: int
    familiar: tuple[LensLine, ...]
    new: tuple[Lens, ...]
    everywhere: bool
    held_up: bool


def before_plan(
    plan: Plan,
    older: Standard,
    newer: Standard,
    lenses: Sequence[LensLine],
    ahead: Scorecard,
    region: Region,
) -> Before:
    """Return what a city had, while nothing has been written; `ahead`: if all is confirmed."""
    return _before(older_claims(plan), older, newer, lenses, ahead, region)


def before_carry_over(
    carry_over: CarryOver,
    newer: Standard,
    lenses: Sequence[LensLine],
    ahead: Scorecard,
    region: Region,
) -> Before:
    """Return what a city had when its answers were carried over, whatever it did since.

    Two queries, one once the older edition is known.
    """
    entries = [
        *carry_over.left_behind["answers"],
        *(
            source
            for sources in CarriedAnswer.objects.filter(
                assessment=carry_over.assessment_id
            ).values_list("sources", flat=True)
            for source in sources
        ),
    ]
    said = claimed({entry["code"]: entry["status"] for entry in entries})
    older = parsed(carry_over.source.standard, reading_language())
    return _before(said, older, newer, lenses, ahead, region)


def _before(
    said: Claims,
    older: Standard,
    newer: Standard,
    lenses: Sequence[LensLine],
    ahead: Scorecard,
    region: Region,
) -> Before:
    card = score(older, said, {}, region)
    known = {group.lens for criterion in older.criteria for group in criterion.groups}
    new = [line for line in lenses if line.lens not in known]
    everywhere = bool(new) and all(line.of == len(newer.criteria) for line in new)
    return Before(
        edition=older.edition,
        points=card.points,
        available=card.available,
        familiar=tuple(line for line in lenses if line.lens in known),
        new=tuple(line.lens for line in new),
        everywhere=everywhere,
        held_up=everywhere
        and all(
            any(not result.groups[line.lens].enough for line in new)
            for result in ahead.criteria.values()
        ),
    )
