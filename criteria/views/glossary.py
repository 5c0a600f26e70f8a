"""The terms of the programme, explained."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from criteria.queries import glossary as glossary_in
from criteria.queries import reading_language
from criteria.views.pages import conditional_page


@conditional_page
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    terms = glossary_in(reading_language())
    return render(request, "criteria/glossary.html", {"glossary": terms})
