"""Every write of the forum."""

from forum.services.categories import ensure_categories
from forum.services.moderation import (
    PostAction,
    TopicAction,
    moderate_post,
    moderate_topic,
)
from forum.services.offers import offer_help
from forum.services.writing import render_posts, reply, start_topic

__all__ = [
    "PostAction",
    "TopicAction",
    "ensure_categories",
    "moderate_post",
    "moderate_topic",
    "offer_help",
    "render_posts",
    "reply",
    "start_topic",
]
