"""Lists to look things up in. Everything is read-only; writes go through services."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import (
    Assessment,
    Assignment,
    AuditEvent,
    Certification,
    EvaluationRequest,
)
from assessments.services.evaluations import evaluate_again
from assessments.services.review import answer_assignment, end_assignment
from cities import rules
from cities.core.errors import Forbidden, Refused
from cities.models import User


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that managers may look at and nobody may type into."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return rules.is_manager(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def report(request: HttpRequest, row: Any, write: Callable[[Any, User], object], done: str) -> None:
    """Write one row and say how it went; one refusal does not stop the others."""
    assert isinstance(request.user, User)  # the admin's own log-in stands before every page
    try:
        write(row, request.user)
    except Refused as refusal:
        messages.error(request, f"{row}: {refusal}")
    except Forbidden:
        messages.error(request, f"{row}: {_('You may not do this.')}")
    else:
        messages.success(request, f"{row}: {done}")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Managers see all assignments, reviewers their own, to accept or decline."""

    list_display = ("assessment", "reviewer", "state", "assigned_at")
    list_filter = ("state",)
    list_select_related = ("assessment__city", "assessment__standard", "reviewer")
    actions = ("accept", "decline", "end")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if rules.is_manager(request.user):
            return True
        own = obj is None or (isinstance(obj, Assignment) and obj.reviewer_id == request.user.pk)
        return own and rules.is_reviewer(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        rows: QuerySet[Assignment] = super().get_queryset(request)
        rows = rows.filter(assessment__in=Assessment.objects.submitted_or_later()).defer(
            "assessment__standard__document"
        )
        return rows if rules.is_manager(request.user) else rows.filter(reviewer=request.user.pk)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not rules.is_manager(request.user):
            actions.pop("end", None)
        return actions

    @admin.action(description=gettext_lazy("Accept: I will review these"))
    def accept(self, request: HttpRequest, rows: QuerySet[Assignment]) -> None:
        self._answer(request, rows, accept=True, done=_("accepted"))

    @admin.action(description=gettext_lazy("Decline"))
    def decline(self, request: HttpRequest, rows: QuerySet[Assignment]) -> None:
        self._answer(request, rows, accept=False, done=_("declined"))

    def _answer(
        self, request: HttpRequest, rows: QuerySet[Assignment], *, accept: bool, done: str
    ) -> None:
        for row in rows.filter(reviewer=request.user.pk):
            report(
                request,
                row,
                lambda row, by: answer_assignment(assignment_id=row.pk, accept=accept, by=by),
                done,
            )

    @admin.action(description=gettext_lazy("Take back from the reviewer"))
    def end(self, request: HttpRequest, rows: QuerySet[Assignment]) -> None:
        for row in rows:
            report(
                request,
                row,
                lambda row, by: end_assignment(assignment_id=row.pk, by=by),
                _("taken back"),
            )


@admin.register(Certification)
class CertificationAdmin(ReadOnlyAdmin):
    list_display = ("city", "level", "edition", "certified_on", "valid_until", "origin")
    list_filter = ("level", "edition")
    search_fields = ("city__search_name", "city__name")
    list_select_related = ("city",)
    fields = (
        *("city", "level", "standard", "edition", "certified_on", "valid_until"),
        *("origin", "decision", "demo"),
    )
    readonly_fields = ("origin",)

    @admin.display(description=gettext_lazy("source"), ordering="source")
    def origin(self, obj: Certification) -> str:
        return obj.origin


@admin.register(EvaluationRequest)
class EvaluationRequestAdmin(ReadOnlyAdmin):
    """What the worker was asked, and how it went."""

    actions = ("again",)
    ordering = ("-pk",)

    list_display = ("submission", "stage", "state", "attempts", "requested_at", "finished_at")
    fields = (
        *("submission", "stage", "state", "attempts", "problem"),
        *("requested_at", "woken_at", "finished_at", "evaluation"),
    )
    readonly_fields = ("problem",)
    list_filter = ("state", "stage")
    list_select_related = ("submission__assessment__city", "submission__assessment__standard")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EvaluationRequest]:
        rows: QuerySet[EvaluationRequest] = super().get_queryset(request)
        return rows.filter(
            submission__assessment__in=Assessment.objects.submitted_or_later()
        ).defer(
            "submission__document",
            "submission__assessment__standard__document",
            "submission__assessment__standard__changes",
        )

    @admin.display(description=gettext_lazy("error"))
    def problem(self, obj: EvaluationRequest) -> str:
        return _(obj.error)

    @admin.action(description=gettext_lazy("Evaluate again"))
    def again(self, request: HttpRequest, rows: QuerySet[EvaluationRequest]) -> None:
        for row in rows:
            report(
                request,
                row,
                lambda row, by: evaluate_again(request_id=row.pk, by=by),
                _("asked again"),
            )


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "assessment", "action", "actor", "role", "from_state", "to_state")
    list_filter = ("action",)
    list_select_related = ("assessment__city", "assessment__standard", "actor")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        rows: QuerySet[AuditEvent] = super().get_queryset(request)
        return rows.filter(assessment__in=Assessment.objects.submitted_or_later()).defer(
            "assessment__standard__document"
        )
