"""What reviewers found, what was decided, and the trail of it."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.answers import Assessment
from assessments.models.results import Evaluation, Submission
from cities.models import City, User
from criteria.models import OutcomeMeasure, Requirement, Standard


class Assignment(models.Model):
    """A reviewer asked to verify an assessment; one at a time."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Asked")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-assigned_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=models.Q(state__in=["proposed", "accepted"]),
                name="one_reviewer_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.assessment}"


class FindingQuerySet(models.QuerySet[Any]):
    def standing(self, submission: Submission) -> "FindingQuerySet":
        """Final findings of whoever reviews now: those of a reviewer taken off do not count."""
        return self.filter(
            submission=submission,
            final=True,
            reviewer__in=Assignment.objects.filter(
                assessment=submission.assessment_id, state=Assignment.State.ACCEPTED
            ).values("reviewer"),
        )


class Finding(models.Model):
    """What verdicts on requirements and on outcomes share."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    final = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        abstract = True


class Verdict(Finding):
    """A reviewer's answer to one requirement of a submission."""

    class Value(models.TextChoices):
        MET = "met", _("Met")
        NOT_MET = "not_met", _("Not met")
        INSUFFICIENT = "insufficient", _("Evidence is not sufficient")
        NOT_APPLICABLE = "not_applicable", _("Does not apply")

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=14, choices=Value)

    class Meta:
        ordering = ["submission", "requirement"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "requirement", "reviewer"], name="one_verdict_a_reviewer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.get_value_display()}"


class OutcomeVerdict(Finding):
    """Whether a reviewer confirms a city's figure; the rule itself is left to the engine."""

    measure = models.ForeignKey(OutcomeMeasure, on_delete=models.PROTECT, related_name="+")
    confirmed = models.BooleanField()

    class Meta:
        ordering = ["submission", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "measure", "reviewer"],
                name="one_outcome_verdict_a_reviewer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {'confirmed' if self.confirmed else 'not confirmed'}"


class Decision(models.Model):
    """A decision officer's word on a verified evaluation. Never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="decisions")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="decisions")
    level = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    embargo_until = models.DateTimeField()
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_at"]
        get_latest_by = "decided_at"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "evaluation"], name="decided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.level or 'not certified'}"


class CertificationQuerySet(models.QuerySet["Certification"]):
    def current(self, today: date) -> "CertificationQuerySet":
        """In force on a day; announcements whose end is not recorded count as in force."""
        return self.filter(certified_on__lte=today).filter(
            models.Q(valid_until=None) | models.Q(valid_until__gte=today)
        )


class Certification(models.Model):
    """A level a city holds in public: decided here, or announced before this portal began."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="certifications")
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="certifications"
    )
    edition = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.CharField(max_length=20)
    certified_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="certification"
    )
    source = models.CharField(max_length=300, blank=True)
    demo = models.BooleanField(default=False)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        ordering = ["-certified_on", "city"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False) | ~models.Q(source=""),
                name="certification_was_decided_or_has_a_source",
            ),
            models.UniqueConstraint(
                fields=["city", "certified_on", "level"],
                condition=models.Q(decision=None),
                name="announced_once",
            ),
        ]
        indexes = [models.Index(fields=["city", "-certified_on"], name="certification_of_city")]

    def __str__(self) -> str:
        return f"{self.city}: {self.level} ({self.certified_on.year})"


class AuditEvent(models.Model):
    """Who did what to which assessment, when and why. Rows are added, never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="events")
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=20)
    action = models.CharField(max_length=30)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["assessment", "at", "id"]

    def __str__(self) -> str:
        return f"{self.action}: {self.assessment_id}"
