"""What was handed in, and what the engine has made of it so far."""

from assessments.core.document import Document, parse_document
from assessments.models import Assessment, Evaluation, EvaluationRequest, Submission
from assessments.models.results import Stage
from cities.core.countries import COUNTRIES
from criteria.core.reading import read_json
from criteria.core.standard import Standard


def document_of_submission(submission: Submission, standard: Standard) -> Document:
    """Read the frozen text back; raises Faulty if it was ever tampered with beyond reading."""
    return parse_document(read_json(submission.document), standard, COUNTRIES)


def latest_submission(assessment: Assessment) -> Submission | None:
    return Submission.objects.filter(assessment=assessment).order_by("-number").first()


def latest_request(submission: Submission, stage: str = Stage.SELF) -> EvaluationRequest | None:
    """Return the newest request of a stage, with its evaluation if that is done."""
    return (
        EvaluationRequest.objects.filter(submission=submission, stage=stage)
        .select_related("evaluation")
        .order_by("-requested_at", "-pk")
        .first()
    )


def verified_evaluation(submission: Submission) -> Evaluation | None:
    """Return the newest finished evaluation of the reviewers' verdicts."""
    request = latest_request(submission, Stage.VERIFIED)
    return request.evaluation if request else None
