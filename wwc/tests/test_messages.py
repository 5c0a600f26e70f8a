"""From what translators write to what Django reads."""

import gettext
import os
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError

from wwc.messages import BadMessages, compile_messages

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Save"
msgstr "Guardar"

msgid "%(n)s city"
msgid_plural "%(n)s cities"
msgstr[0] "%(n)s ciudad"
msgstr[1] "%(n)s ciudades"

msgctxt "month"
msgid "May"
msgstr "mayo"

#, fuzzy
msgid "Sign in"
msgstr "Entrar?"

msgid "Sign out"
msgstr ""
"""

BROKEN = '"Guardar"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def read(source: Path) -> gettext.GNUTranslations:
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def age(path: Path, seconds: int) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def test_messages_are_compiled_plurals_and_contexts_too(source: Path, tmp_path: Path) -> None:
    assert compile_messages([tmp_path]) == [source.with_suffix(".mo")]
    spanish = read(source)
    assert spanish.gettext("Save") == "Guardar"
    assert [spanish.ngettext("%(n)s city", "%(n)s cities", n) for n in (1, 2)] == [
        *("%(n)s ciudad", "%(n)s ciudades")
    ]
    assert spanish.pgettext("month", "May") == "mayo"


def test_what_is_doubtful_or_missing_stays_english(source: Path, tmp_path: Path) -> None:
    compile_messages([tmp_path])
    assert [read(source).gettext(text) for text in ("Sign in", "Sign out")] == [
        *("Sign in", "Sign out")
    ]


def test_nothing_is_compiled_twice(source: Path, tmp_path: Path) -> None:
    compile_messages([tmp_path])
    assert compile_messages([tmp_path]) == []


def test_what_is_older_than_its_source_is_compiled_anew(source: Path, tmp_path: Path) -> None:
    compile_messages([tmp_path])
    source.write_text(PO.replace("Guardar", "Guarde"), encoding="utf-8")
    age(source.with_suffix(".mo"), 60)
    assert compile_messages([tmp_path]) == [source.with_suffix(".mo")]
    assert read(source).gettext("Save") == "Guarde"


def test_a_reader_has_the_former_file_or_the_new_one(source: Path, tmp_path: Path) -> None:
    compile_messages([tmp_path])
    compiled = source.with_suffix(".mo")
    with compiled.open("rb") as reader:
        age(compiled, 60)
        compile_messages([tmp_path])
        assert gettext.GNUTranslations(reader).gettext("Save") == "Guardar"
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]
    assert compiled.stat().st_mode & 0o777 == 0o644


def test_a_source_that_cannot_be_read_is_named_and_leaves_the_former_file(
    source: Path, tmp_path: Path
) -> None:
    compile_messages([tmp_path])
    source.write_text(BROKEN, encoding="utf-8")
    age(source.with_suffix(".mo"), 60)
    with pytest.raises(BadMessages, match=str(source)):
        compile_messages([tmp_path])
    assert read(source).gettext("Save") == "Guardar"
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_folder_without_languages_is_no_fault(tmp_path: Path) -> None:
    assert compile_messages([tmp_path / "nothing"]) == []


def test_the_command_says_what_it_compiled(
    source: Path, tmp_path: Path, settings: LazySettings
) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    said = StringIO()
    call_command("compilemessages", stdout=said)
    assert said.getvalue() == f"compiled {source.with_suffix('.mo')}\n"
    source.write_text(BROKEN, encoding="utf-8")
    age(source.with_suffix(".mo"), 60)
    with pytest.raises(CommandError, match=str(source)):
        call_command("compilemessages")


def test_compiled_messages_are_not_committed() -> None:
    assert "*.mo" in Path(".gitignore").read_text().splitlines()


def test_collecting_messages_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="apt install gettext"):
        call_command("makemessages")


@pytest.mark.slow
def test_messages_are_collected_from_the_core_as_well(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shutil.which("xgettext"), "needs gettext (on Debian: apt install gettext)"
    (tmp_path / "core.py").write_text(
        'Words("The file is empty.")\n'
        'counted("%(n)s year", "%(n)s years", 2)\n'
        'node.fault("must be a number")\n'
        'print("not this")\n'
    )
    for ignored in ("var", "e2e", "app/tests", ".venv/lib"):
        folder = tmp_path / ignored
        folder.mkdir(parents=True)
        (folder / "module.py").write_text('_("nor this")\n')
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", verbosity=0)
    assert sorted(path.name for path in (tmp_path / "locale").iterdir()) == ["es", "fr", "pt"]
    text = (tmp_path / "locale/fr/LC_MESSAGES/django.po").read_text()
    for found in ('"The file is empty."', '_plural "%(n)s years"', '"must be a number"'):
        assert found in text
    assert "this" not in text
    assert "#: core.py\n" in text
    brazilian = (tmp_path / "locale/pt/LC_MESSAGES/django.po").read_text()
    assert "nplurals=2; plural=(n > 1);" in brazilian
