"""How allauth acts in this portal: names are kept, invitations are accepted, nobody is lost."""

from typing import Any, Final
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cities import services
from cities.core.errors import Refused
from cities.core.languages import ENGLISH, first_spoken, split_prefix
from cities.models import User
from cities.queries import (
    absolute,
    invitation_by_token,
    languages_of,
    memberships_of,
    program_roles,
    requests_of,
)

INVITATION_KEY = "invitation"
"""Where a session keeps the token of an invitation until its owner has an account."""

LINKS: Final = frozenset({"activate_url", "password_reset_url", "signup_url"})
"""What allauth calls the addresses that its letters lead to."""


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]  # allauth is not typed
    def get_user(self, user_id: int) -> User | None:
        """Load who is signed in and the language of their city in one statement."""
        person = User.objects.with_city_language().filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


def _chosen_language(request: HttpRequest) -> str:
    """Return what a newcomer chose; a browser in English says little, so the city decides then."""
    by_address, _rest = split_prefix(request.path)
    spoken = first_spoken([translation.get_language() or ""])
    return by_address or (spoken if spoken != ENGLISH else "")


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
        user.language = _chosen_language(request)
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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of who gets it, with links that name no language.

        Nobody is known by an address without account: the page's language is that of who typed it.
        """
        person = User.objects.filter(email__iexact=email).first()
        language = languages_of([person])[person.pk] if person else translation.get_language()
        for name in LINKS & context.keys():
            context[name] = absolute(urlsplit(context[name]).path)
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

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
