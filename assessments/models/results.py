"""What was frozen, and what the engine made of it."""

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.models.answers import Assessment
from cities.models import City, User
from criteria.models import Criterion


class Submission(models.Model):
    """An assessment as it was handed in. Never changed; a later hand-in is a new number.

    `document` is the canonical JSON text of the assessment document, `sha256` the hash of its UTF-8
    bytes; `evidence` maps the address of each file in it to that file's own SHA-256.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    document = models.TextField()
    evidence = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "number"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        get_latest_by = "number"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="submission_number_once"),
        ]

    def __str__(self) -> str:
        return gettext("%(assessment)s (submission %(number)s)") % {
            "assessment": self.assessment,
            "number": self.number,
        }


class Stage(models.TextChoices):
    """Whose word counts: the city's own, or the reviewer's."""

    SELF = "self", _("Self-assessment")
    VERIFIED = "verified", _("Verified")


class EvaluationRequest(models.Model):
    """The wish for an evaluation. This row is the truth; a message only wakes a worker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.PROTECT, related_name="requests"
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)
    requested_at = models.DateTimeField(_("requested at"))
    woken_at = models.DateTimeField(_("woken at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    evaluation = models.ForeignKey(
        "assessments.Evaluation",
        verbose_name=_("evaluation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
    )

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("evaluation request")
        verbose_name_plural = _("evaluation requests")
        indexes = [models.Index(fields=["state", "woken_at"], name="evaluation_request_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="done", evaluation__isnull=False)
                | (~models.Q(state="done") & models.Q(evaluation__isnull=True)),
                name="done_has_its_evaluation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_state_display()}"


class Evaluation(models.Model):
    """Score and roadmap of one input. The same input, seen twice, is the same row."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evaluations")
    stage = models.CharField(max_length=10, choices=Stage)
    input_hash = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    level = models.CharField(max_length=20, blank=True)
    points = models.PositiveSmallIntegerField()
    scorecard = models.JSONField()
    roadmap = models.JSONField()
    evaluated_at = models.DateTimeField()

    class Meta:
        ordering = ["-evaluated_at"]
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "stage", "input_hash"], name="one_evaluation_an_input"
            ),
        ]

    def __str__(self) -> str:
        return ngettext(
            "%(submission)s: %(points)s point", "%(submission)s: %(points)s points", self.points
        ) % {"submission": self.submission, "points": self.points}


class CriterionResult(models.Model):
    """Whether one criterion was earned: what lists, peers and the barometer read."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="results")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="results")
    earned = models.BooleanField()

    class Meta:
        ordering = ["evaluation", "criterion"]
        verbose_name = _("result of a criterion")
        verbose_name_plural = _("results of criteria")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "criterion"], name="one_result_a_criterion"
            ),
        ]
        indexes = [models.Index(fields=["criterion", "earned"], name="result_criterion_earned")]

    def __str__(self) -> str:
        return (
            f"{self.criterion}: {gettext('Earned') if self.earned else gettext('Not earned yet')}"
        )
