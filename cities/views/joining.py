"""Pick one's city, ask to join it, take that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities import services
from cities.core.names import fold
from cities.forms import RequestForm
from cities.models import City, Membership
from cities.queries import (
    SHORTEST_SEARCH,
    invitations_to,
    program_address,
    requests_of,
    search_cities,
)
from cities.views.answers import SignedIn, refusals_as_messages, refusals_in


@never_cache
@require_safe
@login_required
def join(request: SignedIn) -> HttpResponse:
    """Search for a city; with htmx only the results."""
    text = request.GET.get("q", "")[:200]
    found = {
        "text": text,
        "places": search_cities(text),
        "searched": len(fold(text.partition(",")[0])) >= SHORTEST_SEARCH,
        "contact": program_address(),
    }
    if request.headers.get("HX-Request"):
        return render(request, "cities/places.html", found)
    return render(
        request,
        "cities/join.html",
        {
            **found,
            "requests": requests_of(request.user),
            "invitations": invitations_to(request.user, timezone.now()),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim(request: SignedIn, slug: str) -> HttpResponse:
    """Ask to join a city. The answer is the same whoever else is there."""
    city = get_object_or_404(City.objects.listed(), slug=slug)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.request_membership(
                city=city, message=form.cleaned_data["message"], by=request.user
            )
            messages.success(
                request,
                _(
                    "Your request to join %(city)s is with the program managers. "
                    "We write to you when they have answered."
                )
                % {"city": city},
            )
            return redirect("people:join")
    return render(
        request,
        "cities/claim.html",
        {"city": city, "form": form},
        status=422 if form.is_bound else 200,
    )


@require_POST
@login_required
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.requested().select_related("city"), pk=pk, user=request.user
    )
    with refusals_as_messages(request):
        services.withdraw_request(membership=membership, by=request.user)
        messages.success(
            request,
            _("Your request to join %(city)s is withdrawn.") % {"city": membership.city},
        )
    return redirect("people:join")
