"""The people of a city: who belongs, who is invited."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cities import rules, services
from cities.forms import InvitationForm, RoleForm
from cities.models import City, Invitation, Membership
from cities.queries import pending_invitations_of, people_of
from cities.views.answers import SignedIn, own_city, refusals_as_messages, refusals_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def members(request: SignedIn, slug: str) -> HttpResponse:
    """Show the people of one's city; leads also see invitations and send new ones (POST)."""
    city = own_city(request.user, slug)
    leads = rules.is_lead(request.user, city)
    if request.method == "POST" and not leads:
        raise PermissionDenied
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            invitation = services.invite(city=city, **form.cleaned_data, by=request.user)
            messages.success(
                request,
                _("An invitation is on its way to %(email)s.") % {"email": invitation.email},
            )
            return redirect("people:members", slug)
    return render(
        request,
        "cities/members.html",
        {
            "city": city,
            "leads": leads,
            "memberships": people_of(city),
            "invitations": pending_invitations_of(city) if leads else [],
            "roles": Membership.Role.choices,
            "form": form,
            "now": timezone.now(),
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@login_required
def change_role(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    membership = _member(_led_city(request, slug), pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        with refusals_as_messages(request):
            changed = services.change_role(
                membership=membership, role=form.cleaned_data["role"], by=request.user
            )
            messages.success(
                request,
                _("%(person)s: %(role)s.")
                % {"person": changed.user, "role": changed.get_role_display()},
            )
    else:
        messages.error(request, _("Please choose a role."))
    return redirect("people:members", slug)


@require_POST
@login_required
def end(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Let a member go; one's own membership anybody may end."""
    city = own_city(request.user, slug)
    membership = _member(city, pk)
    own = membership.user_id == request.user.pk
    if not own and not rules.is_lead(request.user, city):
        raise PermissionDenied
    with refusals_as_messages(request):
        services.end_membership(membership=membership, by=request.user)
        told = {"person": membership.user, "city": city}
        said = _("You left %(city)s.") if own else _("%(person)s no longer belongs to %(city)s.")
        messages.success(request, said % told)
    return redirect("people:profile") if own else redirect("people:members", slug)


@require_POST
@login_required
def resend(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(_led_city(request, slug), pk)
    with refusals_as_messages(request):
        services.resend_invitation(invitation=invitation, by=request.user)
        messages.success(
            request, _("A new link is on its way to %(email)s.") % {"email": invitation.email}
        )
    return redirect("people:members", slug)


@require_POST
@login_required
def revoke(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(_led_city(request, slug), pk)
    with refusals_as_messages(request):
        services.revoke_invitation(invitation=invitation, by=request.user)
        messages.success(
            request, _("The invitation of %(email)s is revoked.") % {"email": invitation.email}
        )
    return redirect("people:members", slug)


def _led_city(request: SignedIn, slug: str) -> City:
    """Return a city of the person's own; 403 where they do not lead it."""
    city = own_city(request.user, slug)
    if not rules.is_lead(request.user, city):
        raise PermissionDenied
    return city


def _member(city: City, pk: int) -> Membership:
    return get_object_or_404(city.memberships.active().select_related("user"), pk=pk)


def _invitation(city: City, pk: int) -> Invitation:
    return get_object_or_404(city.invitations, pk=pk)
