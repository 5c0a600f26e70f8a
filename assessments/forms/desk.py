"""Forms of the review desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Verdict
from assessments.queries.review import Claim
from assessments.services.review import Finding
from cities.models import ProgramRole, User

LONGEST_REASON = 5000


class VerdictForm(forms.Form):
    """A verdict and a reason for each requirement of one criterion; fields come from data."""

    def __init__(self, data: Any = None, *, claims: Sequence[Claim]) -> None:
        self.claims = claims
        initial = {}
        for claim in claims:
            if claim.verdict is not None:
                initial[value_name(claim)] = claim.verdict.value
                initial[reason_name(claim)] = claim.verdict.reason
        super().__init__(data, initial=initial)
        for claim in claims:
            choices = [
                (value, label)
                for value, label in Verdict.Value.choices
                if value != Verdict.Value.NOT_APPLICABLE or claim.requirement.may_not_apply
            ]
            self.fields[value_name(claim)] = forms.ChoiceField(
                label=claim.requirement.code,
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[reason_name(claim)] = forms.CharField(
                label=_("Reason for %(code)s (the city will read it)")
                % {"code": claim.requirement.code},
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
                max_length=LONGEST_REASON,
            )

    @property
    def rows(self) -> list[tuple[Claim, forms.BoundField, forms.BoundField]]:
        """Each claim with its two fields, for the template."""
        return [(claim, self[value_name(claim)], self[reason_name(claim)]) for claim in self.claims]

    def findings(self) -> list[Finding]:
        return [
            Finding(
                requirement=claim.requirement.code,
                value=self.cleaned_data[value_name(claim)],
                reason=self.cleaned_data[reason_name(claim)],
            )
            for claim in self.claims
        ]


def value_name(claim: Claim) -> str:
    return f"{claim.requirement.code}-value"


def reason_name(claim: Claim) -> str:
    return f"{claim.requirement.code}-reason"


class OutcomeVerdictForm(forms.Form):
    measure = forms.CharField(max_length=30, widget=forms.HiddenInput)
    confirmed = forms.TypedChoiceField(
        label=_("Is the figure confirmed by its source?"),
        choices=[("yes", _("Confirmed")), ("no", _("Not confirmed"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason (the city will read it)"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST_REASON,
    )


class AssignForm(forms.Form):
    reviewer = forms.ModelChoiceField(
        label=_("Reviewer"),
        queryset=User.objects.filter(
            is_active=True, program_roles__role=ProgramRole.Role.REVIEWER
        ).order_by("full_name"),
    )


class ActionForm(forms.Form):
    """A wish to move the assessment: the reason, and the version that the person looked at."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST_REASON,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
