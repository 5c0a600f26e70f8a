"""Trials of drafts: start one, watch it, read what came of it. For those who edit standards."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.admin.records import ReadOnlyAdmin
from assessments.core.table import csv_text
from assessments.forms.trials import FilterForm, StartForm
from assessments.models import Trial
from assessments.queries import trial_page
from assessments.queries.trials import brought_in_before
from assessments.services.trials import start_trial
from cities.core.errors import Forbidden, Refused
from cities.models import User
from criteria.models import Standard
from criteria.rules import may_edit_standards

ON_A_PAGE = 25


@admin.register(Trial)
class TrialAdmin(ReadOnlyAdmin):
    list_display = ("draft", "state", "progress", "requested_by", "requested_at", "finished_at")
    list_filter = ("state", "standard")
    list_select_related = ("standard", "requested_by")
    ordering = ("-pk",)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_edit_standards(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Trial]:
        rows: QuerySet[Trial] = super().get_queryset(request)
        return rows.defer("standard__document", "standard__changes")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("start/", wrap(self.start), name="assessments_trial_start"),
            path("<int:pk>/page/", wrap(self.page), name="assessments_trial_page"),
            path("<int:pk>/results.csv", wrap(self.table), name="assessments_trial_table"),
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
        return redirect("admin:assessments_trial_page", pk=int(object_id))

    @admin.display(description=gettext_lazy("draft"), ordering="standard__code")
    def draft(self, obj: Trial) -> str:
        return obj.standard.code

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, obj: Trial) -> str:
        return _("%(done)d of %(total)d") % {"done": obj.done, "total": obj.total}

    # --- pages ---------------------------------------------------------------------------------

    def start(self, request: HttpRequest) -> HttpResponse:
        user = self._manager(request)
        initial = {"standard": request.GET.get("standard", "")}
        form = StartForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            try:
                trial = start_trial(standard_code=form.cleaned_data["standard"].code, by=user)
            except Forbidden as error:
                raise PermissionDenied from error
            except Standard.DoesNotExist as error:
                raise Http404 from error
            except Refused as refusal:
                for reason in refusal.reasons:
                    form.add_error(None, reason)
            else:
                messages.info(request, _("The draft is being tried."))
                return redirect("admin:assessments_trial_page", pk=trial.pk)
        context = {**self._chrome(request, _("Try a draft")), "form": form}
        return render(request, "admin/assessments/trial/start.html", context)

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._manager(request)
        trial = self._find(request, pk)
        draft = trial_page.drafted(trial)
        title = _("Trial of %(code)s") % {"code": draft.standard.code}
        context = {**self._chrome(request, title), "trial": trial, "draft": draft}
        if trial.state == Trial.State.DONE:
            context |= self._results(request, trial, draft)
        return render(request, "admin/assessments/trial/trial.html", context)

    def table(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with everything that the page's filters leave, as CSV."""
        self._manager(request)
        trial = self._find(request, pk)
        form = self._filters(request, trial_page.drafted(trial))
        rows = trial_page.table_rows(trial_page.results_of(trial, **form.chosen()))
        return HttpResponse(
            csv_text(trial_page.HEADING, rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="trial-{trial.pk}.csv"'},
        )

    # --- parts of pages ------------------------------------------------------------------------

    def _results(
        self, request: HttpRequest, trial: Trial, draft: trial_page.Drafted
    ) -> dict[str, Any]:
        form = self._filters(request, draft)
        results = trial_page.results_of(trial, **form.chosen())
        page = Paginator(results, ON_A_PAGE).get_page(request.GET.get("page"))
        query = request.GET.copy()
        query.pop("page", None)
        return {
            "counts": [(kind.label, n) for kind, n in trial.results.counted().items()],
            "brought_in": brought_in_before(trial.requested_at),
            "likely": trial_page.matrix(trial, draft, trial_page.LIKELY),
            "certain": trial_page.matrix(trial, draft, trial_page.CERTAIN),
            "form": form,
            "page": page,
            "lines": trial_page.lines(draft, page.object_list),
            "query": query.urlencode(),
        }

    def _filters(self, request: HttpRequest, draft: trial_page.Drafted) -> FilterForm:
        editions = [(item.code, str(item.title)) for item in draft.standards]
        return FilterForm(request.GET, editions)

    def _find(self, request: HttpRequest, pk: int) -> Trial:
        rows = Trial.objects.select_related("requested_by")
        return get_object_or_404(rows, pk=pk)

    def _manager(self, request: HttpRequest) -> User:
        if not isinstance(request.user, User) or not may_edit_standards(request.user):
            raise PermissionDenied
        return request.user

    def _chrome(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
        }
