"""The moderators' desk: rooms are edited, topics and posts are only looked at, hidden or closed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cities import rules
from cities.models import User
from forum.models import Category, HelpOffer, Post, Topic
from forum.queries import forum_access
from forum.services import PostAction, TopicAction, moderate_post, moderate_topic


class Desk(admin.ModelAdmin[Any]):
    """Who may look: moderators, managers, superusers; who may change is said by each desk."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may_look(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_look(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Asked by Django for actions with permissions=["moderate"]."""
        return forum_access(request.user).moderator

    def _may_look(self, request: HttpRequest) -> bool:
        return forum_access(request.user).moderator or rules.is_manager(request.user)


@admin.register(Category)
class CategoryAdmin(Desk):
    list_display = ["shown", "area", "position", "only_program_starts", "topic_count"]
    fields = [
        *("title", "slug", "about", "area", "position", "only_program_starts"),
        *("topic_count", "last_post_at"),
    ]
    readonly_fields = ["area", "topic_count", "last_post_at"]

    @admin.display(description=_("title"), ordering="title")
    def shown(self, obj: Category) -> str:
        return obj.shown_title

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_look(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_look(request)


@admin.register(Topic)
class TopicAdmin(Desk):
    list_display = [
        *("title", "category", "criterion_code", "author", "city", "last_post_at"),
        *("pinned", "closed", "hidden"),
    ]
    list_filter = ["hidden", "closed", "pinned", "category"]
    list_select_related = ["category", "author", "city"]
    search_fields = ["title"]
    show_full_result_count = False
    actions = ["hide", "show", "close", "reopen"]

    @admin.action(description=_("Hide selected topics"), permissions=["moderate"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        self._each(request, queryset, TopicAction.HIDE)

    @admin.action(description=_("Show selected topics again"), permissions=["moderate"])
    def show(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        self._each(request, queryset, TopicAction.SHOW)

    @admin.action(description=_("Close selected topics"), permissions=["moderate"])
    def close(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        self._each(request, queryset, TopicAction.CLOSE)

    @admin.action(description=_("Reopen selected topics"), permissions=["moderate"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        self._each(request, queryset, TopicAction.REOPEN)

    def _each(self, request: HttpRequest, queryset: QuerySet[Topic], action: TopicAction) -> None:
        assert isinstance(request.user, User)  # the admin lets nobody else in
        for pk in queryset.values_list("pk", flat=True):
            moderate_topic(topic_id=pk, action=action, by=request.user)
        _report(self, request, queryset.count())


@admin.register(Post)
class PostAdmin(Desk):
    list_display = ["__str__", "topic", "author", "city", "posted_at", "hidden"]
    list_filter = ["hidden"]
    list_select_related = ["topic", "author", "city"]
    fields = ["topic", "number", "author", "city", "text", "posted_at", "hidden"]
    show_full_result_count = False
    ordering = ["-pk"]
    actions = ["hide", "show"]

    @admin.action(description=_("Hide selected posts"), permissions=["moderate"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        self._each(request, queryset, PostAction.HIDE)

    @admin.action(description=_("Show selected posts again"), permissions=["moderate"])
    def show(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        self._each(request, queryset, PostAction.SHOW)

    def _each(self, request: HttpRequest, queryset: QuerySet[Post], action: PostAction) -> None:
        assert isinstance(request.user, User)  # the admin lets nobody else in
        for pk in queryset.values_list("pk", flat=True):
            moderate_post(post_id=pk, action=action, by=request.user)
        _report(self, request, queryset.count())


@admin.register(HelpOffer)
class HelpOfferAdmin(Desk):
    list_display = ["city", "criterion_code", "offered_by", "offered_at"]
    list_select_related = ["city", "offered_by"]
    search_fields = ["city__name", "=criterion_code"]


def _report(desk: Desk, request: HttpRequest, count: int) -> None:
    desk.message_user(request, ngettext("%d done.", "%d done.", count) % count)
