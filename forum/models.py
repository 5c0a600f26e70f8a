"""Who helps: talk between practitioners, and cities that offer help on a criterion."""

from django.db import models
from django.urls import reverse

from cities.models import City, User


class Category(models.Model):
    """A practice area's room, or a general one (`area` empty)."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=20, blank=True, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    topic_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:category", args=[self.slug])


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

    class Meta:
        ordering = ["topic", "number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once"),
        ]
        indexes = [models.Index(fields=["author", "-posted_at"], name="post_of_author")]

    def __str__(self) -> str:
        return f"{self.topic_id}, post {self.number}"


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
