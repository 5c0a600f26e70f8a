"""Beginning an assessment."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.core.lifecycle import State
from assessments.models import Assessment, AuditEvent
from assessments.queries.workspace import WRITERS
from cities.core.errors import Forbidden, Refused
from cities.models import City, Membership, User
from criteria.models import Standard


@transaction.atomic
def start_assessment(*, city_id: int, standard_code: str, by: User) -> Assessment:
    """Open a draft of a city against a published edition.

    Raises City.DoesNotExist for those who do not belong to the city, Forbidden for those who only
    read, Refused when the edition takes no assessments or the city has a live one.
    """
    membership = writer_in(city_id, by)
    assessment = opened(membership.city, open_edition(standard_code), by)
    started(assessment, membership.role).save()
    return assessment


def writer_in(city_id: int, by: User) -> Membership:
    """Return the membership by which a person writes for a city; raises as `start_assessment`."""
    membership = (
        Membership.objects.active().filter(user=by, city=city_id).select_related("city").first()
    )
    if membership is None:
        raise City.DoesNotExist
    if membership.role not in WRITERS:
        raise Forbidden(f"{by.pk} may not start an assessment of city {city_id}")
    return membership


def open_edition(code: str) -> Standard:
    """Return an edition that takes assessments; raises Refused for any other."""
    standard = (
        Standard.objects.filter(code=code, status=Standard.Status.PUBLISHED)
        .defer("document", "changes")
        .first()
    )
    if standard is None:
        raise Refused(_("This edition of the standard does not take assessments."))
    return standard


def opened(city: City, standard: Standard, by: User, *, cycle: int | None = None) -> Assessment:
    """Leave it to the database's constraint whether there is a live one, also in a race."""
    try:
        with transaction.atomic():
            return Assessment.objects.create(
                city=city, standard=standard, cycle=cycle or timezone.now().year, started_by=by
            )
    except IntegrityError:
        raise Refused(
            _("%(city)s already has an assessment against %(standard)s under way.")
            % {"city": city, "standard": standard}
        ) from None


def started(assessment: Assessment, role: str, *, action: str = "start") -> AuditEvent:
    """Return the entry for the trail that a draft was opened; the caller saves it."""
    return AuditEvent(
        assessment=assessment,
        actor=assessment.started_by,
        role=role,
        action=action,
        to_state=State.DRAFT,
        at=assessment.started_at,
    )
