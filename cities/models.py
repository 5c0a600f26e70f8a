"""Who: people, cities, what a person is in a city and in the program."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cities.core.countries import COUNTRIES, country_name
from cities.core.languages import ENGLISH, LANGUAGES
from cities.core.subdivisions import ENGLISH as ENGLISH_NAMES
from cities.core.subdivisions import subdivision_name


def name_of_country(code: str) -> str:
    """Return what a country is called in the language that is spoken just now."""
    return country_name(code, get_language() or ENGLISH)


_name_of_country = lazy(name_of_country, str)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def with_city_language(self) -> models.QuerySet["User"]:
        """Annotate `city_language`: what most people of a person's city speak, "" for none.

        Of several cities the first counts whose language the portal speaks.
        """
        spoken = Membership.objects.active().filter(
            user=models.OuterRef("pk"), city__language__in=list(LANGUAGES)
        )
        first = models.Subquery(spoken.order_by("pk").values("city__language")[:1])
        return self.annotate(city_language=Coalesce(first, models.Value("")))


class User(AbstractBaseUser, PermissionsMixin):
    """A person; known by e-mail address, shown by real name."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=list(LANGUAGES.items()), blank=True
    )
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once_whatever_its_case"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class ProgramRole(models.Model):
    """What a person does for the program itself."""

    class Role(models.TextChoices):
        REVIEWER = "reviewer", _("Reviewer")
        MANAGER = "manager", _("Manager")
        OFFICER = "officer", _("Decision officer")
        MODERATOR = "moderator", _("Moderator")

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="program_roles"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("role in the program")
        verbose_name_plural = _("roles in the program")
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="program_role_once"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class CityQuerySet(models.QuerySet["City"]):
    def listed(self) -> "CityQuerySet":
        """Cities that people may pick; the others are kept for what already points at them."""
        return self.filter(listed=True)

    def of_member(self, user: User) -> "CityQuerySet":
        return self.filter(
            memberships__user=user, memberships__state=Membership.State.ACTIVE
        ).distinct()


class City(models.Model):
    """A place that may be certified, with the context in which its practice is compared."""

    slug = models.SlugField(_("short name in addresses"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=120)
    search_name = models.CharField(
        _("name as it is searched"), max_length=120, db_index=True, editable=False
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=[(code, _name_of_country(code)) for code in COUNTRIES],
    )
    subdivision = models.CharField(_("subdivision"), max_length=20, blank=True)
    geoname_id = models.PositiveIntegerField(_("GeoNames id"), null=True, blank=True, unique=True)
    population = models.PositiveIntegerField(_("population"))
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC")
    language = models.CharField(_("language"), max_length=2)
    density = models.DecimalField(
        _("residents per square kilometre"), max_digits=9, decimal_places=1, null=True, blank=True
    )
    median_income = models.PositiveIntegerField(
        _("median household income, US dollars a year"), null=True, blank=True
    )
    poverty = models.DecimalField(
        _("residents in poverty, percent"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    government = models.CharField(_("form of government"), max_length=40, blank=True)
    listed = models.BooleanField(_("listed"), default=True)
    demo = models.BooleanField(_("made up for the demo"), default=False)

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ["name", "country", "subdivision"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        indexes = [models.Index(fields=["country", "-population"], name="city_country_population")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certified:city", args=[self.slug])

    @property
    def region(self) -> str:
        return COUNTRIES[self.country].region

    @property
    def place(self) -> str:
        """Name with what tells it from its namesakes: "San Antonio, TX, United States"."""
        parts = (self.name, self.subdivision_name, self.get_country_display())
        return ", ".join(str(part) for part in parts if part)

    @property
    def subdivision_name(self) -> str:
        name = subdivision_name(self.country, self.subdivision)
        return gettext(name) if name in ENGLISH_NAMES else name


class ContextScale(models.Model):
    """Centre and spread of a context variable over all cities; stored when cities are loaded."""

    variable = models.CharField(max_length=30, unique=True)
    centre = models.FloatField()
    spread = models.FloatField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("scale of comparison")
        verbose_name_plural = _("scales of comparison")

    def __str__(self) -> str:
        return self.variable


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(state=Membership.State.ACTIVE)

    def requested(self) -> "MembershipQuerySet":
        return self.filter(state=Membership.State.REQUESTED)

    def leads(self) -> "MembershipQuerySet":
        return self.active().filter(role=Membership.Role.LEAD, user__is_active=True)


class Membership(models.Model):
    """A person in a city. Ended ones are kept: conflicts of interest look back years."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        CONTRIBUTOR = "contributor", _("Contributor")
        OBSERVER = "observer", _("Observer")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting for approval")
        ACTIVE = "active", _("Active")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("Ended")

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    state = models.CharField(_("state"), max_length=10, choices=State)
    message = models.TextField(_("message"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["city", "created_at"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "user"],
                condition=models.Q(state__in=["requested", "active"]),
                name="membership_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False)
                | (~models.Q(state="ended") & models.Q(ended_at__isnull=True)),
                name="membership_end_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()}, {self.city})"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> "InvitationQuerySet":
        """Those that can be accepted: in time, and whoever sent them still leads the city."""
        return self.pending().filter(self._sender_leads(), expires_at__gt=now)

    def with_sender(self) -> "InvitationQuerySet":
        """Annotate `sender_leads`: whether who sent it leads the city today."""
        return self.annotate(sender_leads=self._sender_leads())

    @staticmethod
    def _sender_leads() -> models.Exists:
        leads = Membership.objects.leads()
        return models.Exists(
            leads.filter(city=models.OuterRef("city"), user=models.OuterRef("invited_by"))
        )

    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; maybe expired, or sent by somebody who went."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """One letter to a colleague; the token itself is only in the mail, here is its hash."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role)
    token_hash = models.CharField(_("fingerprint of the token"), max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, verbose_name=_("invited by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        verbose_name=_("accepted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.city})"
