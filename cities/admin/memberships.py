"""Requests to join a city, answered here; members; invitations to look at."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cities import rules, services
from cities.admin.managed import ReadOnlyAdmin
from cities.core.domains import domain_of, is_public_domain
from cities.core.errors import Forbidden, Refused
from cities.models import Invitation, Membership, User


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin[Membership]):
    """States change by actions alone; each calls the service and reports row by row."""

    list_display = ("user", "domain", "city_place", "led", "role", "state", "message", "created_at")
    list_display_links = ("user",)
    list_filter = ("state", "role")
    list_select_related = ("user", "city")
    search_fields = ("user__full_name", "user__email", "city__search_name")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    actions = (
        "approve",
        "approve_as_lead",
        "approve_as_contributor",
        "approve_as_observer",
        "decline",
        "end",
    )
    fields = (
        "user",
        "domain",
        "city",
        "led",
        "role",
        "state",
        "message",
        "created_at",
        "decided_by",
        "decided_at",
        "ended_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        leads = Membership.objects.leads().filter(city=OuterRef("city"))
        return super().get_queryset(request).annotate(is_led=Exists(leads))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return rules.may_manage_people(request.user)

    @admin.display(description=_("e-mail domain"))
    def domain(self, obj: Membership) -> str:
        domain = domain_of(obj.user.email)
        return f"{domain} ({_('anybody')})" if is_public_domain(domain) else domain

    @admin.display(description=_("city"), ordering="city__search_name")
    def city_place(self, obj: Membership) -> str:
        return obj.city.place

    @admin.display(description=_("city has a lead"), boolean=True)
    def led(self, obj: Membership) -> bool:
        return bool(getattr(obj, "is_led", False))

    @admin.action(
        description=_("Approve (the first becomes lead, later ones contributors)"),
        permissions=["decide"],
    )
    def approve(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._each(request, queryset, services.approve)

    @admin.action(description=_("Approve as lead"), permissions=["decide"])
    def approve_as_lead(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._each(request, queryset, services.approve, role=Membership.Role.LEAD)

    @admin.action(description=_("Approve as contributor"), permissions=["decide"])
    def approve_as_contributor(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._each(request, queryset, services.approve, role=Membership.Role.CONTRIBUTOR)

    @admin.action(description=_("Approve as observer"), permissions=["decide"])
    def approve_as_observer(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._each(request, queryset, services.approve, role=Membership.Role.OBSERVER)

    @admin.action(description=_("Decline"), permissions=["decide"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._each(request, queryset, services.decline)

    @admin.action(description=_("End the membership"), permissions=["decide"])
    def end(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._each(request, queryset, services.end_membership)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Membership],
        service: Callable[..., Membership],
        **how: Any,
    ) -> None:
        """Call the service for each row, oldest first; say of each what became of it."""
        assert isinstance(request.user, User)
        done = 0
        for membership in queryset.order_by("created_at", "pk"):
            try:
                changed = service(membership=membership, by=request.user, **how)
            except Refused as refused:
                for reason in refused.reasons:
                    self.message_user(request, reason, messages.ERROR)
            except Forbidden:
                self.message_user(request, _("You may not do this."), messages.ERROR)
            else:
                done += 1
                said = f"{changed}: {changed.get_state_display()}"
                LogEntry.objects.log_actions(
                    request.user.pk, [changed], CHANGE, change_message=said, single_object=True
                )
                self.message_user(request, said, messages.SUCCESS)
        self.message_user(
            request, ngettext("%d membership changed.", "%d memberships changed.", done) % done
        )


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin[Invitation]):
    list_display = (
        "email",
        "city",
        "role",
        "invited_by",
        "created_at",
        "expires_at",
        "accepted_at",
    )
    list_select_related = ("city", "invited_by")
    search_fields = ("email", "city__search_name")
    fields = (
        "email",
        "city",
        "role",
        "invited_by",
        "created_at",
        "expires_at",
        "accepted_at",
        "accepted_by",
        "revoked_at",
    )
    readonly_fields = fields
