"""What a page says of its language, and the same page in the others."""

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from cities.core.languages import ENGLISH, LANGUAGES, tag, with_prefix, without_prefix

register = template.Library()

PRIVATE: Final = ("/accounts/", "/admin/", "/assessments/", "/components/")
"""What search engines are not told of: it asks for an account, or is part of having one."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A page in a language: its address, the language's tag and its own name for itself."""

    address: str
    tag: str
    name: str
    current: bool


@register.simple_tag
def language_tag() -> str:
    """Return the tag (BCP 47) of the language the page is in, for the attribute `lang`."""
    return tag(get_language() or ENGLISH)


@register.inclusion_tag("components/languages.html", takes_context=True)
def language_switch(context: dict[str, Any]) -> dict[str, Any]:
    """Offer the page in every language; of a dead end, the home page."""
    request: HttpRequest = context["request"]
    home = context.get("dead_end", False)
    return {"links": _links(reverse("home") if home else request.get_full_path())}


@register.inclusion_tag("components/alternates.html", takes_context=True)
def alternates(context: dict[str, Any]) -> dict[str, Any]:
    """Tell search engines where a public page stands in each language.

    Each is its own canonical page; the one without prefix goes by the browser: x-default.
    """
    request: HttpRequest = context["request"]
    own = request.get_full_path()
    plain = without_prefix(own)
    if request.method not in ("GET", "HEAD") or plain.startswith(PRIVATE):
        return {"links": []}
    site = settings.SITE_URL
    return {
        "canonical": f"{site}{own}",
        "links": [(link.tag, f"{site}{link.address}") for link in _links(plain)],
        "default": f"{site}{plain}",
    }


def _links(address: str) -> list[Link]:
    now = get_language()
    return [
        Link(address=with_prefix(address, code), tag=tag(code), name=name, current=code == now)
        for code, name in LANGUAGES.items()
    ]
