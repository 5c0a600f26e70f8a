"""Addresses under /standards/."""

from django.urls import path

from criteria import views

app_name = "standards"
urlpatterns = [
    path("", views.standards, name="standards"),
    path("<slug:code>/", views.standard, name="standard"),
    path("<slug:code>/<str:criterion>/", views.criterion, name="criterion"),
]
