"""The lifecycle of an assessment as one table: from, to, who, guards.

Everything that changes a state reads this table through `services.transition`; the diagram in
docs/architecture.md is drawn from it by `diagram()`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    IN_REVIEW = "in_review"
    RECOMMENDED = "recommended"
    DECIDED = "decided"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    REOPEN = "reopen"
    REQUEST_REVIEW = "request_review"
    RECOMMEND = "recommend"
    RECONSIDER = "reconsider"
    DECIDE = "decide"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Actor(StrEnum):
    """A part somebody plays towards one assessment."""

    LEAD = "lead"
    LEAD_REVIEWER = "lead_reviewer"
    MANAGER = "manager"
    OFFICER = "officer"


class Guard(StrEnum):
    """A condition that must hold besides the state and the person."""

    EDITION_OPEN = "edition_open"
    NOTHING_UNANSWERED = "nothing_unanswered"
    REASON_GIVEN = "reason_given"
    REVIEW_NOT_ASKED = "review_not_asked"
    REVIEW_ASKED = "review_asked"
    REVIEWERS_READY = "reviewers_ready"
    NO_CONFLICT = "no_conflict"
    VERDICTS_FINAL = "verdicts_final"
    EVALUATION_CURRENT = "evaluation_current"
    DECIDER_DID_NOT_REVIEW = "decider_did_not_review"
    EMBARGO_OVER = "embargo_over"


@dataclass(frozen=True, kw_only=True)
class Edge:
    """One row: `action` leads from any of `sources` to `target`, for `actors`, if `guards` hold."""

    action: Action
    sources: tuple[State, ...]
    target: State
    actors: tuple[Actor, ...]
    guards: tuple[Guard, ...] = ()


EDITABLE: Final = (State.DRAFT, State.RETURNED)
ENDED: Final = (State.PUBLISHED, State.WITHDRAWN)
SUBMITTED_OR_LATER: Final = (
    State.SUBMITTED,
    State.RETURNED,
    State.IN_REVIEW,
    State.RECOMMENDED,
    State.DECIDED,
    State.PUBLISHED,
)
REVIEWABLE: Final = (
    State.IN_REVIEW,
    State.RECOMMENDED,
    State.DECIDED,
    State.PUBLISHED,
)

TABLE: Final[Mapping[Action, Edge]] = MappingProxyType(
    {
        edge.action: edge
        for edge in (
            Edge(
                action=Action.SUBMIT,
                sources=EDITABLE,
                target=State.SUBMITTED,
                actors=(Actor.LEAD,),
                guards=(Guard.EDITION_OPEN, Guard.NOTHING_UNANSWERED),
            ),
            Edge(
                action=Action.RETURN,
                sources=(State.SUBMITTED,),
                target=State.RETURNED,
                actors=(Actor.MANAGER,),
                guards=(Guard.REASON_GIVEN,),
            ),
            Edge(
                action=Action.REOPEN,
                sources=(State.SUBMITTED,),
                target=State.DRAFT,
                actors=(Actor.LEAD,),
                guards=(Guard.REVIEW_NOT_ASKED,),
            ),
            Edge(
                action=Action.REQUEST_REVIEW,
                sources=(State.SUBMITTED,),
                target=State.IN_REVIEW,
                actors=(Actor.MANAGER,),
                guards=(Guard.REVIEW_ASKED, Guard.REVIEWERS_READY, Guard.NO_CONFLICT),
            ),
            Edge(
                action=Action.RECOMMEND,
                sources=(State.IN_REVIEW,),
                target=State.RECOMMENDED,
                actors=(Actor.LEAD_REVIEWER,),
                guards=(Guard.NO_CONFLICT, Guard.VERDICTS_FINAL),
            ),
            Edge(
                action=Action.RECONSIDER,
                sources=(State.RECOMMENDED,),
                target=State.IN_REVIEW,
                actors=(Actor.OFFICER,),
                guards=(Guard.DECIDER_DID_NOT_REVIEW, Guard.REASON_GIVEN),
            ),
            Edge(
                action=Action.DECIDE,
                sources=(State.RECOMMENDED,),
                target=State.DECIDED,
                actors=(Actor.OFFICER,),
                guards=(Guard.DECIDER_DID_NOT_REVIEW, Guard.EVALUATION_CURRENT),
            ),
            Edge(
                action=Action.PUBLISH,
                sources=(State.DECIDED,),
                target=State.PUBLISHED,
                actors=(Actor.MANAGER,),
                guards=(Guard.EMBARGO_OVER,),
            ),
            Edge(
                action=Action.WITHDRAW,
                sources=(
                    State.DRAFT,
                    State.SUBMITTED,
                    State.RETURNED,
                    State.IN_REVIEW,
                    State.RECOMMENDED,
                ),
                target=State.WITHDRAWN,
                actors=(Actor.LEAD,),
            ),
        )
    }
)


def actions_from(state: State) -> tuple[Action, ...]:
    """Return the actions that leave a state, in the order of the table."""
    return tuple(edge.action for edge in TABLE.values() if state in edge.sources)


def diagram() -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    for edge in TABLE.values():
        actors = ", ".join(actor.replace("_", " ") for actor in edge.actors)
        lines += [
            f"    {source} --> {edge.target}: {edge.action.replace('_', ' ')} ({actors})"
            for source in edge.sources
        ]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ENDED)])
