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
    membership = (
        Membership.objects.active().filter(user=by, city=city_id).select_related("city").first()
    )
    if membership is None:
        raise City.DoesNotExist
    if membership.role not in WRITERS:
        raise Forbidden(f"{by.pk} may not start an assessment of city {city_id}")
    standard = (
        Standard.objects.filter(code=standard_code, status=Standard.Status.PUBLISHED)
        .defer("document")
        .first()
    )
    if standard is None:
        raise Refused(_("This edition of the standard does not take assessments."))
    assessment = _opened(membership.city, standard, by)
    AuditEvent.objects.create(
        assessment=assessment,
        actor=by,
        role=membership.role,
        action="start",
        to_state=State.DRAFT,
        at=assessment.started_at,
    )
    return assessment


def _opened(city: City, standard: Standard, by: User) -> Assessment:
    """Leave it to the database's constraint whether there is a live one, also in a race."""
    try:
        with transaction.atomic():
            return Assessment.objects.create(
                city=city, standard=standard, cycle=timezone.now().year, started_by=by
            )
    except IntegrityError:
        raise Refused(
            _("%(city)s already has an assessment against %(standard)s under way.")
            % {"city": city, "standard": standard}
        ) from None
