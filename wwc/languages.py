"""In which language a page is written, and how its address says so.

The order: the prefix of the address (/es/...), what the person prefers, what most people of their
city speak, what the browser asks for, English. See docs/decisions/0012.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import trans_real

from cities.core.languages import split_prefix, tag
from cities.queries import language_of

PROBES: Final = frozenset({"/healthz", "/readyz"})
"""What must answer when the database does not: nobody is looked up."""


class LanguageMiddleware:
    """Speak one language while a request is answered.

    A prefix becomes part of the script name: every address that the page names keeps it, and
    everything behind this middleware sees the address without it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        prefix, rest = split_prefix(request.path_info)
        if not prefix:
            return self._answer(request, _language_without_prefix(request), by_prefix=False)
        if not rest:
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        outside = get_script_prefix()
        request.path_info = request.META["PATH_INFO"] = rest
        request.META["SCRIPT_NAME"] = f"{request.META.get('SCRIPT_NAME', '')}/{prefix}"
        set_script_prefix(f"{outside}{prefix}/")
        try:
            return self._answer(request, prefix, by_prefix=True)
        finally:
            # The thread answers others after this.
            set_script_prefix(outside)

    def _answer(self, request: HttpRequest, language: str, *, by_prefix: bool) -> HttpResponse:
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", tag(language))
        if not by_prefix:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def _language_without_prefix(request: HttpRequest) -> str:
    # Without the cookie there is nobody to look up, and no session is opened.
    somebody = settings.SESSION_COOKIE_NAME in request.COOKIES and request.path_info not in PROBES
    preferred = language_of(request.user) if somebody else ""
    return preferred or translation.get_language_from_request(request)


def speak_brazilian() -> None:
    """Let the Portuguese of Django and allauth be the Brazilian one: our "pt" is.

    Of a catalogue that has both, pt_BR is found first; ours, which has only pt, is found after it.
    """
    to_locale = trans_real.to_locale  # type: ignore[attr-defined]  # it is imported there

    def found_by(language: str) -> str:
        return "pt_BR" if language == "pt" else str(to_locale(language))

    trans_real.to_locale = found_by  # type: ignore[attr-defined]
