"""What the admin pages of this app have in common: who may open them, how a refusal is shown."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cities import rules
from cities.core.errors import Forbidden, Refused

Row = TypeVar("Row", bound=Model)


class ManagedAdmin(admin.ModelAdmin[Row]):
    """Rows that program managers and superusers look after; nobody deletes them."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rules.may_manage_people(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.may_manage_people(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rules.may_manage_people(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.may_manage_people(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what a service refuses; the transaction around the page is rolled back by then."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            self.message_reasons(request, refused.reasons)
        except Forbidden:
            raise PermissionDenied from None
        return HttpResponseRedirect(request.get_full_path())

    def message_reasons(self, request: HttpRequest, reasons: Iterable[str]) -> None:
        for reason in reasons:
            self.message_user(request, reason, messages.ERROR)


class ReadOnlyAdmin(ManagedAdmin[Row]):
    """Rows to look at: nobody types into them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
