"""Editions: to look at, to download, and, for managers, to upload, publish and close."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from criteria.admin.authoring import Authoring
from criteria.admin.records import InlineRows, Rows
from criteria.documents.files import files_of
from criteria.models import OutcomeMeasure, Standard, StandardEvent, StandardRevision
from criteria.rules import may_edit_standards


class RevisionInline(InlineRows):
    model = StandardRevision
    fields = ["revision", "reason", "loaded_at", "content_hash"]
    readonly_fields = ["loaded_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StandardRevision]:
        return super().get_queryset(request).defer("document").select_related("standard")


class EventInline(InlineRows):
    model = StandardEvent
    fields = ["at", "action", "actor", "revision", "content_hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StandardEvent]:
        return super().get_queryset(request).select_related("actor")


class OutcomeInline(InlineRows):
    model = OutcomeMeasure
    fields = ["code", "shown", "unit"]
    readonly_fields = ["shown"]


@admin.register(Standard)
class StandardAdmin(Authoring, Rows):
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
    inlines = [EventInline, RevisionInline, OutcomeInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Standard]:
        return super().get_queryset(request).defer("document", "changes")

    def view_on_site(self, obj: Model) -> str | None:
        assert isinstance(obj, Standard)
        if obj.status == Standard.Status.DRAFT:
            return None
        return reverse("standards:standard", args=[obj.code])

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("upload/", wrap(self.upload), name="criteria_standard_upload"),
            path(
                "<int:pk>/files/<str:name>", wrap(self.download), name="criteria_standard_download"
            ),
            path("<int:pk>/publish/", wrap(self.publish), name="criteria_standard_publish"),
            path("<int:pk>/close/", wrap(self.close), name="criteria_standard_close"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_edit": may_edit_standards(request.user), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        extra = {
            "may_edit": may_edit_standards(request.user),
            "files": list(files_of(row)) if row else [],
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, extra)
