"""Pages that are not sent twice while they stay the same, to whoever asks and however."""

import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]

TOKEN: Final = re.compile(
    rb'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[A-Za-z0-9]{64}(?=")'
)
"""What differs each time a page is made for somebody who is signed in."""


def conditional_page(view: View[Given]) -> View[Given]:
    """Answer 304 to GET and HEAD while the page is the one the asker has.

    The tag is that of the content without its tokens against forged requests: these are masked
    anew for each answer, and an older one of the same session is as good.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: Given.args, **options: Given.kwargs) -> HttpResponse:
        response = view(request, *args, **options)
        if response.status_code != 200:
            return response
        content = TOKEN.sub(rb"\1", response.content)
        etag = quote_etag(sha256(content).hexdigest()[:32])
        response["ETag"] = etag
        unchanged = get_conditional_response(request, etag=etag, response=response)
        assert unchanged is None or isinstance(unchanged, HttpResponse)
        return unchanged or response

    return page
