"""What reviewers found, what was decided, and the trail of it."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.core.lifecycle import Action, Actor
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

    assessment = models.ForeignKey(
        Assessment,
        verbose_name=_("assessment"),
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    reviewer = models.ForeignKey(
        User, verbose_name=_("reviewer"), on_delete=models.PROTECT, related_name="assignments"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    assigned_by = models.ForeignKey(
        User, verbose_name=_("assigned by"), on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned at"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["-assigned_at"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
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
    def standing(self, *submissions: Submission) -> "FindingQuerySet":
        """Final findings of whoever reviews now: those of a reviewer taken off do not count."""
        accepted = Assignment.objects.filter(
            assessment=models.OuterRef("submission__assessment"),
            reviewer=models.OuterRef("reviewer"),
            state=Assignment.State.ACCEPTED,
        )
        return self.filter(models.Exists(accepted), submission__in=submissions, final=True)


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
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
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
        verbose_name = _("verdict on an outcome")
        verbose_name_plural = _("verdicts on outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "measure", "reviewer"],
                name="one_outcome_verdict_a_reviewer",
            ),
        ]

    def __str__(self) -> str:
        said = gettext("Confirmed") if self.confirmed else gettext("Not confirmed")
        return f"{self.measure}: {said}"


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
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        get_latest_by = "decided_at"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "evaluation"], name="decided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {level_name(self.level) or gettext('No level')}"


class Level(models.TextChoices):
    """Levels that certifications name, of whatever edition."""

    SILVER = "silver", _("Silver")
    GOLD = "gold", _("Gold")
    PLATINUM = "platinum", _("Platinum")


def level_name(code: str) -> str:
    """Return what a level is called, without its edition at hand; "" for none."""
    return str(Level(code).label) if code in Level else code.capitalize()


class CertificationQuerySet(models.QuerySet["Certification"]):
    def current(self, today: date) -> "CertificationQuerySet":
        """In force on a day; announcements whose end is not recorded count as in force."""
        return self.filter(certified_on__lte=today).filter(
            models.Q(valid_until=None) | models.Q(valid_until__gte=today)
        )


class Certification(models.Model):
    """A level a city holds in public: decided here, or announced before this portal began."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="certifications"
    )
    standard = models.ForeignKey(
        Standard,
        verbose_name=_("standard"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certifications",
    )
    edition = models.PositiveSmallIntegerField(_("edition"), null=True, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    certified_on = models.DateField(_("certified on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    decision = models.OneToOneField(
        Decision,
        verbose_name=_("decision"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certification",
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    demo = models.BooleanField(_("made up for the demo"), default=False)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        ordering = ["-certified_on", "city"]
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
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
        return f"{self.city}: {self.get_level_display()} ({self.certified_on.year})"

    @property
    def origin(self) -> str:
        """The source; in the reader's language where it came with the portal."""
        return gettext(self.source)


class AuditEvent(models.Model):
    """Who did what to which assessment, when and why. Rows are added, never changed."""

    class Act(models.TextChoices):
        """Words for `core.lifecycle.Action`, and for what moves no assessment."""

        START = "start", _("Started")
        IMPORT = "import", _("Brought in")
        CARRY_OVER = "carry_over", _("Older answers carried over")
        UNDO_CARRY_OVER = "undo_carry_over", _("Carrying over undone")
        SUBMIT = Action.SUBMIT.value, _("Submitted")
        RETURN = Action.RETURN.value, _("Returned to the city")
        REOPEN = Action.REOPEN.value, _("Reopened")
        REQUEST_REVIEW = Action.REQUEST_REVIEW.value, _("Review opened")
        RECOMMEND = Action.RECOMMEND.value, _("Recommended")
        RECONSIDER = Action.RECONSIDER.value, _("Sent back to the reviewer")
        DECIDE = Action.DECIDE.value, _("Decided")
        PUBLISH = Action.PUBLISH.value, _("Published")
        WITHDRAW = Action.WITHDRAW.value, _("Withdrawn")
        ASK_FOR_REVIEW = "ask_for_review", _("Review asked for")
        ASSIGN = "assign", _("Reviewer asked")
        ACCEPT_ASSIGNMENT = "accept_assignment", _("Assignment accepted")
        DECLINE_ASSIGNMENT = "decline_assignment", _("Assignment declined")
        END_ASSIGNMENT = "end_assignment", _("Assignment taken back")
        VERDICTS = "verdicts", _("Verdicts kept as a draft")
        FINAL_VERDICTS = "final_verdicts", _("Verdicts made final")
        OUTCOME_VERDICT = "outcome_verdict", _("Verdict on a figure")
        ACCEPT_REPORT = "accept_report", _("Report accepted")

    class Part(models.TextChoices):
        """Words for `core.lifecycle.Actor`, and for the city's people."""

        LEAD = Actor.LEAD.value, _("Lead")
        CONTRIBUTOR = "contributor", _("Contributor")
        LEAD_REVIEWER = Actor.LEAD_REVIEWER.value, _("Reviewer")
        MANAGER = Actor.MANAGER.value, _("Manager")
        OFFICER = Actor.OFFICER.value, _("Decision officer")

    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment"), on_delete=models.PROTECT, related_name="events"
    )
    actor = models.ForeignKey(
        User,
        verbose_name=_("actor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    role = models.CharField(_("role"), max_length=20, choices=Part)
    action = models.CharField(_("action"), max_length=30, choices=Act)
    from_state = models.CharField(
        _("state before"), max_length=12, choices=Assessment.States, blank=True
    )
    to_state = models.CharField(
        _("state after"), max_length=12, choices=Assessment.States, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["assessment", "at", "id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.assessment_id}"
