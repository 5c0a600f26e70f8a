"""Giving evidence: a link, a file, or a document the city gave before."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.core.files import ACCEPTED
from assessments.forms.faults import Prose
from criteria.core.standard import Criterion

FIELDS = {"$.title": "title", "$.url": "url"}


class EvidenceForm(forms.Form):
    """One document and what it supports; a form that was left empty is no error.

    It stands in the same HTML form as the answers, so that adding evidence saves what was typed.
    """

    library = forms.TypedChoiceField(
        label=_("A document your city gave before"), required=False, coerce=int, empty_value=None
    )
    title = Prose(
        label=_("Title of a new document"),
        help_text=_("As a reviewer would look for it: “Data inventory, checked March 2026”."),
        required=False,
    )
    url = forms.CharField(
        label=_("Link to it"),
        help_text=_("Begins with https:// or http://."),
        widget=forms.URLInput,
        required=False,
    )
    file = forms.FileField(
        label=_("Or the file itself"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in ACCEPTED)}),
        required=False,
        max_length=1000,
    )
    dated = forms.DateField(
        label=_("Date of the document"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    requirements = forms.MultipleChoiceField(
        label=_("What does it support?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        criterion: Criterion,
        library: Mapping[int, str],
    ) -> None:
        super().__init__(data, files, prefix="evidence")
        self.has_library = bool(library)
        chosen = self.fields["library"]
        supports = self.fields["requirements"]
        assert isinstance(chosen, forms.ChoiceField)
        assert isinstance(supports, forms.MultipleChoiceField)
        self.fields["file"].help_text = _(
            "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, WebP, text or CSV, "
            "at most %(megabytes)d MB."
        ) % {"megabytes": settings.EVIDENCE_MAX_BYTES // 1024 // 1024}
        chosen.choices = [("", _("None: a new one, see below")), *library.items()]
        supports.choices = [
            (item.code, f"{item.code} {item.text}") for item in criterion.requirements
        ]

    @property
    def is_begun(self) -> bool:
        """Whether the person gave anything at all."""
        return self.is_bound and self.has_changed()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new = [name for name in ("url", "file") if cleaned.get(name)]
        if "library" not in self.errors:
            if cleaned.get("library") and (new or cleaned.get("title")):
                self.add_error("library", _("Pick one from the list or describe a new one."))
            elif not cleaned.get("library"):
                self._check_new(new)
        if not cleaned.get("requirements") and "requirements" not in self.errors:
            self.add_error("requirements", _("Tick at least one requirement."))
        return cleaned

    def _check_new(self, given: list[str]) -> None:
        if not self.cleaned_data.get("title"):
            self.add_error("title", _("Give the document a title."))
        if len(given) > 1:
            self.add_error("url", _("Give a link or a file, not both."))
        elif not given and not self.errors.keys() & {"url", "file"}:
            self.add_error("url", _("Give a link or a file."))

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        fields = ["title", "url", "file", "dated", "requirements"]
        if self.has_library:
            fields.insert(0, "library")
        helper.layout = Layout(*fields)
        return helper
