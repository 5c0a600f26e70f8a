"""Rows that mirror a standard's file, so that answers, verdicts and topics can point at them.

The file's content, kept whole in `Standard.document`, is what is scored and read; the rows carry
codes and titles for foreign keys and lists.
"""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from criteria.core.standard import ENGLISH
from criteria.core.texts import LANGUAGES, Foreign


def reading_language() -> str:
    """Return the language that the page being made is in, one that standards may be read in."""
    language = (get_language() or ENGLISH).split("-")[0]
    return language if language in LANGUAGES else ENGLISH


class Titled(models.Model):
    """A row with an English title, and that title in other languages by their codes."""

    title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def shown_title(self) -> str:
        """The title in the reader's language; English, marked as such, where it is missing."""
        language = reading_language()
        if language == ENGLISH:
            return self.title
        return self.titles.get(language) or Foreign(self.title)


class StandardQuerySet(models.QuerySet["Standard"]):
    def public(self) -> "StandardQuerySet":
        """Editions that anybody may read: everything but drafts."""
        return self.exclude(status=Standard.Status.DRAFT)

    def newest_first(self) -> "StandardQuerySet":
        return self.order_by("-edition", "code")


class Standard(Titled):
    """One edition. Once published its meaning never changes; a new edition replaces it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Superseded")

    code = models.CharField(max_length=41, unique=True)
    edition = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    supersedes = models.CharField(max_length=41, blank=True)
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    meaning_hash = models.CharField(max_length=64)
    changes = models.JSONField(default=list, blank=True)
    changes_hash = models.CharField(max_length=64, blank=True)
    texts_hashes = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["-edition", "code"]

    def __str__(self) -> str:
        return self.shown_title


class StandardTexts(models.Model):
    """What an edition says in another language than English."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["standard", "language"]
        verbose_name_plural = "standard texts"
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "language"], name="texts_of_a_language_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard_id}, {self.language}"


class StandardRevision(models.Model):
    """A text as it stood: one row for each revision that was ever loaded."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    document = models.JSONField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["standard", "-revision"]

    def __str__(self) -> str:
        return f"{self.standard_id}, revision {self.revision}"


class Area(Titled):
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=20)
    about = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["standard", "position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="area_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.shown_title}"


class Criterion(Titled):
    """One point of a standard."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="criteria")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["standard", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="criterion_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.shown_title}"


class Requirement(models.Model):
    """A checklist item of a criterion, seen through one lens."""

    class Lens(models.TextChoices):
        PRACTICE = "practice", _("Practice")
        EQUITY = "equity", _("Equity")
        ENGAGEMENT = "engagement", _("Resident engagement")

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="requirements")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="requirements")
    code = models.CharField(max_length=30)
    lens = models.CharField(max_length=10, choices=Lens)
    text = models.TextField()
    effort = models.PositiveSmallIntegerField()
    may_not_apply = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["standard", "position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="requirement_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class OutcomeMeasure(Titled):
    """A measured result for residents that an edition asks for."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="outcomes")
    code = models.CharField(max_length=30)
    unit = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["standard", "position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="outcome_code_once"),
        ]

    def __str__(self) -> str:
        return self.shown_title
