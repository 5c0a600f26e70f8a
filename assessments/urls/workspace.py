"""/assessments/: what a city's own people see."""

from django.urls import URLPattern

app_name = "assessments"
urlpatterns: list[URLPattern] = []
