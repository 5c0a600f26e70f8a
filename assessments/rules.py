"""May this person? Questions over (person, assessment); each reads the database as it is now."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.core.lifecycle import REVIEWABLE, SUBMITTED_OR_LATER, Actor, State
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
    reasons = []
    if _own_cities(person, now).filter(pk=city.pk).exists():
        reasons.append(
            _("%(person)s belongs to %(city)s or did within the last %(years)d years.")
            % {"person": person, "city": city, "years": settings.CONFLICT_OF_INTEREST_YEARS}
        )
    if _cities_of_domain(person).filter(pk=city.pk).exists():
        reasons.append(
            _("%(person)s shares the e-mail domain %(domain)s with people of %(city)s.")
            % {"person": person, "city": city, "domain": domain_of(person.email)}
        )
    return tuple(reasons)


def cities_in_conflict(person: User, now: datetime) -> QuerySet[City]:
    """Return the cities a person may not judge; see `conflicts_of_interest`."""
    return City.objects.filter(
        Q(pk__in=_own_cities(person, now).values("pk"))
        | Q(pk__in=_cities_of_domain(person).values("pk"))
    )


def _own_cities(person: User, now: datetime) -> QuerySet[City]:
    since = now - timedelta(days=365 * settings.CONFLICT_OF_INTEREST_YEARS)
    memberships = Membership.objects.filter(
        Q(state=Membership.State.ACTIVE) | Q(state=Membership.State.ENDED, ended_at__gte=since),
        user=person,
    )
    return City.objects.filter(pk__in=memberships.values("city"))


def _cities_of_domain(person: User) -> QuerySet[City]:
    domain = domain_of(person.email)
    if is_public_domain(domain):
        return City.objects.none()
    colleagues = (
        Membership.objects.active().filter(user__email__iendswith=f"@{domain}").exclude(user=person)
    )
    return City.objects.filter(pk__in=colleagues.values("city"))


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
    return (
        isinstance(person, User)
        and assessment.state in REVIEWABLE
        and is_assigned(person, assessment)
        and not conflicts_of_interest(person, assessment.city, timezone.now())
    )


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
