"""Who helps: talk between practitioners, and cities that offer help on a criterion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.models import City, User
from criteria.core.standard import ENGLISH
from criteria.core.texts import Foreign
from criteria.models import reading_language

POSTS_A_PAGE: Final = 20


@dataclass(frozen=True, kw_only=True)
class OwnAssessment:
    """An assessment of one of a person's cities, as far as the forum's gate asks."""

    id: int
    city_id: int
    standard_id: int
    live: bool
    handed_in: bool


@dataclass(frozen=True, kw_only=True)
class Access:
    """What a person may do in the forum; found once a request by `queries.forum_access`.

    `city` is the one the person writes for: the first that has handed in an assessment, otherwise
    the first; None without a city. `unlocked` opens posts and writing.
    """

    signed_in: bool = False
    city: City | None = None
    unlocked: bool = False
    moderator: bool = False
    program: bool = False
    assessments: tuple[OwnAssessment, ...] = ()

    def assessment(self, pk: int) -> OwnAssessment | None:
        return next((own for own in self.assessments if own.id == pk), None)


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, access: Access) -> "CategoryQuerySet":
        return self.all() if access.signed_in else self.none()

    def open_to(self, access: Access) -> "CategoryQuerySet":
        """Where a person may begin a topic."""
        if not access.unlocked:
            return self.none()
        return self.all() if access.program else self.filter(only_program_starts=False)


class Category(models.Model):
    """A practice area's room, or a general one (`area` empty)."""

    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    about = models.CharField(_("description"), max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    area = models.CharField(_("practice area"), max_length=20, blank=True, db_index=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    topic_count = models.PositiveIntegerField(_("topics"), default=0)
    last_post_at = models.DateTimeField(_("latest post at"), null=True, blank=True)
    only_program_starts = models.BooleanField(
        _("only the program starts topics here"), default=False
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.shown_title

    def get_absolute_url(self) -> str:
        return reverse("forum:category", args=[self.slug])

    @property
    def shown_title(self) -> str:
        """The title in the reader's language, unless a moderator has given the room another."""
        return self._shown("title", self.title)

    @property
    def shown_about(self) -> str:
        return self._shown("about", self.about)

    def _shown(self, field: str, own: str) -> str:
        if self.translations.get(ENGLISH, {}).get(field) != own:
            return own
        language = reading_language()
        said: str | None = self.translations.get(language, {}).get(field)
        if said is not None or language == ENGLISH or not own:
            return said or own
        return Foreign(own)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A topic's place in a category's list: pinned first, then the latest post, then the id."""

    pinned: bool
    last_post_at: datetime
    id: int


def _is(**flags: bool) -> models.Q:
    """Return the condition that flags have these values, in a form every index can serve.

    Django writes `flag=False` as `NOT flag`, for which SQLite has to read the whole category.
    """
    return models.Q(**{f"{flag}__in": [value] for flag, value in flags.items()})


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, access: Access) -> "TopicQuerySet":
        """Titles: for everybody signed in; what is hidden only for moderators."""
        if not access.signed_in:
            return self.none()
        return self.all() if access.moderator else self.shown()

    def shown(self) -> "TopicQuerySet":
        return self.filter(_is(hidden=False))

    def hidden(self) -> "TopicQuerySet":
        return self.filter(_is(hidden=True))

    def in_list_order(self) -> "TopicQuerySet":
        return self.order_by("-pinned", "-last_post_at", "-id")

    def after(self, place: Place) -> "TopicQuerySet":
        """What follows a place in list order; for unpinned topics a plain range of the index."""
        behind = models.Q(last_post_at__lte=place.last_post_at) & (
            models.Q(last_post_at__lt=place.last_post_at) | models.Q(id__lt=place.id)
        )
        if not place.pinned:
            return self.filter(_is(pinned=False), behind)
        return self.filter(_is(pinned=False) | (_is(pinned=True) & behind))


class Topic(models.Model):
    """A question or discussion. The criterion is kept by code: talk outlives editions."""

    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="topics"
    )
    title = models.CharField(_("title"), max_length=200)
    criterion_code = models.CharField(_("criterion"), max_length=20, blank=True)
    author = models.ForeignKey(
        User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    city = models.ForeignKey(
        City,
        verbose_name=_("city"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    started_at = models.DateTimeField(_("started at"))
    last_number = models.PositiveIntegerField(_("posts"), default=0)
    last_post_at = models.DateTimeField(_("latest post at"))
    last_author = models.ForeignKey(
        User,
        verbose_name=_("author of the latest post"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    pinned = models.BooleanField(_("pinned"), default=False)
    closed = models.BooleanField(_("closed"), default=False)
    hidden = models.BooleanField(_("hidden"), default=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-pinned", "-last_post_at", "-id"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes = [
            models.Index(
                fields=["category", "hidden", "-pinned", "-last_post_at", "-id"],
                name="topic_list",
            ),
            models.Index(
                fields=["criterion_code", "hidden", "-last_post_at", "-id"],
                name="topic_of_criterion",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:topic", args=[self.pk])

    @property
    def pages(self) -> int:
        return max(1, -(-self.last_number // POSTS_A_PAGE))

    @property
    def place(self) -> Place:
        return Place(pinned=self.pinned, last_post_at=self.last_post_at, id=self.pk)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, access: Access) -> "PostQuerySet":
        """Texts: for practitioners and the program; what is hidden only for moderators."""
        if not access.unlocked:
            return self.none()
        if access.moderator:
            return self.all()
        return self.filter(hidden=False, topic__hidden=False)

    def on_page(self, number: int) -> "PostQuerySet":
        """Posts of one page by their numbers, whatever is hidden among them."""
        last = number * POSTS_A_PAGE
        return self.filter(number__gt=last - POSTS_A_PAGE, number__lte=last)


class Post(models.Model):
    """One contribution. Its number in the topic is permanent; `html` is made once, at saving."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="posts"
    )
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="posts"
    )
    city = models.ForeignKey(
        City,
        verbose_name=_("city"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    renderer = models.PositiveSmallIntegerField(_("renderer"))
    posted_at = models.DateTimeField(_("posted at"))
    hidden = models.BooleanField(_("hidden"), default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "number"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once"),
        ]
        indexes = [models.Index(fields=["author", "-posted_at"], name="post_of_author")]

    def __str__(self) -> str:
        return gettext("Post %(number)s of topic %(topic)s") % {
            "number": self.number,
            "topic": self.topic_id,
        }

    def get_absolute_url(self) -> str:
        page = -(-self.number // POSTS_A_PAGE)
        address = reverse("forum:topic", args=[self.topic_id])
        return f"{address}?page={page}#post-{self.number}"


class HelpOffer(models.Model):
    """That a certified city is willing to help others with one criterion."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="help_offers"
    )
    criterion_code = models.CharField(_("criterion"), max_length=20)
    offered_by = models.ForeignKey(
        User, verbose_name=_("offered by"), on_delete=models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField(_("offered at"))

    class Meta:
        ordering = ["criterion_code", "city"]
        verbose_name = _("offer of help")
        verbose_name_plural = _("offers of help")
        constraints = [
            models.UniqueConstraint(fields=["city", "criterion_code"], name="help_offered_once"),
        ]
        indexes = [models.Index(fields=["criterion_code", "city"], name="help_on_criterion")]

    def __str__(self) -> str:
        return f"{self.city}: {self.criterion_code}"
