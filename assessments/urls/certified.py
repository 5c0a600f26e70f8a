"""/cities/: certified cities, for everybody."""

from django.urls import URLPattern

app_name = "certified"
urlpatterns: list[URLPattern] = []
