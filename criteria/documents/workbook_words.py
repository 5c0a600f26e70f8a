"""The words of a workbook that are not the standard's own, in the language that is on.

English headings are those that are read back: `criteria.core.workbook.columns`.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from criteria.core.workbook.columns import (
    ABOUT,
    AREAS,
    CHANGES,
    CRITERIA,
    EFFORTS_SHEET,
    LEVELS,
    NOTES,
    OUTCOMES,
    REQUIREMENTS,
)

SHEET_NAMES: Final[Mapping[str, Any]] = {
    ABOUT: pgettext_lazy("sheet of a workbook", "About"),
    LEVELS: pgettext_lazy("sheet of a workbook", "Levels"),
    OUTCOMES: pgettext_lazy("sheet of a workbook", "Outcomes"),
    AREAS: pgettext_lazy("sheet of a workbook", "Areas"),
    CRITERIA: pgettext_lazy("sheet of a workbook", "Criteria"),
    REQUIREMENTS: pgettext_lazy("sheet of a workbook", "Requirements"),
    EFFORTS_SHEET: pgettext_lazy("sheet of a workbook", "Efforts"),
    CHANGES: pgettext_lazy("sheet of a workbook", "Changes"),
    NOTES: pgettext_lazy("sheet of a workbook", "Notes"),
}
"""At most 31 characters, without []:*?/\\."""

HEADINGS: Final[Mapping[str, Any]] = {
    "Field": pgettext_lazy("heading in a workbook", "Field"),
    "Value": pgettext_lazy("heading in a workbook", "Value"),
    "Code": pgettext_lazy("heading in a workbook", "Code"),
    "Title": pgettext_lazy("heading in a workbook", "Title"),
    "Edition": pgettext_lazy("heading in a workbook", "Edition"),
    "Revision": pgettext_lazy("heading in a workbook", "Revision"),
    "Reason": pgettext_lazy("heading in a workbook", "Reason"),
    "Supersedes": pgettext_lazy("heading in a workbook", "Supersedes"),
    "Outcomes required": pgettext_lazy("heading in a workbook", "Outcomes required"),
    "Language": pgettext_lazy("heading in a workbook", "Language"),
    "Points": pgettext_lazy("heading in a workbook", "Points"),
    "About": pgettext_lazy("heading in a workbook", "About"),
    "Unit": pgettext_lazy("heading in a workbook", "Unit"),
    "Rule": pgettext_lazy("heading in a workbook", "Rule"),
    "north-america": pgettext_lazy("heading in a workbook", "north-america"),
    "latin-america": pgettext_lazy("heading in a workbook", "latin-america"),
    "At most": pgettext_lazy("heading in a workbook", "At most"),
    "Falling by percent": pgettext_lazy("heading in a workbook", "Falling by percent"),
    "Over years": pgettext_lazy("heading in a workbook", "Over years"),
    "Area": pgettext_lazy("heading in a workbook", "Area"),
    "Source": pgettext_lazy("heading in a workbook", "Source"),
    "Statement": pgettext_lazy("heading in a workbook", "Statement"),
    "Why": pgettext_lazy("heading in a workbook", "Why"),
    "Prerequisites": pgettext_lazy("heading in a workbook", "Prerequisites"),
    "Practice at least": pgettext_lazy("heading in a workbook", "Practice at least"),
    "Equity at least": pgettext_lazy("heading in a workbook", "Equity at least"),
    "Engagement at least": pgettext_lazy("heading in a workbook", "Engagement at least"),
    "Criterion": pgettext_lazy("heading in a workbook", "Criterion"),
    "Lens": pgettext_lazy("heading in a workbook", "Lens"),
    "Text": pgettext_lazy("heading in a workbook", "Text"),
    "Effort": pgettext_lazy("heading in a workbook", "Effort"),
    "May not apply": pgettext_lazy("heading in a workbook", "May not apply"),
    "Meaning": pgettext_lazy("heading in a workbook", "Meaning"),
    "From": pgettext_lazy("heading in a workbook", "From"),
    "To": pgettext_lazy("heading in a workbook", "To"),
    "Relation": pgettext_lazy("heading in a workbook", "Relation"),
}
NOTES_HEADINGS: Final = (
    pgettext_lazy("heading in a workbook", "Sheet"),
    pgettext_lazy("heading in a workbook", "Heading"),
    pgettext_lazy("heading in a workbook", "What stands there"),
)
EVIDENCE: Final = pgettext_lazy("heading in a workbook", "Evidence %(number)s")

FOR_READING: Final = _(
    "This workbook is for reading. An edition is written in English: take the English workbook to"
    " change it."
)
TO_FILL_IN: Final = _("To fill in: the new edition has its own code, title and year.")
"""At most 255 characters: Excel shows no more."""
HOW_TO_GO_ON: Final = (
    _(
        "This is the next edition after %(code)s. On the sheet About, fill in its Code, Title and"
        " Edition, which are empty; Supersedes says %(code)s already."
    ),
    _(
        "The sheet Changes says same for every criterion and requirement of %(code)s. Where you"
        " change a text, write reworded there; for a new row add a line with new, and write"
        " dropped, with nothing in To, for what you take away."
    ),
)
HOW_TO_EDIT: Final = (
    _(
        "Change the other sheets, save the file as .xlsx and upload it as a draft. Nothing is"
        " stored while anything is wrong; each fault is named by its sheet and cell."
    ),
    _(
        "Columns may stand in any order, but keep their headings. Rows may be added anywhere; empty"
        " rows are skipped. Formulas, merged cells and dates are not taken."
    ),
    _("On this sheet you may write what you like: it is not read."),
)

EXPLAINED: Final[tuple[tuple[str, str, Any], ...]] = (
    (
        ABOUT,
        "Code",
        _("The edition's code, such as wwc-2026. A new meaning needs a new code."),
    ),
    (
        ABOUT,
        "Revision",
        _("1 for a new edition. A corrected text of a published edition takes the next number."),
    ),
    (ABOUT, "Reason", _("Why the texts were corrected; asked for from revision 2 on.")),
    (
        ABOUT,
        "Supersedes",
        _("The code of the edition before. The sheet Changes then says what became of it."),
    ),
    (ABOUT, "Outcomes required", _("How many outcomes a city must meet for any level.")),
    (ABOUT, "Language", _("en. Translations lie in files of texts, not in this workbook.")),
    (
        LEVELS,
        "Points",
        _("How many criteria a city must earn; each level asks for more than the one before."),
    ),
    (
        OUTCOMES,
        "Rule",
        _(
            "at_least: the threshold of the city's region is reached. at_most_or_falling: low"
            " enough, or fallen far enough. on_pace: as far towards the city's own target as time."
        ),
    ),
    (OUTCOMES, "north-america", _("For at_least: the threshold in the United States and Canada.")),
    (OUTCOMES, "latin-america", _("For at_least: the threshold in Latin America.")),
    (OUTCOMES, "At most", _("For at_most_or_falling: the value that is low enough.")),
    (
        OUTCOMES,
        "Falling by percent",
        _("For at_most_or_falling: how far it must have fallen, from 0 to 100."),
    ),
    (
        OUTCOMES,
        "Over years",
        _("For at_most_or_falling: how many years older the baseline must be, at least."),
    ),
    (CRITERIA, "Area", _("The code of a row on the sheet Areas.")),
    (CRITERIA, "Code", _("One point each. Codes of requirements begin with it.")),
    (
        CRITERIA,
        "Source",
        _("public or reconstructed, where the texts of an edition are not all public; else empty."),
    ),
    (
        CRITERIA,
        "Prerequisites",
        _("Codes of criteria that must be earned too, with commas between them."),
    ),
    (
        CRITERIA,
        "Practice at least",
        _(
            "How many requirements of this lens are enough. From edition 2022 on every criterion"
            " has all three lenses."
        ),
    ),
    (
        CRITERIA,
        "Evidence 1",
        _("What good evidence looks like, one piece a column; up to Evidence 20."),
    ),
    (REQUIREMENTS, "Criterion", _("The code of a row on the sheet Criteria.")),
    (REQUIREMENTS, "Lens", _("practice, equity or engagement.")),
    (
        REQUIREMENTS,
        "Code",
        _("The criterion's code, a dot, and a number or letters: DM2.3, DM2.E1."),
    ),
    (
        REQUIREMENTS,
        "Effort",
        _("1, 2, 3, 5 or 8: from days to a year or more, as the sheet Efforts says."),
    ),
    (
        REQUIREMENTS,
        "May not apply",
        _("yes where a city may say, with a reason, that it does not apply; else empty."),
    ),
    (
        CHANGES,
        "Relation",
        _(
            "One row for each requirement and each criterion. same: asks the same. reworded:"
            " another wording or bar. split, merged: one became several, several became one."
            " moved: the same in another place. dropped: no To. new: no From."
        ),
    ),
)
"""Sheet, heading and what to write there."""
