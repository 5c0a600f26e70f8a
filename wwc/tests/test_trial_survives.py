"""A worker dies in the middle of a trial; the next one ends it, and every city is in it once."""

import contextlib
import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from wwc.tests.running import Portal, eventually, manage, portal
from wwc.tests.services import both

pytestmark = pytest.mark.slow

START = """
from dataclasses import replace
from assessments.services.trials import start_trial
from cities.models import User
from criteria.core.lineage import Lineage, Link, Relation, codes_of
from criteria.core.standard import Status
from criteria.queries import get_standard
from criteria.services import store_edition
older = get_standard("wwc-2022")
newer = replace(older, code="wwc-2030", edition=2030, supersedes=older.code, status=Status.DRAFT)
links = [Link(old=code, new=code, relation=Relation.SAME) for code in codes_of(older)]
lineage = Lineage(older=older.code, newer=newer.code, links=tuple(links))
store_edition(standard=newer, lineage=lineage)
start_trial(standard_code=newer.code, by=User.objects.get(email__startswith="manager@"))
"""
LOOK = """
import json
from assessments.models import Submission, Trial
trial = Trial.objects.get()
print(json.dumps([trial.state, trial.done, trial.total, trial.results.count(),
    trial.results.values("submission").distinct().count(),
    trial.results.filter(certain_change=0, likely_change=0, error="").count()]))
"""


def run(running: Portal, script: str) -> str:
    return manage("shell", "--no-imports", "-c", script, environment=running.environment)


def state(running: Portal) -> list[object]:
    """Return the trial's state, done, total, results, submissions in them, unchanged levels."""
    found: list[object] = json.loads(run(running, LOOK).splitlines()[-1])
    return found


@contextlib.contextmanager
def locked_against_writing(running: Portal) -> Iterator[None]:
    """Hold a lock that every chunk needs, so that a worker stays in the middle of one."""
    if url := running.environment.get("DATABASE_URL"):
        connection = psycopg2.connect(url)
        connection.cursor().execute("LOCK TABLE assessments_trial IN EXCLUSIVE MODE")
    else:
        connection = sqlite3.connect(running.var_dir / "db.sqlite3", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


def kill_the_worker_in_the_middle(running: Portal) -> None:
    programs = eventually(
        lambda: len(found := running.programs()) == 3 and found, within=20, what="all programs"
    )
    assert isinstance(programs, dict)
    os.kill(programs["worker"], signal.SIGSTOP)
    run(running, START)
    with locked_against_writing(running):
        os.kill(programs["worker"], signal.SIGCONT)
        assert state(running)[:2] == ["queued", 0]
        os.kill(programs["worker"], signal.SIGKILL)

    found = eventually(
        lambda: (now := state(running))[0] == "done" and now, within=90, what="the trial's end"
    )
    assert isinstance(found, list)
    total = found[2]
    assert isinstance(total, int)
    assert total > 1
    assert found == ["done", total, total, total, total, total]


def test_a_worker_killed_in_the_middle_of_a_trial_loses_nothing(tmp_path: Path) -> None:
    with portal(tmp_path / "var", "--demo") as running:
        kill_the_worker_in_the_middle(running)


def test_the_same_on_postgresql_and_redis(tmp_path: Path) -> None:
    with both() as given, portal(tmp_path / "var", "--demo", given=given) as running:
        kill_the_worker_in_the_middle(running)
