"""What a draft of a standard would do to past assessments. Nothing here is public."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.core.trial import GAINS, KEEPS, LOSES
from assessments.models.results import Stage, Submission
from cities.models import User
from criteria.models import Standard


class Trial(models.Model):
    """The wish to try a draft. This row is the truth; a message only wakes a worker.

    What is tried is the draft of these hashes, on submissions up to the key `up_to`: neither a new
    version of the draft nor a new submission changes it. `left_out`: assessments under editions
    from which no lineage leads to the draft.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="trials"
    )
    meaning_hash = models.CharField(_("fingerprint of the meaning"), max_length=64)
    changes_hash = models.CharField(_("fingerprint of the changes"), max_length=64)
    up_to = models.PositiveBigIntegerField(_("up to submission"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(_("assessments"))
    done = models.PositiveIntegerField(_("tried"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)
    requested_by = models.ForeignKey(
        User, verbose_name=_("requested by"), on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"))
    woken_at = models.DateTimeField(_("woken at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("trial of a draft")
        verbose_name_plural = _("trials of drafts")
        indexes = [models.Index(fields=["state", "woken_at"], name="trial_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "meaning_hash", "changes_hash"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_trial_of_a_draft_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class Kind(models.TextChoices):
    """What a trial says of a city."""

    LOSES = "loses", _("Loses a level")
    MAY_LOSE = "may_lose", _("May lose a level")
    KEEPS = "keeps", _("Keeps its level")
    MAY_GAIN = "may_gain", _("May gain a level")
    GAINS = "gains", _("Gains a level")
    UNREAD = "unread", _("Could not be read")


KINDS: Final[Mapping[Kind, models.Q]] = {
    Kind.LOSES: models.Q(error="", likely_change=LOSES),
    Kind.MAY_LOSE: models.Q(error="", likely_change__gte=KEEPS, certain_change=LOSES),
    Kind.KEEPS: models.Q(error="", likely_change=KEEPS, certain_change__gte=KEEPS),
    Kind.MAY_GAIN: models.Q(error="", likely_change=GAINS, certain_change=KEEPS),
    Kind.GAINS: models.Q(error="", likely_change=GAINS, certain_change=GAINS),
    Kind.UNREAD: ~models.Q(error=""),
}


class TrialResultQuerySet(models.QuerySet["TrialResult"]):
    def with_kind(self) -> "TrialResultQuerySet":
        """Annotate each with its `kind`."""
        whens: list[Any] = [
            models.When(condition, then=models.Value(kind.value))
            for kind, condition in KINDS.items()
        ]
        return self.annotate(kind=models.Case(*whens, output_field=models.CharField()))

    def counted(self) -> dict[Kind, int]:
        """Return how many there are of each kind; one statement."""
        counts = self.aggregate(
            **{
                kind.value: models.Count("pk", filter=condition)
                for kind, condition in KINDS.items()
            }
        )
        return {kind: counts[kind.value] for kind in KINDS}

    def of_kind(self, kind: Kind) -> "TrialResultQuerySet":
        return self.filter(KINDS[kind])


class TrialResult(models.Model):
    """How one submission stands under the draft; levels are codes, "" for none.

    `certain` and `likely`: see assessments/core/trial.py; `why` holds both of their reasons.
    `error`: why the submission could not be read; then there is nothing else.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="results")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage)
    before_level = models.CharField(max_length=20, blank=True)
    before_points = models.PositiveSmallIntegerField(default=0)
    certain_level = models.CharField(max_length=20, blank=True)
    certain_points = models.PositiveSmallIntegerField(default=0)
    certain_change = models.SmallIntegerField(default=KEEPS)
    likely_level = models.CharField(max_length=20, blank=True)
    likely_points = models.PositiveSmallIntegerField(default=0)
    likely_change = models.SmallIntegerField(default=KEEPS)
    why = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    objects = TrialResultQuerySet.as_manager()

    class Meta:
        ordering = ["trial", "submission"]
        verbose_name = _("result of a trial")
        verbose_name_plural = _("results of trials")
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "submission"], name="one_result_a_submission_in_a_trial"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.before_level} > {self.likely_level}"
