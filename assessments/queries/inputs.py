"""What an evaluation is made from: a submission's own answers, or the final verdicts on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from assessments.core.document import Report
from assessments.core.scoring import ENGINE_VERSION, Claims, claims
from assessments.models import OutcomeVerdict, Submission, Verdict
from assessments.models.results import Stage
from assessments.queries.submissions import document_of_submission
from criteria.core.standard import ENGLISH, Region, Standard
from criteria.core.writing import write_json
from criteria.queries import get_standard


@dataclass(frozen=True, kw_only=True)
class Input:
    """Everything a result depends on."""

    standard: Standard
    meaning: str
    stage: str
    region: Region
    claims: Claims
    outcomes: Mapping[str, Report] = field(hash=False)
    submission_hash: str

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of all parts, and of the engine's version."""
        tree = {
            "engine": ENGINE_VERSION,
            "standard": [self.standard.code, self.meaning],
            "stage": self.stage,
            "region": self.region,
            "submission": self.submission_hash,
            "met": sorted(self.claims.met),
            "not_applicable": sorted(self.claims.not_applicable),
            "outcomes": sorted(self.outcomes),
        }
        return sha256(write_json(tree, sort_keys=True).encode()).hexdigest()


def input_of(submission: Submission, stage: str, language: str = ENGLISH) -> Input:
    """Read what a stage of a submission is scored on: its own answers, or the final verdicts."""
    row = submission.assessment.standard
    standard = get_standard(row.code, language)
    document = document_of_submission(submission, standard)
    outcomes = document.outcomes
    if stage == Stage.SELF:
        claimed = claims(document.answers)
    else:
        claimed = _verified_claims(submission)
        confirmed = set(
            OutcomeVerdict.objects.standing(submission)
            .filter(confirmed=True)
            .values_list("measure__code", flat=True)
        )
        outcomes = {code: report for code, report in outcomes.items() if code in confirmed}
    return Input(
        standard=standard,
        meaning=row.meaning_hash,
        stage=stage,
        region=Region(submission.assessment.city.region),
        claims=claimed,
        outcomes=outcomes,
        submission_hash=submission.sha256,
    )


def _verified_claims(submission: Submission) -> Claims:
    values = list(Verdict.objects.standing(submission).values_list("requirement__code", "value"))
    return Claims(
        met=frozenset(code for code, value in values if value == Verdict.Value.MET),
        not_applicable=frozenset(
            code for code, value in values if value == Verdict.Value.NOT_APPLICABLE
        ),
    )
