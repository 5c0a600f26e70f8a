"""What came into an assessment from one under an older edition, and from where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.core.carry import Kind
from assessments.models.answers import Assessment
from cities.models import User
from criteria.core.lineage import Relation
from criteria.models import Requirement


class CarryOver(models.Model):
    """That an assessment began with the answers of another.

    `evidence_links` counts the uses of evidence that came with them. `left_behind` is what had no
    place in the newer edition, as it stood: {"answers": [{"code", "status", "note", "evidence"}],
    "outcomes": [{"code", "value", "year"}], "evidence": how many uses were too many}.
    """

    assessment = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="carry_over"
    )
    source = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="carried_into")
    carried_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    carried_at = models.DateTimeField()
    evidence_links = models.PositiveIntegerField(default=0)
    left_behind = models.JSONField(default=dict)

    class Meta:
        ordering = ["-carried_at"]
        verbose_name = _("start from older answers")
        verbose_name_plural = _("starts from older answers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(assessment=models.F("source")),
                name="carried_from_another_assessment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} -> {self.assessment_id}"


class CarriedAnswerQuerySet(models.QuerySet["CarriedAnswer"]):
    def waiting(self) -> "CarriedAnswerQuerySet":
        """Proposals that nobody confirmed or replaced yet; they count as unanswered."""
        return self.filter(kind=Kind.TO_CONFIRM, confirmed_at=None)

    def answered_at_once(self) -> "CarriedAnswerQuerySet":
        """Those that brought an answer with them; an open one only if there was a note to keep."""
        return self.filter(models.Q(kind=Kind.KEPT) | models.Q(kind=Kind.OPEN) & ~models.Q(note=""))


class CarriedAnswer(models.Model):
    """Where the answer to a requirement came from. Only the confirmation is ever added to it.

    `sources`: what was said under the older edition, as it stood: [{"code", "status", "note",
    "parts"}]. `status` and `note`: what was made of it for this requirement.
    """

    class Kinds(models.TextChoices):
        """Words for `core.carry.Kind`."""

        KEPT = Kind.KEPT.value, _("Kept")
        TO_CONFIRM = Kind.TO_CONFIRM.value, _("To confirm")
        OPEN = Kind.OPEN.value, _("Open")

    class Relations(models.TextChoices):
        """Words for `criteria.core.lineage.Relation`, as far as something is carried along it."""

        SAME = Relation.SAME.value, _("The same")
        REWORDED = Relation.REWORDED.value, _("Reworded")
        SPLIT = Relation.SPLIT.value, _("Split")
        MERGED = Relation.MERGED.value, _("Merged")
        MOVED = Relation.MOVED.value, _("Moved")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="carried_answers"
    )
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="carried_answers"
    )
    kind = models.CharField(max_length=10, choices=Kinds)
    relation = models.CharField(max_length=10, choices=Relations)
    sources = models.JSONField()
    status = models.CharField(max_length=14, blank=True)
    note = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = CarriedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "requirement"]
        verbose_name = _("answer carried over")
        verbose_name_plural = _("answers carried over")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "requirement"], name="carried_once_to_a_requirement"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(
                    kind=Kind.TO_CONFIRM.value,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="confirmed_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.get_kind_display()}"
