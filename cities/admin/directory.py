"""Cities: the gazetteer decides name and place, a manager adds context or a missing city."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cities import services
from cities.admin.managed import ManagedAdmin
from cities.core.names import fold
from cities.models import City, User

FROM_GAZETTEER: Final = (
    "name",
    "country",
    "subdivision",
    "population",
    "latitude",
    "longitude",
    "timezone",
)
DERIVED: Final = ("slug", "language", "geoname_id", "demo")


@admin.register(City)
class CityAdmin(ManagedAdmin[City]):
    list_display = ("name", "subdivision_name", "country", "population", "listed", "demo")
    list_filter = ("listed", "demo", "country")
    search_fields = ("search_name",)
    search_help_text = _("Name, without accents or with")
    ordering = ("search_name", "pk")
    fields = (
        *FROM_GAZETTEER,
        "density",
        "median_income",
        "poverty",
        "government",
        "listed",
        *DERIVED,
    )

    def get_readonly_fields(self, request: HttpRequest, obj: City | None = None) -> tuple[str, ...]:
        """Lock what the next loading of the gazetteer would write over."""
        return (*DERIVED, *FROM_GAZETTEER) if obj is not None and obj.geoname_id else DERIVED

    @admin.display(description=_("subdivision"), ordering="subdivision")
    def subdivision_name(self, obj: City) -> str:
        return obj.subdivision_name

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[City], search_term: str
    ) -> tuple[QuerySet[City], bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def save_model(self, request: HttpRequest, obj: City, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        assert isinstance(request.user, User)
        services.save_city(city=obj, by=request.user)
