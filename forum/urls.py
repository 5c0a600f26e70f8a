"""Addresses under /forum/."""

from django.urls import path

from forum import views

app_name = "forum"
urlpatterns = [
    path("", views.index, name="index"),
    path("categories/<slug:slug>/", views.category, name="category"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("topics/<int:pk>/", views.topic, name="topic"),
    path("topics/<int:pk>/reply/", views.reply_to, name="reply"),
    path("topics/<int:pk>/moderate/", views.moderate, name="moderate"),
    path("posts/<int:pk>/moderate/", views.moderate_one_post, name="moderate_post"),
    path("help/<str:criterion>/", views.help_on, name="help"),
    path("offers/", views.offers, name="offers"),
]
