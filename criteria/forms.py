"""Forms of the admin: an upload of files, and the code of an edition typed to confirm a step."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from criteria.core.reading import LARGEST
from criteria.queries.uploads import WORKBOOK, Upload

YAML: Final = (".yaml", ".yml")
MOST_TEXTS: Final = 10


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; an empty choice is an empty list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, None) for file in files if file]


class UploadForm(forms.Form):
    """Files -> `Upload`. What stands in them is left to the parser."""

    edition = forms.FileField(
        label=gettext_lazy("The edition"),
        help_text=gettext_lazy("An Excel workbook (.xlsx) or a standard.yaml, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml"}),
    )
    changes = forms.FileField(
        label=gettext_lazy("Changes from the edition before"),
        help_text=gettext_lazy(
            "A changes.yaml, where the edition is not a workbook with a sheet Changes."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    texts = ManyFilesField(
        label=gettext_lazy("Translations"),
        help_text=gettext_lazy(
            "Files of texts, such as es.yaml, pt.yaml and fr.yaml. A language that is not sent"
            " keeps the texts it has."
        ),
        required=False,
        widget=ManyFiles(attrs={"accept": ".yaml,.yml"}),
    )
    correction = forms.BooleanField(
        label=gettext_lazy("This corrects texts of a published edition"),
        help_text=gettext_lazy(
            "Everybody reads the corrected texts at once. The meaning must be the same, and the"
            " revision one higher, with its reason."
        ),
        required=False,
    )

    def clean_edition(self) -> "UploadedFile[bytes]":
        return _fitting(self.cleaned_data["edition"], (WORKBOOK, *YAML))

    def clean_changes(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["changes"]
        return _fitting(file, YAML) if file else None

    def clean_texts(self) -> list["UploadedFile[bytes]"]:
        files: list[UploadedFile[bytes]] = self.cleaned_data["texts"]
        if len(files) > MOST_TEXTS:
            raise forms.ValidationError(_("These are too many files."))
        names = [file.name for file in files]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("Two of these files have the same name."))
        return [_fitting(file, YAML) for file in files]

    def upload(self) -> Upload:
        """Return the files of a valid form."""
        edition = self.cleaned_data["edition"]
        changes = self.cleaned_data["changes"]
        return Upload(
            name=edition.name,
            content=edition.read(),
            changes=changes.read() if changes else None,
            texts={file.name: file.read() for file in self.cleaned_data["texts"]},
        )


def _fitting(file: "UploadedFile[bytes]", ends: tuple[str, ...]) -> "UploadedFile[bytes]":
    if not (file.name or "").lower().endswith(ends):
        raise forms.ValidationError(
            _("%(name)s must end in %(ends)s.") % {"name": file.name, "ends": ", ".join(ends)}
        )
    if (file.size or 0) > LARGEST:
        raise forms.ValidationError(_("%(name)s is larger than 5 MB.") % {"name": file.name})
    return file


class ConfirmForm(forms.Form):
    """A code typed by hand, and which content the page showed."""

    typed = forms.CharField(
        label=gettext_lazy("Type the code of the edition to confirm"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    content_hash = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
