"""Every address of the portal, grouped by what it belongs to."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from wwc import views

admin.site.site_header = _("What Works Cities Certification")
admin.site.site_title = _("Certification")
admin.site.index_title = _("Program desk")

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
    # Browsers ask for it on pages that name no icon, the admin's among them. The name without a
    # fingerprint, for a permanent answer outlives this version.
    path(
        "favicon.ico",
        RedirectView.as_view(url=f"{settings.STATIC_URL}img/mark.svg", permanent=True),
        name="favicon",
    ),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
