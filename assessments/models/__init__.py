"""How cities stand: what they answered, what came of it, what reviewers found."""

from assessments.models.answers import Answer, Assessment, Evidence, EvidenceUse, OutcomeReport
from assessments.models.carry import CarriedAnswer, CarryOver
from assessments.models.results import (
    CriterionResult,
    Evaluation,
    EvaluationRequest,
    Submission,
)
from assessments.models.review import (
    Assignment,
    AuditEvent,
    Certification,
    Decision,
    Level,
    OutcomeVerdict,
    Verdict,
    level_name,
)
from assessments.models.trials import Trial, TrialResult

__all__ = [
    "Answer",
    "Assessment",
    "Assignment",
    "AuditEvent",
    "CarriedAnswer",
    "CarryOver",
    "Certification",
    "CriterionResult",
    "Decision",
    "Evaluation",
    "EvaluationRequest",
    "Evidence",
    "EvidenceUse",
    "Level",
    "OutcomeReport",
    "OutcomeVerdict",
    "Submission",
    "Trial",
    "TrialResult",
    "Verdict",
    "level_name",
]
