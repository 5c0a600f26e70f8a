"""/assessments/: what a city's own people see."""

from django.urls import URLPattern

from assessments.urls import results

app_name = "assessments"
urlpatterns: list[URLPattern] = [
    *results.urlpatterns,
]
