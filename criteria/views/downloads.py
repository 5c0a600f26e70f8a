"""A whole standard to take away, for everybody, in the reader's language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from criteria.documents.downloads import KINDS, Edition, download
from criteria.queries import editions, glossary
from criteria.views.reading import edition_of


@require_safe
def standard(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Answer with the file, or 304: whether it changed is told without writing it."""
    if kind not in KINDS:
        raise Http404
    found = editions()
    edition = edition_of(found, code)
    before = found.before(code)
    file = download(
        kind,
        Edition(
            standard=edition,
            lineage=lambda: found.lineage(before, code) if before else None,
            glossary=glossary(edition.language),
            address=_address(code),
        ),
    )
    etag = quote_etag(file.digest)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        named = content_disposition_header(as_attachment=True, filename=file.name)
        response = HttpResponse(file.read(), content_type=file.media_type)
        response["Content-Disposition"] = named
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def _address(code: str) -> str:
    """Return where an edition is read, whatever language's address the file was asked at."""
    path = reverse("standards:standard", args=[code]).removeprefix(get_script_prefix())
    return f"{settings.SITE_URL}/{path}"
