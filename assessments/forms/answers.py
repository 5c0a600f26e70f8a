"""One form for each requirement, made from the standard.

Names carry the requirement's code as prefix ("DM2.1-status"), so that the forms of a whole
criterion stand in one HTML form and one of them can also be sent alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assessments.forms.faults import THIS, Prose, add_faults, sentence
from assessments.models import Answer
from assessments.queries.carry_lines import Line
from assessments.queries.workspace import StoredAnswer, slug_of
from assessments.services.answers import Change, Saved
from criteria.core.faults import Fault
from criteria.core.standard import Criterion, Group, Lens, Requirement
from criteria.templatetags.standards import spoken

LENS_WORDS = {
    Lens.PRACTICE: _("Practice"),
    Lens.EQUITY: _("Equity"),
    Lens.ENGAGEMENT: _("Resident engagement"),
}
FIELDS = {"$.status": "status", "$.note": "note"}
SENTENCES = {"$.status": _("The answer %(fault)s."), "$.note": _("The note %(fault)s.")}


class AnswerForm(forms.Form):
    """Status, note and the version that the person saw; leaving all of it empty is no error."""

    status = forms.ChoiceField(choices=Answer.Status, widget=forms.RadioSelect, required=False)
    note = Prose(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False, min_value=0
    )

    @property
    def was_sent(self) -> bool:
        """Whether the browser sent any of it; a note that was cleared is sent, and empty."""
        return any(self.add_prefix(name) in self.data for name in self.fields)

    def change(self, requirement: str) -> Change:
        return Change(
            requirement=requirement,
            status=self.cleaned_data["status"],
            note=self.cleaned_data["note"],
            expected_version=self.cleaned_data["version"] or 0,
        )


class RequirementForm(AnswerForm):
    """An answer on the page of its criterion: with the requirement's words."""

    theirs = forms.BooleanField(
        label=_("Use theirs instead of mine"), required=False, initial=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        requirement: Requirement,
        stored: StoredAnswer,
        effort: str = "",
    ) -> None:
        super().__init__(
            data,
            prefix=requirement.code,
            initial={
                "status": stored.status,
                "note": stored.note_to_show,
                "version": stored.version,
            },
        )
        self.requirement = requirement
        self.stored = stored
        self.line: Line | None = None
        """Where the answer was carried over from."""
        self.conflict: StoredAnswer | None = None
        """What somebody else saved while this was typed."""
        self.mine: StoredAnswer | None = None
        """What was typed then, as if it had been stored."""
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [
            (value, label)
            for value, label in Answer.Status.choices
            if value != Answer.Status.NOT_APPLICABLE or requirement.may_not_apply
        ]
        status.label = format_html("{} {}", requirement.code, spoken(requirement.text))
        if effort:
            status.help_text = _("Effort: %(effort)s") % {"effort": effort}
        note = self.fields["note"]
        note.label = _("Note on %(code)s") % {"code": requirement.code}
        if requirement.may_not_apply:
            note.help_text = _("If this does not apply to your city, say here why.")
        else:
            note.help_text = _("Optional. What a reviewer should know.")

    def meet(self, theirs: StoredAnswer, person_id: int) -> None:
        """Set beside what a person typed what was saved since, maybe by the same one elsewhere."""
        self.conflict = theirs
        self.mine = as_stored(theirs, self.cleaned_data)
        words = _("Not saved: %(who)s changed this answer meanwhile.") % {"who": theirs.by}
        if theirs.by_id == person_id:
            words = str(_("Not saved: you changed this in another window."))
            self.fields["theirs"].label = _("Use the other one")
        self.add_error("note", words)

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        helper.layout = Layout(
            Field("version", id=f"version-{self.slug}"),
            Field("status", template="assessments/workspace/status_field.html"),
            "note",
        )
        return helper

    @property
    def slug(self) -> str:
        return slug_of(self.requirement.code)


@dataclass(frozen=True, kw_only=True)
class LensForms:
    """The forms of one group, with the words that head them."""

    title: str
    asks: str
    forms: tuple[RequirementForm, ...]


class CriterionForms:
    """The forms of a criterion's requirements, in the standard's order."""

    def __init__(
        self,
        criterion: Criterion,
        answers: Mapping[str, StoredAnswer],
        efforts: Mapping[int, str],
        data: QueryDict | None = None,
    ) -> None:
        self.criterion = criterion
        self.answers = answers
        self.efforts = efforts
        self.data = data
        self.forms = {
            item.code: RequirementForm(
                data,
                requirement=item,
                stored=answers[item.code],
                effort=efforts.get(item.effort, ""),
            )
            for item in criterion.requirements
        }

    def beside(self, lines: Mapping[str, Line]) -> None:
        """Set beside each form, by code, where its answer was carried over from."""
        for code, form in self.forms.items():
            form.line = lines.get(code)

    @property
    def waiting(self) -> int:
        """How many old answers wait to be confirmed here."""
        return sum(form.stored.waits for form in self.forms.values())

    @property
    def groups(self) -> tuple[LensForms, ...]:
        return tuple(
            LensForms(
                title=str(LENS_WORDS[group.lens]),
                asks=asks(group),
                forms=tuple(self.forms[item.code] for item in group.requirements),
            )
            for group in self.criterion.groups
        )

    @property
    def all(self) -> list[RequirementForm]:
        return list(self.forms.values())

    def changes(self) -> list[Change]:
        """Return what was typed into the forms that are in order, but for what gave way."""
        return [
            form.change(code)
            for code, form in self.forms.items()
            if form.was_sent and form.is_valid() and not form.cleaned_data["theirs"]
        ]

    @property
    def are_in_order(self) -> bool:
        return all(form.is_valid() and form.conflict is None for form in self.forms.values())

    def after(self, saved: Saved, person_id: int) -> "CriterionForms":
        """Return the forms as they go back to the person: all that was typed, newest versions.

        Beside an answer that somebody else changed stands theirs; what was refused says why.
        """
        assert self.data is not None
        typed = self.data.copy()
        for code in self.forms:
            typed[f"{code}-version"] = str(saved.answers[code].version)
        again = CriterionForms(self.criterion, saved.answers, self.efforts, typed)
        for code, form in again.forms.items():
            form.is_valid()
            if code in saved.conflicts:
                form.meet(saved.answers[code], person_id)
            add_faults(form, saved.refused.get(code, ()), FIELDS)
        return again


def as_stored(stored: StoredAnswer, typed: Mapping[str, Any]) -> StoredAnswer:
    return replace(stored, status=typed["status"], note=typed["note"])


def asks(group: Group) -> str:
    """Say in words how many requirements of a group are enough."""
    if group.at_least == len(group.requirements):
        if group.at_least == 1:
            return str(_("This one must be in place."))
        return str(_("All %(all)d must be in place.") % {"all": group.at_least})
    return str(
        _("At least %(least)d of %(all)d must be in place.")
        % {"least": group.at_least, "all": len(group.requirements)}
    )


def what_is_wrong(faults: Iterable[Fault]) -> str:
    """Return the faults of one answer as one text, for the sentence beside it."""
    return " ".join(sentence(fault, SENTENCES.get(fault.path, THIS)) for fault in faults)
