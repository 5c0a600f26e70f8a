"""Addresses under /standards/."""

from django.urls import path

from criteria.views import changes, downloads, glossary, reading

app_name = "standards"
urlpatterns = [
    path("", reading.standards, name="standards"),
    path("search/", reading.search, name="search"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("current/", reading.current, name="current"),
    path("current/<str:part>/", reading.current, name="current_part"),
    path("<slug:code>/", reading.standard, name="standard"),
    path("<slug:code>/standard.<str:kind>", downloads.standard, name="download"),
    path("<slug:code>/changes/", changes.latest_changes, name="latest_changes"),
    path("<slug:code>/changes/<slug:older>.json", changes.changes_as_json, name="changes_json"),
    path("<slug:code>/changes/<slug:older>/", changes.changes, name="changes"),
    # Areas and criteria have codes of their own each, so one form of address serves both.
    path("<slug:code>/<str:part>/", reading.part, name="area"),
    path("<slug:code>/<str:part>/", reading.part, name="criterion"),
]
