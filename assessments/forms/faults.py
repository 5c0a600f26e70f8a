"""Faults of the document's contract, as sentences beside the field they are about."""

from collections.abc import Iterable, Mapping
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from criteria.core.faults import UNFIT, Fault
from criteria.queries import tell

THIS: Final = gettext_lazy("This %(fault)s.")


def add_faults(form: forms.Form, faults: Iterable[Fault], fields: Mapping[str, str]) -> None:
    """Put each fault to the field that its place means; `fields`: place -> name of the field."""
    for fault in faults:
        name = fields.get(fault.path)
        form.add_error(name, sentence(fault))


def sentence(fault: Fault, form: Promise | str = THIS) -> str:
    """Return a fault as a sentence: "must be ..." becomes "This must be ..."."""
    return str(form) % {"fault": tell(fault.message)}


class Prose(forms.CharField):
    """Text as people paste it: line ends made one kind, signs without a meaning dropped."""

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

    def run_validators(self, value: object) -> None:
        """Leave limits to the document's contract: they are checked where it is written."""
