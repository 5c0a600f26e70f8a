"""What a city says of itself, while it is being written."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.core.lifecycle import EDITABLE, ENDED, SUBMITTED_OR_LATER, State
from cities.models import City, Membership, User
from criteria.models import OutcomeMeasure, Requirement, Standard


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def of_member(self, user: User) -> "AssessmentQuerySet":
        """Assessments of the cities a person belongs to now."""
        return self.filter(
            city__memberships__user=user, city__memberships__state=Membership.State.ACTIVE
        )

    def live(self) -> "AssessmentQuerySet":
        return self.exclude(state__in=ENDED)

    def submitted_or_later(self) -> "AssessmentQuerySet":
        return self.filter(state__in=SUBMITTED_OR_LATER)


class Assessment(models.Model):
    """One city against one standard in one cycle."""

    class States(models.TextChoices):
        """Words for `core.lifecycle.State`."""

        DRAFT = State.DRAFT.value, _("Draft")
        SUBMITTED = State.SUBMITTED.value, _("Submitted")
        RETURNED = State.RETURNED.value, _("Returned to the city")
        IN_REVIEW = State.IN_REVIEW.value, _("In review")
        RECOMMENDED = State.RECOMMENDED.value, _("Recommended")
        DECIDED = State.DECIDED.value, _("Decided, not yet published")
        PUBLISHED = State.PUBLISHED.value, _("Published")
        WITHDRAWN = State.WITHDRAWN.value, _("Withdrawn")

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="assessments"
    )
    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="assessments"
    )
    cycle = models.PositiveSmallIntegerField(_("cycle (year it was started in)"))
    state = models.CharField(_("state"), max_length=12, choices=States, default=States.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    started_by = models.ForeignKey(
        User, verbose_name=_("started by"), on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    review_asked_at = models.DateTimeField(_("review asked for at"), null=True, blank=True)
    returned_reason = models.TextField(_("reason for the return"), blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "standard"],
                condition=~models.Q(state__in=[state.value for state in ENDED]),
                name="one_live_assessment_of_a_city_for_an_edition",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-submitted_at"], name="assessment_state_submitted"),
            models.Index(fields=["-submitted_at", "-id"], name="assessment_submitted"),
        ]

    def __str__(self) -> str:
        return f"{self.city}, {self.standard}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:assessment", args=[self.pk])

    @property
    def takes_submission(self) -> bool:
        """Whether its edition is in force, or was closed only after this one was started."""
        if self.standard.status == Standard.Status.PUBLISHED:
            return True
        closed = self.standard.superseded_at
        return closed is not None and self.started_at < closed

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE


class Answer(models.Model):
    """What a city says about one requirement; `version` rises with every change."""

    class Status(models.TextChoices):
        IN_PLACE = "in_place", _("In place")
        IN_PROGRESS = "in_progress", _("In progress")
        NOT_IN_PLACE = "not_in_place", _("Not in place")
        UNKNOWN = "unknown", _("We do not know yet")
        NOT_APPLICABLE = "not_applicable", _("Does not apply to us")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="answers")
    status = models.CharField(max_length=14, choices=Status, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "requirement"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "requirement"], name="one_answer_a_requirement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.get_status_display()}"


class Evidence(models.Model):
    """A document of a city, given once and used for many requirements: a file or a link."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=2000, blank=True)
    file = models.FileField(upload_to="evidence", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file_size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    dated = models.DateField(_("date of the document"), null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["city", "title", "id"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(url="") & ~models.Q(file="") & ~models.Q(sha256=""))
                | (~models.Q(url="") & models.Q(file="")),
                name="evidence_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceUse(models.Model):
    """That a document supports an answer; `carried`: since the answers were carried over."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="evidence_uses"
    )
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    carried = models.BooleanField(default=False)

    class Meta:
        ordering = ["assessment", "requirement", "evidence"]
        verbose_name = _("use of evidence")
        verbose_name_plural = _("uses of evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "requirement", "evidence"], name="evidence_used_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.evidence}"


class OutcomeReport(models.Model):
    """A city's figure for one outcome measure; which fields count depends on the measure's rule."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="outcomes")
    measure = models.ForeignKey(OutcomeMeasure, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=200, blank=True)
    sdg = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=28, decimal_places=12)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=500, blank=True)
    baseline_value = models.DecimalField(max_digits=28, decimal_places=12, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    target_value = models.DecimalField(max_digits=28, decimal_places=12, null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "measure"]
        verbose_name = _("outcome report")
        verbose_name_plural = _("outcome reports")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "measure"], name="one_report_an_outcome_measure"
            ),
            models.CheckConstraint(
                condition=models.Q(baseline_value=None, baseline_year=None)
                | models.Q(baseline_value__isnull=False, baseline_year__isnull=False),
                name="baseline_has_value_and_year",
            ),
            models.CheckConstraint(
                condition=models.Q(target_value=None, target_year=None)
                | models.Q(target_value__isnull=False, target_year__isnull=False),
                name="target_has_value_and_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value} ({self.year})"
