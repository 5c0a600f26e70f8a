"""The desk: one assessment, its verdicts criterion by criterion, and what may happen next."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import rules
from assessments.admin.records import ReadOnlyAdmin
from assessments.core.lifecycle import TABLE, Action, Actor, Guard, State, actions_from
from assessments.forms.desk import ActionForm, AssignForm, OutcomeVerdictForm, VerdictForm
from assessments.models import Assessment, Assignment, AuditEvent, Decision, Submission
from assessments.models.results import Stage
from assessments.queries import review as desk_queries
from assessments.queries.submissions import (
    document_of_submission,
    latest_request,
    latest_submission,
)
from assessments.services import lifecycle, review
from cities import rules as city_rules
from cities.core.errors import Forbidden, Refused
from cities.models import User
from criteria.queries import get_standard, reading_language

LABELS = {
    Action.RETURN: gettext_lazy("Return to the city"),
    Action.REQUEST_REVIEW: gettext_lazy("Open the review"),
    Action.RECOMMEND: gettext_lazy("Recommend: my verdicts are complete"),
    Action.RECONSIDER: gettext_lazy("Ask the reviewer to look again"),
    Action.DECIDE: gettext_lazy("Decide"),
    Action.PUBLISH: gettext_lazy("Publish the result"),
}


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """Assessments that a person of the program may see; each opens at the desk."""

    list_display = ("city", "standard", "state", "submitted_at", "review_asked_at")
    list_filter = ("state", ("review_asked_at", admin.EmptyFieldListFilter), "standard")
    search_fields = ("city__search_name", "city__name")
    list_select_related = ("city", "standard")
    ordering = ("-submitted_at", "-pk")
    actions = ("publish_selected",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None:
            return self.get_queryset(request).filter(pk=obj.pk).exists()
        return city_rules.is_program(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        if not isinstance(request.user, User):
            return Assessment.objects.none()
        visible = desk_queries.assessments_at_desk(request.user).values("pk")
        rows: QuerySet[Assessment] = super().get_queryset(request)
        return rows.filter(pk__in=visible).defer("standard__document", "standard__changes")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/desk/", wrap(self.desk), name="assessments_desk"),
            path("<int:pk>/desk/act/<slug:action>/", wrap(self.act), name="assessments_desk_act"),
            path("<int:pk>/desk/assign/", wrap(self.assign), name="assessments_desk_assign"),
            path("<int:pk>/desk/outcomes/", wrap(self.outcomes), name="assessments_desk_outcomes"),
            path(
                "<int:pk>/desk/<str:criterion>/",
                wrap(self.criterion),
                name="assessments_desk_criterion",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        return redirect("admin:assessments_desk", pk=int(object_id))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not city_rules.is_manager(request.user):
            actions.pop("publish_selected", None)
        return actions

    @admin.action(description=gettext_lazy("Publish the decided results"))
    def publish_selected(self, request: HttpRequest, rows: QuerySet[Assessment]) -> None:
        """Publish each by itself; one that is refused does not stop the others."""
        for row in rows:
            self._transition(request, row, Action.PUBLISH, reason="", version=row.version)

    # --- pages ---------------------------------------------------------------------------------

    def desk(self, request: HttpRequest, pk: int) -> HttpResponse:
        assessment, submission, user = self._find(request, pk)
        standard = get_standard(assessment.standard.code, reading_language())
        document = document_of_submission(submission, standard)
        is_reviewer = rules.may_review(user, assessment)
        verdicts = desk_queries.verdicts_by(submission, user if is_reviewer else None)
        figures = desk_queries.figures(
            standard, document, desk_queries.outcome_verdicts(submission)
        )
        request_row = latest_request(submission, Stage.VERIFIED)
        own_word = None if is_reviewer else latest_request(submission)
        context = {
            **self._chrome(request, assessment),
            "submission": submission,
            "areas": desk_queries.progress(standard, verdicts),
            "next": self._next_open(standard.criteria, verdicts),
            "figures": figures,
            "actions": self._actions(user, assessment),
            "assign_form": AssignForm() if self._may_assign(user, assessment) else None,
            "assignments": Assignment.objects.filter(assessment=assessment).select_related(
                "reviewer"
            ),
            "events": AuditEvent.objects.filter(assessment=assessment).select_related("actor"),
            "claimed": own_word.evaluation if own_word else None,
            "verified": request_row.evaluation if request_row else None,
            "decision": Decision.objects.filter(assessment=assessment).first(),
            "may_judge": self._may_judge(user, assessment),
        }
        return render(request, "admin/assessments/assessment/desk.html", context)

    def criterion(self, request: HttpRequest, pk: int, criterion: str) -> HttpResponse:
        """Show claims beside their evidence, and keep the verdicts on them."""
        assessment, submission, user = self._find(request, pk)
        standard = get_standard(assessment.standard.code, reading_language())
        try:
            asked = standard.criterion(criterion)
        except KeyError as error:
            raise Http404 from error
        document = document_of_submission(submission, standard)
        own = user if rules.may_review(user, assessment) else None
        verdicts = desk_queries.verdicts_by(submission, own)
        claims = desk_queries.claims_on(asked, document, verdicts)
        may_judge = self._may_judge(user, assessment)
        form = VerdictForm(request.POST if request.method == "POST" else None, claims=claims)
        if request.method == "POST":
            if not may_judge:
                raise PermissionDenied
            final = "final" in request.POST
            if form.is_valid() and self._record(request, assessment, criterion, form, final=final):
                following = self._next_open(
                    standard.criteria, desk_queries.verdicts_by(submission, user)
                )
                if final and following:
                    return redirect("admin:assessments_desk_criterion", pk=pk, criterion=following)
                return redirect("admin:assessments_desk", pk=pk)
        context = {
            **self._chrome(request, assessment),
            "criterion": asked,
            "form": form,
            "may_judge": may_judge,
        }
        return render(request, "admin/assessments/assessment/criterion.html", context)

    def outcomes(self, request: HttpRequest, pk: int) -> HttpResponse:
        assessment, _submission, user = self._find(request, pk)
        if request.method != "POST":
            return redirect("admin:assessments_desk", pk=pk)
        form = OutcomeVerdictForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say whether the figure is confirmed."))
        else:
            try:
                review.record_outcome_verdict(
                    assessment_id=assessment.pk,
                    measure=form.cleaned_data["measure"],
                    confirmed=form.cleaned_data["confirmed"],
                    reason=form.cleaned_data["reason"],
                    by=user,
                )
            except Forbidden as error:
                raise PermissionDenied from error
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The verdict on the figure is kept."))
        return redirect("admin:assessments_desk", pk=pk)

    def assign(self, request: HttpRequest, pk: int) -> HttpResponse:
        assessment, _submission, user = self._find(request, pk)
        form = AssignForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                review.assign(
                    assessment_id=assessment.pk, reviewer=form.cleaned_data["reviewer"], by=user
                )
            except Forbidden as error:
                raise PermissionDenied from error
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The reviewer has been asked."))
        return redirect("admin:assessments_desk", pk=pk)

    def act(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        assessment, _submission, _user = self._find(request, pk)
        if action not in LABELS:
            raise Http404
        form = ActionForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._transition(
                request,
                assessment,
                Action(action),
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
            )
        if self.get_queryset(request).filter(pk=pk).exists():
            return redirect("admin:assessments_desk", pk=pk)
        return redirect("admin:assessments_assessment_changelist")

    # --- parts of pages ------------------------------------------------------------------------

    def _find(self, request: HttpRequest, pk: int) -> tuple[Assessment, Submission, User]:
        """Return what a person may see at the desk; anything else is the same 404."""
        assert isinstance(request.user, User)  # the admin's own log-in stands before every page
        rows = self.get_queryset(request).select_related("city", "standard")
        assessment = get_object_or_404(rows, pk=pk)
        submission = latest_submission(assessment)
        if submission is None:
            raise Http404
        return assessment, submission, request.user

    def _chrome(self, request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": f"{assessment.city.place}, {assessment.standard.edition}",
            "assessment": assessment,
        }

    def _may_judge(self, user: User, assessment: Assessment) -> bool:
        return assessment.state == State.IN_REVIEW and Actor.LEAD_REVIEWER in rules.actors_of(
            user, assessment
        )

    def _may_assign(self, user: User, assessment: Assessment) -> bool:
        return city_rules.is_manager(user) and assessment.state in review.ASSIGNABLE

    def _actions(
        self, user: User, assessment: Assessment
    ) -> list[tuple[Action, Any, ActionForm, bool, list[str]]]:
        """Return what this person may do: action, label, form, wants a reason, what hinders."""
        parts = rules.actors_of(user, assessment)
        return [
            (
                action,
                LABELS[action],
                ActionForm(initial={"version": assessment.version}, auto_id=f"id_{action}_%s"),
                Guard.REASON_GIVEN in TABLE[action].guards,
                lifecycle.obstacles_to(assessment=assessment, action=action, by=user),
            )
            for action in actions_from(State(assessment.state))
            if action in LABELS and parts & set(TABLE[action].actors)
        ]

    def _next_open(self, criteria: Sequence[Any], verdicts: Any) -> str | None:
        return next(
            (
                item.code
                for item in criteria
                if any(
                    requirement.code not in verdicts or not verdicts[requirement.code].final
                    for requirement in item.requirements
                )
            ),
            None,
        )

    # --- writes --------------------------------------------------------------------------------

    def _record(
        self,
        request: HttpRequest,
        assessment: Assessment,
        criterion: str,
        form: VerdictForm,
        *,
        final: bool,
    ) -> bool:
        assert isinstance(request.user, User)
        try:
            review.record_verdicts(
                assessment_id=assessment.pk,
                criterion=criterion,
                findings=form.findings(),
                final=final,
                by=request.user,
            )
        except Forbidden as error:
            raise PermissionDenied from error
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
            return False
        messages.success(request, _("The verdicts on %(code)s are kept.") % {"code": criterion})
        return True

    def _transition(
        self,
        request: HttpRequest,
        assessment: Assessment,
        action: Action,
        *,
        reason: str,
        version: int,
    ) -> None:
        assert isinstance(request.user, User)
        try:
            lifecycle.transition(
                assessment_id=assessment.pk,
                action=action,
                by=request.user,
                reason=reason,
                expected_version=version,
            )
        except Forbidden as error:
            raise PermissionDenied from error
        except Refused as refusal:
            for sentence in refusal.reasons:
                messages.error(request, f"{assessment.city}: {sentence}")
        else:
            messages.success(request, f"{assessment.city}: {LABELS[action]}.")
