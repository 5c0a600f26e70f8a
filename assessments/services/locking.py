"""What every write to a city's answers begins with: the assessment's row, locked and read anew."""

from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.queries.workspace import Desk, sit_down
from cities.core.errors import Forbidden, Refused
from cities.models import User


def locked_desk(*, assessment_id: int, by: User) -> Desk:
    """Lock an assessment that `by` is about to change; one query, inside a transaction.

    Everything that changes answers, evidence or outcomes holds this lock, and so does handing in:
    what is frozen is whole. Raises Assessment.DoesNotExist for strangers, Forbidden for those who
    only read, Refused when the answers are closed.
    """
    desk = sit_down(
        Assessment.objects.select_for_update(of=("self",)),
        by,
        assessment_id,
    )
    if not desk.writes:
        raise Forbidden(f"{by.pk} only reads assessment {assessment_id}")
    if not desk.is_editable:
        raise Refused(
            _("The assessment is closed for changes now: %(state)s.")
            % {"state": desk.assessment.get_state_display()}
        )
    return desk
