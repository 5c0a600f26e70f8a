"""May this person? Questions over (person, assessment); each reads the database as it is now."""

from datetime import datetime, timedelta

from django.conf import settings

from assessments.core.lifecycle import EDITABLE, REVIEWABLE, SUBMITTED_OR_LATER, Actor, State
from assessments.models import Assessment, Assignment, Evidence
from cities import rules as city_rules
from cities.core.domains import domain_of, is_public_domain
from cities.models import City, Membership, ProgramRole, User
from cities.rules import Person

OFFICER_SEES = (State.RECOMMENDED, State.DECIDED, State.PUBLISHED)


def actors_of(person: Person, assessment: Assessment) -> frozenset[Actor]:
    """Return the parts a person plays towards an assessment, asked of the database anew."""
    if not isinstance(person, User) or not person.is_active:
        return frozenset()
    actors = set()
    if Membership.objects.active().filter(
        user=person, city=assessment.city_id, role=Membership.Role.LEAD
    ):
        actors.add(Actor.LEAD)
    roles = set(ProgramRole.objects.filter(user=person).values_list("role", flat=True))
    if ProgramRole.Role.MANAGER in roles:
        actors.add(Actor.MANAGER)
    if ProgramRole.Role.OFFICER in roles:
        actors.add(Actor.OFFICER)
    if ProgramRole.Role.REVIEWER in roles and is_assigned(person, assessment):
        actors.add(Actor.LEAD_REVIEWER)
    return frozenset(actors)


def is_assigned(person: Person, assessment: Assessment) -> bool:
    """Whether a reviewer accepted this assessment and still has it."""
    return Assignment.objects.filter(
        assessment=assessment, reviewer=person.pk, state=Assignment.State.ACCEPTED
    ).exists()


def took_part_in_review(person: User, assessment: Assessment) -> bool:
    """Whether a person ever accepted to review this assessment."""
    return Assignment.objects.filter(
        assessment=assessment,
        reviewer=person,
        answered_at__isnull=False,
        state__in=[Assignment.State.ACCEPTED, Assignment.State.ENDED],
    ).exists()


def conflicts_of_interest(person: User, city: City, now: datetime) -> tuple[str, ...]:
    """Return why a person may not judge a city; empty when nothing speaks against it."""
    since = now - timedelta(days=365 * settings.CONFLICT_OF_INTEREST_YEARS)
    own = [
        membership
        for membership in Membership.objects.filter(user=person, city=city)
        if membership.state == Membership.State.ACTIVE
        or (membership.ended_at is not None and membership.ended_at >= since)
    ]
    reasons = []
    if own:
        reasons.append(
            f"{person} belongs to {city} or did within the last "
            f"{settings.CONFLICT_OF_INTEREST_YEARS} years."
        )
    domain = domain_of(person.email)
    if (
        not is_public_domain(domain)
        and Membership.objects.active()
        .filter(city=city, user__email__iendswith=f"@{domain}")
        .exclude(user=person)
        .exists()
    ):
        reasons.append(f"{person} shares the e-mail domain {domain} with people of {city}.")
    return tuple(reasons)


def may_edit_answers(person: Person, assessment: Assessment) -> bool:
    return assessment.state in EDITABLE and city_rules.may_write_for(person, assessment.city_id)


def may_read_answers(person: Person, assessment: Assessment) -> bool:
    """City: its own. Program: never a draft; reviewers only what they accepted, once in review."""
    if city_rules.is_member(person, assessment.city_id):
        return True
    if city_rules.is_manager(person) and assessment.state in SUBMITTED_OR_LATER:
        return True
    if city_rules.is_officer(person) and assessment.state in OFFICER_SEES:
        return True
    return city_rules.is_reviewer(person) and may_review(person, assessment)


def may_review(person: Person, assessment: Assessment) -> bool:
    """Whether a reviewer may look at (not necessarily still judge) an assessment."""
    return assessment.state in REVIEWABLE and is_assigned(person, assessment)


def may_open_evidence(person: Person, evidence: Evidence) -> bool:
    """City: its own. Program: what supports answers it may read, once that was handed in."""
    if city_rules.is_member(person, evidence.city_id):
        return True
    if not city_rules.is_program(person):
        return False
    handed_in = Assessment.objects.filter(
        evidence_uses__evidence=evidence, submitted_at__gte=evidence.added_at
    ).distinct()
    return any(may_read_answers(person, assessment) for assessment in handed_in)
