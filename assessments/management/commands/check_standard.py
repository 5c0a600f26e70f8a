"""`manage.py check_standard [CODE|PATH ...]`: what an author should know of a standard's folder."""

from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand

from assessments.queries.examination import (
    CASES,
    CHANGES,
    SEAL,
    Examination,
    Problem,
    examine,
    parse_texts_of,
)
from criteria.core.canonical import heading_of, seal_text, texts_text
from criteria.core.faults import Faulty
from criteria.core.lineage import Relation
from criteria.core.seal import resealed
from criteria.core.standard import Standard, Status
from criteria.core.texts import LANGUAGES, Completeness, stamped
from criteria.queries import read_standard, read_tree, standard_file, standard_files

FEW: Final = 20
"""Keys of texts to translate that are named unless all are asked for."""


class Command(BaseCommand):
    help = (
        "Checks standards and all that lies beside their files, by default every one that comes"
        " with this portal: seal, changes, translations, worked cases. Needs no database. Every"
        " fault is named on stderr; hints are no faults."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "standard", nargs="*", help="the code of a standard, its folder, or its standard.yaml"
        )
        parser.add_argument(
            "--all", action="store_true", help="name every text to translate, not only the first"
        )
        parser.add_argument(
            "--stamp",
            action="store_true",
            help="first note in es, pt and fr.yaml the English of each text that names none",
        )
        parser.add_argument(
            "--write-seal",
            action="store_true",
            help="then seal what is published, if its file and its cases have no faults",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        refused = False
        for name in options["standard"] or [str(path) for path in standard_files()]:
            path = _path(name)
            if path is None:
                self.stderr.write(f"{name}: is neither a standard of this portal nor a file")
                refused = True
                continue
            faults = list(self._stamp(path)) if options["stamp"] else []
            found = examine(path)
            if options["write_seal"]:
                faults += self._write_seal(found)
                found = examine(path)
            self._report(found, every_key=options["all"])
            faults += [problem for problem in found.faults if problem not in faults]
            self.stdout.flush()
            for problem in faults:
                self.stderr.write(f"{_shown(path.with_name(problem.file))}: {problem.told}")
            refused = refused or bool(faults)
        if refused:
            raise SystemExit(1)

    def _report(self, found: Examination, *, every_key: bool) -> None:
        if found.standard is None:
            faults = _counted(len(found.faults), "fault", "faults")
            self._say(f"{_shown(found.path)}: {faults}, so nothing else was checked")
            return
        standard = found.standard
        self._say(f"{standard.code} revision {standard.revision}, {standard.status}")
        self._line("parts", _parts(standard))
        self._line("seal", _seal(found))
        self._line("changes", _changes(found))
        for language in LANGUAGES:
            self._texts(language, found, every_key=every_key)
        self._line("cases", _cases(found))
        self._list("still to do before it is published", [_told(item) for item in found.todo])
        self._list("hints for the author", found.hints)

    def _texts(self, language: str, found: Examination, *, every_key: bool) -> None:
        file = f"{language}.yaml"
        its = found.texts.get(language)
        if its is None:
            faults = len(found.faults_in(file))
            self._line(language, _counted(faults, "fault", "faults") if faults else "no file")
            return
        self._line(language, _completeness(its))
        for what, keys in (("missing", its.missing), ("older", its.older)):
            if keys:
                self._line("", f"{what}: {_keys(keys, every_key=every_key)}")

    def _line(self, what: str, told: str) -> None:
        self._say(f"  {what:8} {told}")

    def _list(self, what: str, items: Collection[str]) -> None:
        if items:
            self._say(f"  {what}:")
        for item in items:
            self._say(f"    - {item}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)

    def _stamp(self, path: Path) -> list[Problem]:
        """Write translations in their canonical form, each text with a digest of its English."""
        try:
            standard = read_standard(path)
        except Faulty:
            return []
        problems = []
        for language in LANGUAGES:
            file = path.with_name(f"{language}.yaml")
            if not file.exists():
                continue
            try:
                texts = parse_texts_of(language, stamped(read_tree(file), standard), standard)
            except Faulty as faulty:
                problems += [Problem(file=file.name, told=str(fault)) for fault in faulty.faults]
                continue
            before = file.read_text(encoding="utf-8")
            self._write(file, before, texts_text(texts, standard, heading_of(before)))
        return problems

    def _write_seal(self, found: Examination) -> list[Problem]:
        standard = found.standard
        if standard is None:
            return []
        if found.faults_in(CASES):
            return [Problem(file=SEAL, told=f"is not written: {CASES} has faults")]
        if found.seal is None and found.faults_in(SEAL) and found.path.with_name(SEAL).exists():
            return [Problem(file=SEAL, told="is not written: it cannot be read")]
        if standard.supersedes and found.lineage is None and standard.status is not Status.DRAFT:
            return [Problem(file=SEAL, told=f"is not written: {CHANGES} has faults")]
        try:
            seal = resealed(standard, found.lineage, found.seal)
        except Faulty as faulty:
            return [Problem(file=SEAL, told=f"is not written: {fault}") for fault in faulty.faults]
        file = found.path.with_name(SEAL)
        before = file.read_text(encoding="utf-8") if found.seal else ""
        self._write(file, before, seal_text(seal))
        return []

    def _write(self, file: Path, before: str, text: str) -> None:
        if text != before:
            file.write_text(text, encoding="utf-8", newline="\n")
            self._say(f"{_shown(file)}: written")


def _path(name: str) -> Path | None:
    """Return the file of a standard that is named by its code, its folder or itself."""
    path = Path(name)
    if path.is_dir():
        path /= "standard.yaml"
    return path if path.is_file() else standard_file(name)


def _shown(path: Path) -> Path:
    """Return a path as short as it can be seen from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _parts(standard: Standard) -> str:
    return ", ".join(
        (
            _counted(len(standard.areas), "area", "areas"),
            _counted(len(standard.criteria), "criterion", "criteria"),
            _counted(len(standard.requirements), "requirement", "requirements"),
            _counted(len(standard.outcomes), "outcome", "outcomes"),
            _counted(len(standard.levels), "level", "levels"),
        )
    )


def _seal(found: Examination) -> str:
    if found.faults_in(SEAL):
        return _counted(len(found.faults_in(SEAL)), "fault", "faults")
    if found.standard is not None and found.standard.status is Status.DRAFT:
        return "none yet, as this is a draft"
    revisions = len(found.seal.revisions) if found.seal else 0
    return f"fits, {_counted(revisions, 'revision', 'revisions')} sealed"


def _changes(found: Examination) -> str:
    if found.lineage is None:
        if faults := found.faults_in(CHANGES):
            return _counted(len(faults), "fault", "faults")
        return "still to do" if found.standard and found.standard.supersedes else "first edition"
    links = found.lineage.links
    counts = [
        f"{number} {relation}"
        for relation in Relation
        if (number := sum(link.relation is relation for link in links))
    ]
    return f"complete from {found.lineage.older}: {', '.join(counts)}"


def _cases(found: Examination) -> str:
    faults = found.faults_in(CASES)
    if not found.cases:
        return _counted(len(faults), "fault", "faults") if faults else "still to do"
    told = f"{found.passed} of {found.cases} give the expected result"
    return f"{told}; {_counted(len(faults), 'fault', 'faults')}" if faults else told


def _completeness(its: Completeness) -> str:
    parts = [f"{its.current} of {its.of} texts are current"]
    if its.missing:
        parts.append(f"{len(its.missing)} missing")
    if its.older:
        parts.append(f"{len(its.older)} older than their English")
    return ", ".join(parts)


def _keys(keys: Collection[str], *, every_key: bool) -> str:
    named = list(keys) if every_key else list(keys)[:FEW]
    rest = len(keys) - len(named)
    return ", ".join(named) + (f" and {rest} more (--all names them)" if rest else "")


def _told(problem: Problem) -> str:
    return f"{problem.file}: {problem.told}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
