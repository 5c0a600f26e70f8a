"""Topics and posts: who may write them, what they may hold, how they are numbered."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.core.errors import Forbidden, Refused
from cities.models import User
from cities.queries import as_stored
from criteria.models import Criterion
from forum.core import writing
from forum.core.markdown import LONGEST_TEXT, RENDERER_VERSION, render
from forum.core.writing import Fault, Recent
from forum.models import Access, Category, Post, Topic
from forum.queries import forum_access

_SENTENCES: Final = {
    Fault.TITLE_SHORT: _("Say the matter in %(shortest_title)s characters or more."),
    Fault.TITLE_LONG: _("Make the title %(longest_title)s characters or less."),
    Fault.TEXT_SHORT: _("Write %(shortest_text)s characters or more."),
    Fault.TEXT_LONG: _("Write %(longest_text)s characters or less, or split it over two posts."),
    Fault.POST_TOO_SOON: _("You posted a moment ago. Wait five seconds, then send again."),
    Fault.TOPIC_TOO_SOON: _("You started a topic just now. Wait fifteen seconds, then send again."),
    Fault.SAME_TEXT: _("You posted exactly this text less than five minutes ago."),
}
_NUMBERS: Final = {
    "shortest_title": writing.SHORTEST_TITLE,
    "longest_title": writing.LONGEST_TITLE,
    "shortest_text": writing.SHORTEST_TEXT,
    "longest_text": LONGEST_TEXT,
}


def sentence(fault: Fault) -> str:
    """Return what to say to the person who wrote it."""
    return str(_SENTENCES[fault]) % _NUMBERS


def start_topic(
    *, category_id: int, title: str, text: str, by: User, criterion_code: str = ""
) -> Topic:
    """Begin a topic with its first post, for the city `by` writes for.

    Raises Forbidden, Refused with what to change, Category.DoesNotExist.
    """
    title, text = writing.tidy_title(title), writing.tidy_text(text)
    _refuse(*writing.title_faults(title), *writing.text_faults(text))
    html = render(text)
    with transaction.atomic():
        access = _writer(by)
        category = Category.objects.visible_to(access).select_for_update().get(pk=category_id)
        if category.only_program_starts and not access.program:
            raise Forbidden
        if criterion_code and not Criterion.objects.filter(code=criterion_code).exists():
            raise Refused(str(_("There is no criterion with this code.")))
        now = timezone.now()
        _refuse_haste(by, text=text, now=now, begins_topic=True)
        topic = Topic.objects.create(
            category=category,
            title=title,
            criterion_code=criterion_code,
            author=by,
            city=access.city,
            started_at=now,
            last_number=1,
            last_post_at=now,
            last_author=by,
        )
        _add_post(topic, text=text, html=html, access=access, by=by, now=now)
        category.topic_count += 1
        category.last_post_at = now
        category.save(update_fields=["topic_count", "last_post_at"])
    return topic


def reply(*, topic_id: int, text: str, by: User) -> Post:
    """Add a post to a topic; its number is taken under the topic's lock.

    Raises Forbidden, Refused with what to change, Topic.DoesNotExist.
    """
    text = writing.tidy_text(text)
    _refuse(*writing.text_faults(text))
    html = render(text)
    with transaction.atomic():
        access = _writer(by)
        topic = Topic.objects.visible_to(access).select_for_update().get(pk=topic_id)
        if topic.closed and not access.moderator:
            raise Refused(str(_("This topic is closed; nobody can reply any more.")))
        now = timezone.now()
        _refuse_haste(by, text=text, now=now, begins_topic=False)
        topic.last_number += 1
        topic.last_post_at = now
        topic.last_author = by
        topic.save(update_fields=["last_number", "last_post_at", "last_author"])
        post = _add_post(topic, text=text, html=html, access=access, by=by, now=now)
        if not topic.hidden:
            Category.objects.filter(pk=topic.category_id).update(last_post_at=now)
    return post


def render_posts() -> int:
    """Make the HTML of every post anew that an older renderer wrote; return how many."""
    done = 0
    for post in Post.objects.filter(renderer__lt=RENDERER_VERSION).only("text").iterator():
        done += Post.objects.filter(pk=post.pk).update(
            html=render(post.text), renderer=RENDERER_VERSION
        )
    return done


def _writer(by: User) -> Access:
    """Return what `by` may do now, whatever the page that calls has found before."""
    access = forum_access(as_stored(by))
    if not access.unlocked:
        raise Forbidden
    return access


def _refuse(*faults: Fault) -> None:
    if faults:
        raise Refused(*(sentence(fault) for fault in faults))


def _refuse_haste(by: User, *, text: str, now: datetime, begins_topic: bool) -> None:
    rows = Post.objects.filter(author=by, posted_at__gt=now - writing.SAME_TEXT_AGAIN).values_list(
        "posted_at", "number", "text"
    )
    recent = [Recent(posted_at=at, number=number, text=said) for at, number, said in rows]
    _refuse(*writing.rate_faults(recent, text=text, now=now, begins_topic=begins_topic))


def _add_post(
    topic: Topic, *, text: str, html: str, access: Access, by: User, now: datetime
) -> Post:
    return Post.objects.create(
        topic=topic,
        number=topic.last_number,
        author=by,
        city=access.city,
        text=text,
        html=html,
        renderer=RENDERER_VERSION,
        posted_at=now,
    )
