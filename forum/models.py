"""Who helps: talk between practitioners, and cities that offer help on a criterion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import City, User
from criteria.core.standard import ENGLISH
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

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    area = models.CharField(max_length=20, blank=True, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    topic_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    only_program_starts = models.BooleanField(
        _("only the program starts topics here"), default=False
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "categories"

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
        said: str = self.translations.get(reading_language(), {}).get(field, own)
        return said


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

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(max_length=200)
    criterion_code = models.CharField(max_length=20, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField()
    last_author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    pinned = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-pinned", "-last_post_at", "-id"]
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

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    html = models.TextField()
    renderer = models.PositiveSmallIntegerField()
    posted_at = models.DateTimeField()
    hidden = models.BooleanField(default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once"),
        ]
        indexes = [models.Index(fields=["author", "-posted_at"], name="post_of_author")]

    def __str__(self) -> str:
        return f"{self.topic_id}, post {self.number}"

    def get_absolute_url(self) -> str:
        page = -(-self.number // POSTS_A_PAGE)
        address = reverse("forum:topic", args=[self.topic_id])
        return f"{address}?page={page}#post-{self.number}"


class HelpOffer(models.Model):
    """That a certified city is willing to help others with one criterion."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="help_offers")
    criterion_code = models.CharField(max_length=20)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()

    class Meta:
        ordering = ["criterion_code", "city"]
        constraints = [
            models.UniqueConstraint(fields=["city", "criterion_code"], name="help_offered_once"),
        ]
        indexes = [models.Index(fields=["criterion_code", "city"], name="help_on_criterion")]

    def __str__(self) -> str:
        return f"{self.city}: {self.criterion_code}"
