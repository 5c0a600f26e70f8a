"""Parts of standards as stored, to look things up. Nobody edits them here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from criteria.core.standard import Standard as Edition
from criteria.models import Area, Criterion, Requirement, Standard, Titled
from criteria.queries import parsed, reading_language
from criteria.templatetags.standards import spoken


def _edition(standard: Standard) -> Edition:
    return parsed(standard, reading_language())


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
        return spoken(obj.shown_title)


class Rows(ReadOnly, InLanguage, admin.ModelAdmin):  # type: ignore[type-arg]  # takes none at run time
    pass


class InlineRows(ReadOnly, InLanguage, admin.TabularInline):  # type: ignore[type-arg]  # takes none at run time
    extra = 0


@admin.register(Area)
class AreaAdmin(Rows):
    list_display = ["code", "shown", "standard"]
    list_display_links = ["code", "shown"]
    fields = ["standard", "code", "shown", "said_about", "position"]
    readonly_fields = ["shown", "said_about"]
    list_filter = ["standard"]
    list_select_related = ["standard"]
    search_fields = ["code", "title"]

    @admin.display(description=_("description"))
    def said_about(self, obj: Area) -> str:
        return spoken(_edition(obj.standard).area(obj.code).about)


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
    list_display = ["code", "lens", "effort", "may_not_apply", "said", "standard"]
    fields = [
        "standard",
        "criterion",
        "code",
        "lens",
        "said",
        "effort",
        "may_not_apply",
        "position",
    ]
    readonly_fields = ["said"]
    list_filter = ["standard", "lens", "effort", "may_not_apply"]
    list_select_related = ["standard"]
    search_fields = ["code", "text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Requirement]:
        return super().get_queryset(request).defer("standard__document", "standard__changes")

    @admin.display(description=_("text"), ordering="text")
    def said(self, obj: Requirement) -> str:
        return spoken(_edition(obj.standard).requirement(obj.code).text)
