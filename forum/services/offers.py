"""On which criteria a certified city will help others."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.core.errors import Forbidden, Refused
from cities.models import City, User
from cities.queries import as_stored
from forum.models import HelpOffer
from forum.queries import certified_cities_led_by, offered_codes, verified_criteria


def offer_help(*, city: City, codes: Collection[str], by: User) -> None:
    """Make `codes` the criteria that a city offers help on: none withdraws every offer.

    Raises Forbidden for anybody but a lead of a city certified today, Refused for a criterion the
    city was not verified on.
    """
    today = timezone.localdate()
    wanted = set(codes)
    with transaction.atomic():
        if city not in certified_cities_led_by(as_stored(by), today):
            raise Forbidden
        unknown = wanted - {criterion.code for criterion in verified_criteria(city.pk, today)}
        if unknown:
            raise Refused(
                _("Your city was not verified on %(codes)s.")
                % {"codes": ", ".join(sorted(unknown))}
            )
        standing = offered_codes(city.pk)
        HelpOffer.objects.filter(city=city, criterion_code__in=standing - wanted).delete()
        HelpOffer.objects.bulk_create(
            [
                HelpOffer(city=city, criterion_code=code, offered_by=by, offered_at=timezone.now())
                for code in sorted(wanted - standing)
            ],
            ignore_conflicts=True,
        )
