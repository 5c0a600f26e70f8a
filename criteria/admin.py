"""Standards as stored, to look things up. They come from files; nobody edits them here."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from criteria.models import (
    Area,
    Criterion,
    OutcomeMeasure,
    Requirement,
    Standard,
    StandardRevision,
    Titled,
)


class ReadOnly:
    """Whoever may open the admin may look; nobody may change anything."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class InLanguage:
    """Shows a title in the reader's language; lists are in the order of the English ones."""

    @admin.display(description=_("title"), ordering="title")
    def shown(self, obj: Titled) -> str:
        return obj.shown_title


class Rows(ReadOnly, InLanguage, admin.ModelAdmin):  # type: ignore[type-arg]  # takes none at run time
    pass


class InlineRows(ReadOnly, InLanguage, admin.TabularInline):  # type: ignore[type-arg]  # takes none at run time
    extra = 0


class RevisionInline(InlineRows):
    model = StandardRevision
    fields = ["revision", "reason", "loaded_at", "content_hash"]
    readonly_fields = ["loaded_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StandardRevision]:
        return super().get_queryset(request).defer("document").select_related("standard")


class OutcomeInline(InlineRows):
    model = OutcomeMeasure
    fields = ["code", "shown", "unit"]
    readonly_fields = ["shown"]


@admin.register(Standard)
class StandardAdmin(Rows):
    list_display = ["shown", "code", "edition", "revision", "status", "published_at"]
    list_filter = ["status"]
    fields = [
        "code",
        "shown",
        "edition",
        "revision",
        "status",
        "supersedes",
        "published_at",
        "content_hash",
        "meaning_hash",
    ]
    readonly_fields = ["shown"]
    inlines = [RevisionInline, OutcomeInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Standard]:
        return super().get_queryset(request).defer("document")

    def view_on_site(self, obj: Model) -> str | None:
        assert isinstance(obj, Standard)
        if obj.status == Standard.Status.DRAFT:
            return None
        return reverse("standards:standard", args=[obj.code])


@admin.register(Area)
class AreaAdmin(Rows):
    list_display = ["code", "shown", "standard"]
    list_display_links = ["code", "shown"]
    fields = ["standard", "code", "shown", "about", "position"]
    readonly_fields = ["shown"]
    list_filter = ["standard"]
    list_select_related = ["standard"]
    search_fields = ["code", "title"]


@admin.register(Criterion)
class CriterionAdmin(Rows):
    list_display = ["code", "shown", "area", "standard"]
    list_display_links = ["code", "shown"]
    fields = ["standard", "area", "code", "shown", "position"]
    readonly_fields = ["shown"]
    list_filter = ["standard", "area"]
    list_select_related = ["standard", "area"]
    search_fields = ["code", "title"]


@admin.register(Requirement)
class RequirementAdmin(Rows):
    list_display = ["code", "lens", "effort", "may_not_apply", "text", "standard"]
    list_filter = ["standard", "lens", "effort", "may_not_apply"]
    list_select_related = ["standard"]
    search_fields = ["code", "text"]
