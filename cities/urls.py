"""Addresses under /accounts/ that are not allauth's."""

from django.urls import path

from cities.views import invitations, joining, members, profile

app_name = "people"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("email/", profile.address, name="address"),
    path("city/", joining.join, name="join"),
    path("city/<slug:slug>/", joining.claim, name="claim"),
    path("requests/<int:pk>/withdraw/", joining.withdraw, name="withdraw"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<int:pk>/accept/", invitations.accept, name="accept"),
    path("members/<slug:slug>/", members.members, name="members"),
    path("members/<slug:slug>/<int:pk>/role/", members.change_role, name="change_role"),
    path("members/<slug:slug>/<int:pk>/end/", members.end, name="end"),
    path("members/<slug:slug>/invitations/<int:pk>/resend/", members.resend, name="resend"),
    path("members/<slug:slug>/invitations/<int:pk>/revoke/", members.revoke, name="revoke"),
]
