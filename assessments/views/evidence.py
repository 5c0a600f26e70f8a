"""Files of evidence, for those who may read the answers they support."""

import logging

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404

from assessments import rules
from assessments.models import Evidence
from assessments.services.evidence import storage
from assessments.views.desk import MemberRequest, for_members

logger = logging.getLogger(__name__)

NOTHING_RUNS = "default-src 'none'; sandbox"


@for_members
def file(request: MemberRequest, evidence_id: int) -> HttpResponseBase:
    """Send a file to be kept, never to be shown: whatever is in it, it does not run here."""
    evidence = get_object_or_404(Evidence.objects.exclude(file=""), pk=evidence_id)
    if not rules.may_open_evidence(request.user, evidence):
        raise Http404
    try:
        content = storage().open(str(evidence.file.name))
    except FileNotFoundError:
        logger.exception("The file of evidence %s is gone", evidence.pk)
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=evidence.file_name,
        content_type=evidence.file_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
