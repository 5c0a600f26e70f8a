"""Accounts and roles in the program. Nobody sets another's password here: people do it by mail."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from cities import rules, services
from cities.admin.managed import ManagedAdmin
from cities.core.errors import Refused
from cities.forms import full_name_field, job_title_field, language_field
from cities.models import Membership, ProgramRole, User
from cities.services.people import refuse_taken


class PersonForm(forms.ModelForm[User]):
    full_name = full_name_field()
    job_title = job_title_field()
    language = language_field()

    class Meta:
        model = User
        fields = ("email", "full_name", "job_title", "language")

    def clean_email(self) -> str:
        """Say already on the form that an address is taken."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if email != self.instance.email:
            try:
                refuse_taken(email)
            except Refused as refused:
                raise forms.ValidationError(list(refused.reasons)) from None
        return email


class ProgramRoleInline(admin.TabularInline[ProgramRole, User]):
    """Roles are given and taken; a given one is not retyped."""

    model = ProgramRole
    extra = 0
    verbose_name_plural = _("roles in the program (with them comes the admin)")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.may_manage_people(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return isinstance(obj, User) and rules.may_grant_roles_to(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return isinstance(obj, User) and rules.may_grant_roles_to(request.user, obj)


@admin.register(User)
class PersonAdmin(ManagedAdmin[User], UserAdmin[User]):
    form = PersonForm
    add_form = PersonForm
    list_display = ("full_name", "email", "job_title", "roles", "cities", "is_active", "last_login")
    list_filter = ("program_roles__role", "is_active", "is_superuser")
    search_fields = ("full_name", "email")
    ordering = ("full_name", "pk")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "full_name", "job_title", "language", "is_active")}),
        (_("Seen only"), {"fields": ("is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "job_title", "language")}),)
    readonly_fields = ("is_staff", "is_superuser", "last_login", "date_joined")
    inlines = (ProgramRoleInline,)

    def get_urls(self) -> list[URLPattern]:
        """Leave out UserAdmin's page that sets a password."""
        return admin.ModelAdmin.get_urls(self)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        active = Membership.objects.active().select_related("city")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                "program_roles", Prefetch("memberships", active, to_attr="active_memberships")
            )
        )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is None:
            return rules.may_manage_people(request.user)
        return rules.may_manage_person(request.user, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is not None and not rules.may_change_address_of(request.user, obj):
            return ("email", *self.readonly_fields)
        return self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[Any, ...]:
        return self.inlines if obj is not None else ()

    @admin.display(description=_("roles in the program"))
    def roles(self, obj: User) -> str:
        return ", ".join(role.get_role_display() for role in obj.program_roles.all())

    @admin.display(description=_("cities"))
    def cities(self, obj: User) -> str:
        memberships: list[Membership] = getattr(obj, "active_memberships", [])
        return ", ".join(f"{m.city} ({m.get_role_display()})" for m in memberships)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        by = request.user
        assert isinstance(by, User)
        if not change:
            services.add_person(person=obj, by=by)
            return
        if {"full_name", "job_title", "language"} & set(form.changed_data):
            services.update_profile(
                person=obj,
                full_name=obj.full_name,
                job_title=obj.job_title,
                language=obj.language,
                by=by,
            )
        if "is_active" in form.changed_data:
            services.set_active(person=obj, active=obj.is_active, by=by)
        if "email" in form.changed_data:
            services.change_address(person=obj, email=obj.email, by=by)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Give and take roles through the services that keep is_staff in step."""
        by = request.user
        assert isinstance(by, User)
        formset.save(commit=False)
        for role in formset.deleted_objects:
            services.revoke_role(person=form.instance, role=role.role, by=by)
        for role in formset.new_objects:
            services.grant_role(person=form.instance, role=role.role, by=by)
