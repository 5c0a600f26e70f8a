"""Pages that are not sent twice unchanged, asked for by GET or by HEAD."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators import http

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def conditional_page(view: View[Given]) -> View[Given]:
    """Django's decorator of this name, which leaves HEAD without the ETag that GET has."""
    page = http.conditional_page(view)

    @wraps(view)
    def answer(request: HttpRequest, /, *given: Given.args, **named: Given.kwargs) -> HttpResponse:
        if request.method != "HEAD":
            return page(request, *given, **named)
        response = view(request, *given, **named)
        set_response_etag(response)
        etag = response.get("ETag")
        return get_conditional_response(request, etag=etag, response=response) or response

    return answer
