"""What people type in the forum, as typed values."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from criteria.models import Criterion
from forum.core import writing
from forum.core.markdown import LONGEST_TEXT
from forum.core.writing import Fault
from forum.models import CategoryQuerySet
from forum.services.writing import sentence


def _judged_by(judge: Callable[[str], tuple[Fault, ...]]) -> Callable[[str], None]:
    def validate(value: str) -> None:
        faults = judge(value)
        if faults:
            raise ValidationError([sentence(fault) for fault in faults])

    return validate


class TitleField(forms.CharField):
    default_validators = [_judged_by(writing.title_faults)]

    def to_python(self, value: Any) -> str:
        return writing.tidy_title(super().to_python(value) or "")


class TextField(forms.CharField):
    """A post: line ends as one sign, so that browser and server count alike."""

    default_validators = [_judged_by(writing.text_faults)]

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return writing.tidy_text(super().to_python(value) or "")


def _text_field(label: Any) -> TextField:
    return TextField(
        label=label,
        help_text=_(
            "Markdown: **bold**, lists with -, [words](https://address), tables, > for a quotation."
        ),
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "maxlength": LONGEST_TEXT,
                "minlength": writing.SHORTEST_TEXT,
            }
        ),
    )


class ReplyForm(forms.Form):
    text = _text_field(_("Your reply"))


class TopicForm(forms.Form):
    """A new topic. `categories`: where the person may begin one; `criteria`: what to tie it to."""

    title = TitleField(
        label=_("Title"),
        help_text=_("A whole question is best: others see only the title in lists."),
        widget=forms.TextInput(
            attrs={
                "maxlength": writing.LONGEST_TITLE,
                "minlength": writing.SHORTEST_TITLE,
            }
        ),
    )
    category: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Category"), queryset=None, empty_label=_("Choose a category")
    )
    criterion = forms.ChoiceField(
        label=_("Criterion"),
        required=False,
        help_text=_("Cities that have this criterion on their roadmap find your topic there."),
    )
    text = _text_field(_("Text"))

    def __init__(
        self,
        *args: Any,
        categories: CategoryQuerySet,
        criteria: Iterable[Criterion],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        category, criterion = self.fields["category"], self.fields["criterion"]
        assert isinstance(category, forms.ModelChoiceField)
        assert isinstance(criterion, forms.ChoiceField)
        category.queryset = categories
        criterion.choices = [
            ("", _("None in particular")),
            *((item.code, str(item)) for item in criteria),
        ]


class OffersForm(forms.Form):
    """On which of its verified criteria a city helps others."""

    codes = forms.MultipleChoiceField(
        label=_("Criteria"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **options: Any) -> None:
        super().__init__(*args, **options)
        codes = self.fields["codes"]
        assert isinstance(codes, forms.MultipleChoiceField)
        by_area: dict[str, list[tuple[str, str]]] = {}
        for item in criteria:
            by_area.setdefault(item.area.shown_title, []).append((item.code, str(item)))
        codes.choices = list(by_area.items())
