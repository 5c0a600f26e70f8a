"""Confirming a step that concerns the whole assessment."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 2000


class ConfirmForm(forms.Form):
    """A wish that was meant: ticked, and with the version the person looked at."""

    confirmed = forms.BooleanField(label=_("I confirm this for my city"))
    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))


class SubmitForm(ConfirmForm):
    confirmed = forms.BooleanField(
        label=_(
            "The answers are true to the best of our knowledge, and I submit them for my city."
        ),
        error_messages={"required": _("Tick the box to submit.")},
    )


class ActionForm(ConfirmForm):
    reason = forms.CharField(
        label=_("Reason (optional, kept with the assessment)"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST_REASON,
    )
    field_order = ["reason", "confirmed", "version"]
