"""One's own account: name, cities, what the program sees."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cities import services
from cities.core.languages import without_prefix
from cities.forms import ProfileForm
from cities.models import User
from cities.queries import language_of, memberships_of, program_address, requests_of
from cities.views.answers import SignedIn, refusals_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: SignedIn) -> HttpResponse:
    person = request.user
    form = ProfileForm(
        request.POST or None,
        initial={
            "full_name": person.full_name,
            "job_title": person.job_title,
            "language": person.language,
        },
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            saved = services.update_profile(person=person, **form.cleaned_data, by=person)
            return _saved(request, saved)
    return render(
        request,
        "cities/profile.html",
        {
            "form": form,
            "memberships": memberships_of(person),
            "requests": requests_of(person),
            "roles": [role.get_role_display() for role in person.program_roles.all()],
        },
        status=422 if form.is_bound else 200,
    )


def _saved(request: SignedIn, person: User) -> HttpResponse:
    """Go on in the language that was chosen: no prefix of the address outdoes it any more."""
    page = reverse("people:profile")
    if person.language == request.user.language:
        messages.success(request, _("Your profile is saved."))
        return redirect(page)
    with translation.override(language_of(person) or translation.get_language()):
        messages.success(request, _("Your profile is saved."))
    return redirect(without_prefix(page))


@require_safe
@login_required
def address(request: SignedIn) -> HttpResponse:
    """Say how an account moves to another address: the program does it, for it opens a city."""
    return render(request, "cities/address.html", {"contact": program_address()})
