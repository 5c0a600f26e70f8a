"""Forms about people and cities; those for accounts extend allauth's."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.core.languages import LANGUAGES, tag
from cities.core.names import one_line
from cities.models import Membership

MESSAGE_LENGTH = 1000
LABELS = {
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("Password"),
    "password2": _("The same password again"),
}
PASSWORD_HELP = _("At least 12 characters. A few words that do not belong together are good.")


class LineField(forms.CharField):
    """Text that stays on one line: no line breaks, control or invisible letters, no markup."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if "://" in value or "<" in value or ">" in value:
            raise ValidationError(_("Please write this without links and without < or >."))


def full_name_field() -> LineField:
    return LineField(
        label=_("Full name"),
        max_length=120,
        help_text=_("Your colleagues and the program see it, and the forum shows it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def job_title_field() -> LineField:
    return LineField(
        label=_("Job title (optional)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )


class LanguageSelect(forms.Select):
    """Languages under their own names, each marked as what it is."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = tag(str(value))
        return option


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("That of the city's country, or else of the browser")), *LANGUAGES.items()],
        required=False,
        help_text=_("In it we show these pages and write letters."),
        widget=LanguageSelect,
    )


class PlainLabels:
    """Allauth's fields in the portal's words: labels instead of placeholders."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = LABELS[name]
            if name in ("password", "oldpassword"):
                field.help_text = ""
            if name == "password1":
                field.help_text = PASSWORD_HELP


class SignupForm(PlainLabels, AllauthSignupForm):  # type: ignore[misc]  # allauth is not typed
    """E-mail address, name, job title and password; the adapter stores the name."""

    field_order = ["full_name", "job_title", "email", "password1", "password2"]
    full_name = full_name_field()
    job_title = job_title_field()


class LoginForm(PlainLabels, AllauthLoginForm):  # type: ignore[misc]  # allauth is not typed
    pass


class ResetPasswordForm(PlainLabels, AllauthResetPasswordForm):  # type: ignore[misc]  # as above
    pass


class ResetPasswordKeyForm(PlainLabels, AllauthResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(PlainLabels, AllauthChangePasswordForm):  # type: ignore[misc]  # as above
    pass


class SetPasswordForm(PlainLabels, AllauthSetPasswordForm):  # type: ignore[misc]  # as above
    pass


class ProfileForm(forms.Form):
    full_name = full_name_field()
    job_title = job_title_field()
    language = language_field()


class RequestForm(forms.Form):
    """What a person writes to the program managers when they ask to join a city."""

    message = forms.CharField(
        label=_("What do you do at city hall?"),
        help_text=_(
            "Two or three sentences: your office, and why you will lead the assessment. "
            "Only the program managers read this."
        ),
        min_length=10,
        max_length=MESSAGE_LENGTH,
        error_messages={
            "required": _("Tell the program managers in a sentence or two."),
            "min_length": _("Tell a little more: at least %(limit_value)d letters."),
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("Your colleague's work e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Membership.Role.CONTRIBUTOR, _("Contributor: answers and adds evidence")),
            (Membership.Role.OBSERVER, _("Observer: reads along")),
            (Membership.Role.LEAD, _("Lead: also invites people and submits")),
        ],
        initial=Membership.Role.CONTRIBUTOR,
        widget=forms.RadioSelect,
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
