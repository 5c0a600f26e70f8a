"""The XML parts of an Excel workbook, each taken piece by piece and never built as a whole."""

import re
from decimal import Context, Decimal, InvalidOperation
from typing import Final, NoReturn

from criteria.core.faults import Misread
from criteria.core.words import Words

MOST_CELLS: Final = 250_000
MOST_STRINGS: Final = 250_000
MOST_MERGED: Final = 500

DIGITS: Final = Context(prec=15)
"""What Excel keeps of a number: 82.1 may lie in the file as 82.09999999999999."""
REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
DATE_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
ASIDE_IN_FORMATS: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')

FORMULA: Final = Misread(reason=Words("holds a formula, which is not taken: type its value"))
DATE: Final = Misread(reason=Words("is a date to Excel: format the cell as text and type it again"))
ERROR: Final = Misread(reason=Words("holds an error of Excel: type a value"))

Value = str | int | Decimal | bool | Misread


class Unfit(Exception):
    """A workbook that cannot be taken, with the end of a sentence that begins with the file."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.words = words


class Part:
    """Takes a part's XML piece by piece, without ever building it as a whole."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.begin(tag.rpartition("}")[2], attributes)

    def end(self, tag: str) -> None:
        self.finish(tag.rpartition("}")[2])

    def begin(self, tag: str, attributes: dict[str, str]) -> None: ...

    def finish(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...

    def doctype(self, *_: object) -> NoReturn:
        """A declaration of entities, by which a short text could stand for a long one."""
        raise Unfit(Words("declares a document type, which no workbook needs"))


class Relations(Part):
    """Relations of a part: id -> kind and target; targets outside the file are left out."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            self.found[attributes["Id"]] = (attributes["Type"], attributes["Target"])


class Workbook(Part):
    """The sheets by name, each with the id of its relation, in the order of their tabs."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((key for key in attributes if key.endswith("}id")), "id")
            self.found.append((attributes["name"], attributes[key]))


class Styles(Part):
    """Which styles of cells show a number as a date or a time."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self.within = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self.codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            self.within = True
        elif tag == "xf" and self.within:
            self.formats.append(int(attributes.get("numFmtId", "0")))

    def finish(self, tag: str) -> None:
        if tag == "cellXfs":
            self.within = False

    def dates(self) -> frozenset[int]:
        return frozenset(
            style for style, number in enumerate(self.formats) if self._is_date(number)
        )

    def _is_date(self, number: int) -> bool:
        if number not in self.codes:
            return number in DATE_FORMATS
        code = ASIDE_IN_FORMATS.sub("", self.codes[number]).lower()
        return code != "general" and any(letter in code for letter in "ymdhs")


class Texts(Part):
    """What strings share: runs of rich text are joined, what is only a reading aid is skipped."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.taking = False
        self.aside = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self.aside += 1
        self.taking = tag == "t" and not self.aside

    def finish(self, tag: str) -> None:
        if tag == "rPh":
            self.aside -= 1
        self.taking = False

    def data(self, text: str) -> None:
        if self.taking:
            self.pieces.append(text)

    def taken(self) -> str:
        text = _unescaped("".join(self.pieces))
        self.pieces.clear()
        return text


class Strings(Texts):
    """The strings that cells share, by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def finish(self, tag: str) -> None:
        super().finish(tag)
        if tag == "si":
            if len(self.found) >= MOST_STRINGS:
                raise Unfit(Words("has more than %(most)s texts", {"most": MOST_STRINGS}))
            self.found.append(self.taken())


class Sheet(Texts):
    """The cells of one sheet that hold anything."""

    def __init__(self, strings: list[str], dates: frozenset[int], most: int) -> None:
        super().__init__()
        self.strings = strings
        self.dates = dates
        self.most = most
        self.count = 0
        self.rows: dict[int, dict[int, Value]] = {}
        self.merged: list[str] = []
        self.row = self.column = 0
        self.kind = "n"
        self.style = 0
        self.formula = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        super().begin(tag, attributes)
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag == "c":
            self._begin_cell(attributes)
        elif tag == "f":
            self.formula = True
        elif tag == "v":
            self.taking = True
        elif tag == "mergeCell" and len(self.merged) < MOST_MERGED:
            self.merged.append(attributes["ref"])

    def finish(self, tag: str) -> None:
        super().finish(tag)
        if tag == "c":
            value = self._value(self.taken())
            if value != "":
                self._keep(value)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if "r" in attributes:
            found = REFERENCE.fullmatch(attributes["r"])
            if found is None:
                raise ValueError(attributes["r"])
            self.row = int(found[2])
            self.column = 0
            for letter in found[1]:
                self.column = self.column * 26 + ord(letter) - ord("A") + 1
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", "0"))
        self.formula = False

    def _keep(self, value: Value) -> None:
        self.count += 1
        if self.count > self.most:
            raise Unfit(Words("has more than %(most)s cells", {"most": MOST_CELLS}))
        self.rows.setdefault(self.row, {})[self.column] = value

    def _value(self, text: str) -> Value:
        if self.formula or not text:
            return FORMULA if self.formula else ""
        match self.kind:
            case "s":
                return self._shared(int(text))
            case "b":
                return text.strip() not in ("0", "false")
            case "e":
                return ERROR
            case "d":
                return DATE
            case "n":
                return DATE if self.style in self.dates else _number(text)
            case _:
                return text

    def _shared(self, number: int) -> str:
        if number < 0:
            raise ValueError(number)
        return self.strings[number]


def _number(text: str) -> Value:
    """Return a number as it is shown in Excel: in at most fifteen digits."""
    try:
        number = DIGITS.create_decimal(text.strip())
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > DIGITS.prec:
        return Misread(
            reason=Words("is not a number that can be used: %(given)s", {"given": text[:40]})
        )
    return int(number) if number == number.to_integral_value() else number.normalize()


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
