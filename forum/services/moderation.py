"""What moderators do to topics and posts; each act is kept in the admin's log."""

from collections.abc import Mapping
from typing import Final

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from cities.core.errors import Forbidden
from cities.models import User
from cities.queries import as_stored
from forum.models import Category, Post, Topic
from forum.queries import forum_access


class TopicAction(models.TextChoices):
    HIDE = "hide", _("Hide topic")
    SHOW = "show", _("Show topic again")
    CLOSE = "close", _("Close topic")
    REOPEN = "reopen", _("Reopen topic")
    PIN = "pin", _("Pin topic")
    UNPIN = "unpin", _("Unpin topic")


class PostAction(models.TextChoices):
    HIDE = "hide", _("Hide post")
    SHOW = "show", _("Show post again")


_EFFECTS: Final[Mapping[TopicAction, tuple[str, bool]]] = {
    TopicAction.HIDE: ("hidden", True),
    TopicAction.SHOW: ("hidden", False),
    TopicAction.CLOSE: ("closed", True),
    TopicAction.REOPEN: ("closed", False),
    TopicAction.PIN: ("pinned", True),
    TopicAction.UNPIN: ("pinned", False),
}


def moderate_topic(*, topic_id: int, action: TopicAction, by: User) -> Topic:
    """Hide, close or pin a topic, or undo it; doing it twice changes nothing.

    Raises Forbidden, Topic.DoesNotExist.
    """
    field, value = _EFFECTS[action]
    with transaction.atomic():
        _ask(by)
        topic = Topic.objects.select_for_update().get(pk=topic_id)
        if getattr(topic, field) == value:
            return topic
        setattr(topic, field, value)
        topic.save(update_fields=[field])
        if field == "hidden":
            _recount(topic.category_id)
        _log(by, topic, action)
    return topic


def moderate_post(*, post_id: int, action: PostAction, by: User) -> Post:
    """Hide a post or show it again; its number stays. Raises Forbidden, Post.DoesNotExist."""
    hidden = action == PostAction.HIDE
    with transaction.atomic():
        _ask(by)
        topic = Topic.objects.select_for_update().get(posts=post_id)
        post = Post.objects.get(pk=post_id)
        if post.hidden == hidden:
            return post
        post.hidden = hidden
        post.save(update_fields=["hidden"])
        _name_last_post(topic)
        _recount(topic.category_id)
        _log(by, post, action)
    return post


def _ask(by: User) -> None:
    if not forum_access(as_stored(by)).moderator:
        raise Forbidden


def _name_last_post(topic: Topic) -> None:
    """Let lists tell of the last post that people can read."""
    last = Post.objects.filter(topic=topic, hidden=False).order_by("-number").first()
    topic.last_post_at = last.posted_at if last else topic.started_at
    topic.last_author_id = last.author_id if last else topic.author_id
    topic.save(update_fields=["last_post_at", "last_author"])


def _recount(category_id: int) -> None:
    category = Category.objects.select_for_update().get(pk=category_id)
    shown = Topic.objects.shown().filter(category=category)
    counted = shown.aggregate(topics=Count("pk"), last=Max("last_post_at"))
    category.topic_count, category.last_post_at = counted["topics"], counted["last"]
    category.save(update_fields=["topic_count", "last_post_at"])


def _log(by: User, thing: Topic | Post, action: TopicAction | PostAction) -> None:
    LogEntry.objects.log_actions(
        by.pk, [thing], CHANGE, change_message=str(action.label), single_object=True
    )
