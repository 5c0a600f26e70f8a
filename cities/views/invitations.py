"""The page behind an invitation's link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cities import services
from cities.adapter import INVITATION_KEY
from cities.core.errors import Refused
from cities.core.names import masked_address
from cities.models import Invitation, User
from cities.queries import confirmed_address, invitation_by_token
from cities.views.answers import SignedIn, show_reasons


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, accept it by POST.

    Expired, revoked, used and never sent look the same. Who has no account yet finds the invitation
    accepted when they have confirmed their address: the token waits in the session.
    """
    found = invitation_by_token(token, timezone.now())
    if found is None:
        return render(request, "cities/invitation_over.html", status=404)
    if not isinstance(request.user, User):
        request.session[INVITATION_KEY] = token
        mine = False
    else:
        mine = found.email == confirmed_address(request.user)
        if request.method == "POST" and mine:
            return _accept(request, found, request.user)
    return render(
        request,
        "cities/invitation.html",
        {"invitation": found, "mine": mine, "address": masked_address(found.email)},
    )


@require_POST
@login_required
def accept(request: SignedIn, pk: int) -> HttpResponse:
    """Accept an invitation to one's own confirmed address, listed on the page to join a city."""
    found = get_object_or_404(
        Invitation.objects.open(timezone.now()).select_related("city"),
        pk=pk,
        email=confirmed_address(request.user),
    )
    return _accept(request, found, request.user)


def _accept(request: HttpRequest, found: Invitation, person: User) -> HttpResponse:
    try:
        services.accept_invitation(invitation=found, by=person)
    except Refused as refused:
        show_reasons(request, refused)
        return redirect("people:join")
    messages.success(request, _("Welcome. You now belong to %(city)s.") % {"city": found.city})
    return redirect("people:members", found.city.slug)
