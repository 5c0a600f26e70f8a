"""/cities/: certified cities, for everybody."""

from django.urls import path

from assessments.views import certified

app_name = "certified"
urlpatterns = [
    path("", certified.cities, name="cities"),
    path("<slug:slug>/", certified.city, name="city"),
]
