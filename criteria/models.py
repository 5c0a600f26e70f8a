"""Rows that mirror a standard's file, so that answers, verdicts and topics can point at them.

The file's content, kept whole in `Standard.document`, is what is scored and read; the rows carry
codes and titles for foreign keys and lists.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from criteria.core.standard import ENGLISH
from criteria.core.texts import LANGUAGES, Foreign


def reading_language() -> str:
    """Return the language that the page being made is in, one that standards may be read in."""
    language = (get_language() or ENGLISH).split("-")[0]
    return language if language in LANGUAGES else ENGLISH


class Titled(models.Model):
    """A row with an English title, and that title in other languages by their codes."""

    title = models.CharField(_("title"), max_length=200)
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

    code = models.CharField(_("code"), max_length=41, unique=True)
    edition = models.PositiveSmallIntegerField(_("edition"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    supersedes = models.CharField(_("supersedes"), max_length=41, blank=True)
    document = models.JSONField()
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    meaning_hash = models.CharField(_("fingerprint of the meaning"), max_length=64)
    changes = models.JSONField(default=list, blank=True)
    changes_hash = models.CharField(max_length=64, blank=True)
    texts_hashes = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["-edition", "code"]
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        permissions = [("edit_standards", "Can upload drafts, publish and close editions")]

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
        verbose_name = _("texts of a standard")
        verbose_name_plural = _("texts of standards")
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "language"], name="texts_of_a_language_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard_id}, {self.language}"


class StandardRevision(models.Model):
    """A text as it stood: one row for each revision that was ever loaded."""

    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="revisions"
    )
    revision = models.PositiveSmallIntegerField(_("revision"))
    reason = models.TextField(_("reason"), blank=True)
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    document = models.JSONField()
    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    class Meta:
        ordering = ["standard", "-revision"]
        verbose_name = _("revision of a standard")
        verbose_name_plural = _("revisions of standards")

    def __str__(self) -> str:
        return gettext("Revision %(number)s") % {"number": self.revision}


class StandardEvent(models.Model):
    """Who did what to an edition in the admin, and when. Rows are added, never changed."""

    class Action(models.TextChoices):
        UPLOADED = "uploaded", _("Draft uploaded")
        CORRECTED = "corrected", _("Texts corrected")
        PUBLISHED = "published", _("Published")
        CLOSED = "closed", _("Edition closed")

    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="events"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    revision = models.PositiveSmallIntegerField(_("revision"))
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["standard", "at", "id"]
        verbose_name = _("step of a standard")
        verbose_name_plural = _("steps of standards")

    def __str__(self) -> str:
        return str(self.get_action_display())


class Area(Titled):
    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="areas"
    )
    code = models.CharField(_("code"), max_length=20)
    about = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = _("practice area")
        verbose_name_plural = _("practice areas")
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="area_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.shown_title}"


class Criterion(Titled):
    """One point of a standard."""

    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="criteria"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("practice area"), on_delete=models.PROTECT, related_name="criteria"
    )
    code = models.CharField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
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

    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="requirements"
    )
    criterion = models.ForeignKey(
        Criterion,
        verbose_name=_("criterion"),
        on_delete=models.PROTECT,
        related_name="requirements",
    )
    code = models.CharField(_("code"), max_length=30)
    lens = models.CharField(_("lens"), max_length=10, choices=Lens)
    text = models.TextField(_("text"))
    effort = models.PositiveSmallIntegerField(_("effort"))
    may_not_apply = models.BooleanField(_("may not apply"), default=False)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="requirement_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class OutcomeMeasure(Titled):
    """A measured result for residents that an edition asks for."""

    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="outcomes"
    )
    code = models.CharField(_("code"), max_length=30)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = _("outcome measure")
        verbose_name_plural = _("outcome measures")
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="outcome_code_once"),
        ]

    def __str__(self) -> str:
        return self.shown_title
