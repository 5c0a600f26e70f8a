"""Forms about trials: which draft to try, which results to list."""

from django import forms
from django.utils.translation import gettext_lazy

from assessments.models.trials import Kind
from criteria.models import Standard


class StartForm(forms.Form):
    standard = forms.ModelChoiceField(
        label=gettext_lazy("Draft"),
        queryset=Standard.objects.none(),
        to_field_name="code",
        empty_label=None,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they are
        drafts = Standard.objects.filter(status=Standard.Status.DRAFT).newest_first()
        field = self.fields["standard"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = drafts.defer("document", "changes")


class FilterForm(forms.Form):
    """What is listed; anything unknown lists everything."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the draft does"),
        choices=[("", gettext_lazy("All")), *Kind.choices],
        required=False,
    )
    edition = forms.ChoiceField(label=gettext_lazy("Edition"), required=False)

    def __init__(self, data: object, editions: list[tuple[str, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        field = self.fields["edition"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("All")), *editions]

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, "" for what was not or is unknown."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
