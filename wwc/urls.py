"""Every address of the portal, grouped by what it belongs to."""

from django.contrib import admin
from django.urls import include, path

from wwc import views

admin.site.site_header = "What Works Cities Certification"
admin.site.site_title = "Certification"
admin.site.index_title = "Program desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("cities.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("cities/", include("assessments.urls.certified")),
    path("standards/", include("criteria.urls")),
    path("assessments/", include("assessments.urls.workspace")),
    path("forum/", include("forum.urls")),
    path("admin/", admin.site.urls),
    path("components/", views.components, name="components"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
