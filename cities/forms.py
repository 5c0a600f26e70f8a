"""Forms about people and cities."""

from django import forms


class SignupForm(forms.Form):
    """What the portal asks besides e-mail and password; allauth adds those."""
