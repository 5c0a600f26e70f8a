"""The pages on which managers upload, publish and close editions; each calls one service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from criteria.core.errors import Forbidden, Refused
from criteria.core.faults import Fault, Faulty
from criteria.core.lineage import codes_of
from criteria.documents.files import files_of
from criteria.forms import ConfirmForm, UploadForm
from criteria.models import Standard
from criteria.queries import parsed, reading_language
from criteria.queries.checklist import checklist, current_edition
from criteria.rules import may_edit_standards
from criteria.services import (
    Uploaded,
    close_standard,
    obstacles_to_close,
    obstacles_to_publish,
    publish_standard,
    shown_hash,
    upload_edition,
)
from criteria.services.editions import Change

MOST_FAULTS_SHOWN = 300
INVALID = 422


class Authoring:
    """Pages beside the list of standards."""

    admin_site: AdminSite
    model: type[Standard]

    def upload(self, request: HttpRequest) -> HttpResponse:
        self._permit(request)
        sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
        faults: list[Fault] = []
        if sent and form.is_valid():
            try:
                uploaded = upload_edition(
                    upload=form.upload(),
                    correction=form.cleaned_data["correction"],
                    by=request.user,
                )
            except Forbidden as error:
                raise PermissionDenied from error
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error(None, reason)
            except Faulty as faulty:
                faults = list(faulty.faults)
            else:
                self._tell(request, uploaded)
                return redirect("admin:criteria_standard_change", uploaded.standard.pk)
        context = {
            **self._chrome(request, _("Upload an edition")),
            "form": form,
            "faults": faults[:MOST_FAULTS_SHOWN],
            "fault_count": len(faults),
        }
        page = "admin/criteria/standard/upload.html"
        return render(request, page, context, status=INVALID if sent else None)

    def download(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        row = get_object_or_404(Standard.objects.defer("document"), pk=pk)
        make = files_of(row).get(name)
        if make is None:
            raise Http404
        file = make()
        return HttpResponse(
            file.content,
            content_type=file.media_type,
            headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
        )

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._permit(request)
        row = get_object_or_404(Standard, pk=pk)
        standard = parsed(row, reading_language())
        context = {
            **self._chrome(request, _("Publish %(code)s") % {"code": row.code}),
            "standard": standard,
            "codes": len(codes_of(standard)),
            "obstacles": obstacles_to_publish(row),
            "checklist": checklist(row),
            "current": current_edition(),
        }

        def write(form: ConfirmForm) -> object:
            return publish_standard(
                code=row.code,
                typed=form.cleaned_data["typed"],
                content_hash=form.cleaned_data["content_hash"],
                by=request.user,
            )

        return self._confirm(request, row, context, write, _("The edition %(code)s is published."))

    def close(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._permit(request)
        row = get_object_or_404(Standard.objects.defer("document"), pk=pk)
        context = {
            **self._chrome(request, _("Close %(code)s") % {"code": row.code}),
            "obstacles": obstacles_to_close(row),
            "current": current_edition(),
        }

        def write(form: ConfirmForm) -> object:
            typed = form.cleaned_data["typed"]
            return close_standard(code=row.code, typed=typed, by=request.user)

        return self._confirm(request, row, context, write, _("The edition %(code)s is closed."))

    def _confirm(
        self,
        request: HttpRequest,
        row: Standard,
        context: dict[str, Any],
        write: Callable[[ConfirmForm], object],
        done: str,
    ) -> HttpResponse:
        """Show what a step means, and take it once its code is typed."""
        sent = request.POST if request.method == "POST" else None
        form = ConfirmForm(sent, initial={"content_hash": shown_hash(row)})
        if form.is_valid():
            try:
                write(form)
            except Forbidden as error:
                raise PermissionDenied from error
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error(None, reason)
            else:
                messages.success(request, done % {"code": row.code})
                return redirect("admin:criteria_standard_change", row.pk)
        page = "confirm_publish" if "standard" in context else "confirm_close"
        return render(
            request,
            f"admin/criteria/standard/{page}.html",
            {**context, "row": row, "form": form},
            status=INVALID if form.errors else None,
        )

    def _permit(self, request: HttpRequest) -> None:
        if not may_edit_standards(request.user):
            raise PermissionDenied

    def _chrome(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
        }

    def _tell(self, request: HttpRequest, uploaded: Uploaded) -> None:
        code = {"code": uploaded.standard.code}
        if uploaded.change is Change.UNCHANGED:
            said = _("The edition %(code)s says the same as before; nothing changed.")
            messages.info(request, said % code)
        else:
            messages.success(request, _("The edition %(code)s is stored.") % code)
        if uploaded.lost_lineage:
            messages.warning(
                request,
                _(
                    "The changes stored before do not fit this draft any more and were taken away."
                    " Upload them anew."
                ),
            )
        if uploaded.lost_texts:
            messages.warning(
                request,
                ngettext(
                    "%d translated text belongs to nothing any more and was taken away.",
                    "%d translated texts belong to nothing any more and were taken away.",
                    uploaded.lost_texts,
                )
                % uploaded.lost_texts,
            )
