"""Faults of the document's contract, as sentences beside the field they are about."""

from collections.abc import Iterable, Mapping

from django import forms

from criteria.core.faults import UNFIT, Fault


def add_faults(form: forms.Form, faults: Iterable[Fault], fields: Mapping[str, str]) -> None:
    """Put each fault to the field that its place means; `fields`: place -> name of the field."""
    for fault in faults:
        name = fields.get(fault.path)
        form.add_error(name, sentence(fault))


def sentence(fault: Fault, subject: str = "This") -> str:
    """Return a fault as a sentence: "must be ..." becomes "This must be ..."."""
    return f"{subject} {fault.message}."


class Prose(forms.CharField):
    """Text as people paste it: line ends made one kind, signs without a meaning dropped."""

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

    def run_validators(self, value: object) -> None:
        """Leave limits to the document's contract: they are checked where it is written."""
