"""A standard's folder -> all that can be told about it: what is there, and what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from assessments.core.cases import Case, differences, gaps, parse_cases
from cities.core.countries import COUNTRIES
from criteria.core.faults import Faulty, Node
from criteria.core.lineage import Lineage, parse_lineage
from criteria.core.seal import Seal, breaches, lineage_breaches, parse_seal
from criteria.core.standard import Standard, Status
from criteria.core.texts import LANGUAGES, Completeness, Texts, completeness, parse_texts
from criteria.core.wording import hints
from criteria.queries import read_standard, read_tree, standard_file

T = TypeVar("T")

REGIONS: Final = {country.code: country.region for country in COUNTRIES.values()}
SEAL: Final = "seal.yaml"
CHANGES: Final = "changes.yaml"
CASES: Final = "cases.yaml"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a file of the folder, in a sentence that begins with the place."""

    file: str
    told: str


@dataclass(frozen=True, kw_only=True)
class Examination:
    """Everything about one standard's folder; None where a file is absent or faulty.

    `faults` stand in the way of the edition; `todo` would, once it is published. `passed` of the
    `cases` give the expected result.
    """

    path: Path
    standard: Standard | None = None
    seal: Seal | None = None
    lineage: Lineage | None = None
    texts: Mapping[str, Completeness] = field(default_factory=dict, hash=False)
    cases: int = 0
    passed: int = 0
    faults: tuple[Problem, ...] = ()
    todo: tuple[Problem, ...] = ()
    hints: tuple[str, ...] = ()

    def faults_in(self, *files: str) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.faults if problem.file in files)


def examine(path: Path) -> Examination:
    """Read a standard's file and all that lies beside it; never raises for what is in them."""
    try:
        standard = read_standard(path)
    except Faulty as faulty:
        return Examination(path=path, faults=_problems(path.name, faulty))
    return _Examiner(path=path, standard=standard).examine()


def parse_texts_of(language: str, tree: object, standard: Standard) -> Texts:
    """Return the translation in the tree of a language's file; raises Faulty."""
    texts = parse_texts(tree, standard)
    if texts.language != language:
        root = Node.root(tree)
        root.fault("must be %(language)s, as the file's name says", "language", language=language)
        root.settle()
    return texts


def _problems(file: str, faulty: Faulty) -> tuple[Problem, ...]:
    return tuple(Problem(file=file, told=str(fault)) for fault in faulty.faults)


@dataclass(kw_only=True)
class _Examiner:
    """Goes through the files of one folder and gathers what is wrong with each."""

    path: Path
    standard: Standard
    faults: list[Problem] = field(default_factory=list)
    todo: list[Problem] = field(default_factory=list)

    def examine(self) -> Examination:
        seal = self._seal()
        lineage = self._lineage()
        self._sealed_lineage(seal, lineage)
        texts = {language: self._texts(language) for language in LANGUAGES}
        cases, passed = self._cases()
        return Examination(
            path=self.path,
            standard=self.standard,
            seal=seal,
            lineage=lineage,
            texts={language: its for language, its in texts.items() if its},
            cases=cases,
            passed=passed,
            faults=tuple(self.faults),
            todo=tuple(self.todo),
            hints=hints(self.standard),
        )

    def _beside(self, name: str, parse: Callable[[object], T]) -> T | None:
        file = self.path.with_name(name)
        if not file.exists():
            return None
        try:
            return parse(read_tree(file))
        except Faulty as faulty:
            self.faults += _problems(name, faulty)
            return None

    def _has(self, name: str) -> bool:
        return self.path.with_name(name).exists()

    def _wanted(self, file: str, told: str) -> None:
        """Note what a published edition must have: for a draft it is still to do."""
        draft = self.standard.status is Status.DRAFT
        (self.todo if draft else self.faults).append(Problem(file=file, told=told))

    def _seal(self) -> Seal | None:
        seal = self._beside(SEAL, parse_seal)
        if self.standard.status is Status.DRAFT:
            if self._has(SEAL):
                self.faults.append(
                    Problem(file=SEAL, told="lies beside what is said to be a draft")
                )
        elif seal is not None:
            self.faults += [
                Problem(file=SEAL, told=f"{self.path.name} {fault}")
                for fault in breaches(seal, self.standard)
            ]
        elif not self._has(SEAL):
            told = "is missing: write it with --write-seal once everything else is right"
            self.faults.append(Problem(file=SEAL, told=told))
        return seal

    def _lineage(self) -> Lineage | None:
        code = self.standard.supersedes
        if not code:
            if self._has(CHANGES):
                told = f"says what became of an older edition, but {self.path.name} names none"
                self.faults.append(Problem(file=CHANGES, told=f"{told} (supersedes)"))
            return None
        if not self._has(CHANGES):
            self._wanted(CHANGES, f"is missing: what became of each part of {code}")
            return None
        beside = self.path.parent.parent / code / "standard.yaml"
        older = beside if beside.is_file() else standard_file(code)
        if older is None:
            self.faults.append(Problem(file=CHANGES, told=f"cannot be checked: no standard {code}"))
            return None
        try:
            before = read_standard(older)
        except Faulty:
            told = f"cannot be checked: {older} has faults of its own"
            self.faults.append(Problem(file=CHANGES, told=told))
            return None
        return self._beside(CHANGES, lambda tree: parse_lineage(tree, before, self.standard))

    def _sealed_lineage(self, seal: Seal | None, lineage: Lineage | None) -> None:
        """Compare the changes with those published, unless they cannot be read anyhow."""
        unread = lineage is None and self.standard.supersedes
        if seal is None or unread or self.standard.status is Status.DRAFT:
            return
        self.faults += [
            Problem(file=CHANGES, told=str(fault.message))
            for fault in lineage_breaches(seal, lineage)
        ]

    def _texts(self, language: str) -> Completeness | None:
        texts = self._beside(
            f"{language}.yaml", lambda tree: parse_texts_of(language, tree, self.standard)
        )
        return completeness(self.standard, texts) if texts else None

    def _cases(self) -> tuple[int, int]:
        """Return how many cases there are, and how many of them give the expected result."""
        if not self._has(CASES):
            self._wanted(CASES, "is missing: worked cases of this standard")
            return 0, 0
        cases = self._beside(CASES, lambda tree: parse_cases(tree, self.standard, REGIONS))
        if cases is None:
            return 0, 0
        failed = [case for case in cases if self._fails(case)]
        for gap in gaps(cases, self.standard):
            self._wanted(CASES, gap)
        return len(cases), len(cases) - len(failed)

    def _fails(self, case: Case) -> bool:
        found = differences(case, self.standard)
        self.faults += [
            Problem(file=CASES, told=f"{case.path} {case.name}: {told}. Its reason: {case.reason}")
            for told in found
        ]
        return bool(found)
