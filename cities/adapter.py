"""How allauth acts in this portal: names are kept, invitations are accepted, nobody is lost."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cities import services
from cities.core.errors import Refused
from cities.models import User
from cities.queries import invitation_by_token, memberships_of, program_roles, requests_of

INVITATION_KEY = "invitation"
"""Where a session keeps the token of an invitation until its owner has an account."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's signature
    ) -> User:
        user.full_name = form.cleaned_data["full_name"]
        user.job_title = form.cleaned_data["job_title"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people to their work: the city's, the program's, or the choice of a city."""
        person = request.user
        if isinstance(person, User):
            if memberships_of(person):
                return reverse("assessments:assessments")
            if person.is_staff or program_roles(person):
                return reverse("admin:index")
            if not requests_of(person):
                return reverse("people:join")
        return str(super().get_login_redirect_url(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:profile")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        token = request.session.pop(INVITATION_KEY, "")
        return _accepted(request, user, token) if token else response


def _accepted(request: HttpRequest, person: User, token: str) -> HttpResponse:
    """Accept the invitation a person came with; where that fails its page tells why."""
    invitation = invitation_by_token(token, timezone.now())
    if invitation is not None:
        try:
            services.accept_invitation(invitation=invitation, by=person)
        except Refused:
            pass
        else:
            messages.success(
                request, _("Welcome. You now belong to %(city)s.") % {"city": invitation.city}
            )
            return HttpResponseRedirect(reverse("people:members", args=[invitation.city.slug]))
    return HttpResponseRedirect(reverse("people:invitation", args=[token]))
