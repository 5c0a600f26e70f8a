"""Workers die and brokers vanish; the scorecard comes all the same, and once."""

import contextlib
import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from wwc.tests.running import Portal, eventually, manage, portal
from wwc.tests.services import HOST, both, free_port, redis_server
from wwc.tests.visitor import Visitor

pytestmark = pytest.mark.slow
LEAD = "lead@hillcrest.example.org"
WAITING = "every 1s"


def submit_again(running: Portal) -> tuple[Visitor, str]:
    """Hand a demo city's answers in anew; returns the lead and the scorecard's address."""
    lead = Visitor(portal=running)
    lead.log_in(LEAD)
    found = re.search(r"/assessments/(\d+)/", lead.get("/assessments/"))
    assert found is not None
    assessment = found.group(0)
    confirm(lead, f"{assessment}action/?action=reopen", f"{assessment}action/", action="reopen")
    confirm(lead, f"{assessment}check/", f"{assessment}submit/")
    return lead, f"{assessment}scorecard/"


def confirm(lead: Visitor, page: str, address: str, **data: str) -> None:
    version = re.search(r'name="version" value="(\d+)"', lead.get(page))
    assert version is not None
    lead.post(address, confirmed="on", version=version.group(1), **data)


def evaluations(running: Portal) -> list[list[object]]:
    """Return [submission number, stage, points, how many rows of results] of the demo city."""
    script = (
        "import json; from assessments.models import Evaluation; print(json.dumps(["
        "[e.submission.number, e.stage, e.points, e.results.count()] for e in "
        "Evaluation.objects.filter(submission__assessment__city__name='Demo Hillcrest')"
        ".order_by('pk')]))"
    )
    printed = manage("shell", "--no-imports", "-c", script, environment=running.environment)
    rows: list[list[object]] = json.loads(printed.splitlines()[-1])
    return rows


@contextlib.contextmanager
def locked_against_writing(running: Portal) -> Iterator[None]:
    """Hold a lock that every evaluation needs, so that a worker stays in the middle of one."""
    if url := running.environment.get("DATABASE_URL"):
        connection = psycopg2.connect(url)
        connection.cursor().execute("LOCK TABLE assessments_evaluationrequest IN EXCLUSIVE MODE")
    else:
        connection = sqlite3.connect(running.var_dir / "db.sqlite3", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


def scored(lead: Visitor, address: str) -> bool:
    return WAITING not in lead.get(address)


def messages(running: Portal) -> int:
    """Return how many messages no worker has taken yet."""
    if url := running.environment.get("REDIS_URL"):
        with contextlib.closing(redis.Redis.from_url(url)) as client:
            return int(client.llen("celery"))
    return len(list((running.var_dir / "queue" / "messages").iterdir()))


def kill_the_worker_in_the_middle(running: Portal) -> None:
    """Stop the clock and the worker, hand in, let the worker run into a lock, and kill it there.

    What it runs into is the evaluation: nothing else is waiting, and its message was sent first.
    """
    programs = eventually(
        lambda: len(found := running.programs()) == 3 and found, within=20, what="all programs"
    )
    assert isinstance(programs, dict)
    os.kill(programs["clock"], signal.SIGSTOP)
    eventually(lambda: messages(running) == 0, within=20, what="an idle worker")
    os.kill(programs["worker"], signal.SIGSTOP)
    lead, address = submit_again(running)
    sent = messages(running)
    assert sent >= 1
    with locked_against_writing(running):
        os.kill(programs["worker"], signal.SIGCONT)
        eventually(lambda: messages(running) < sent, within=15, what="the worker took it")
        assert not scored(lead, address)
        os.kill(programs["worker"], signal.SIGKILL)

    eventually(lambda: scored(lead, address), within=60, what="the scorecard")
    assert evaluations(running) == [[1, "self", 12, 43], [2, "self", 12, 43]]
    os.kill(programs["clock"], signal.SIGCONT)


def test_a_worker_killed_in_the_middle_of_an_evaluation_loses_nothing(tmp_path: Path) -> None:
    with portal(tmp_path / "var", "--demo") as running:
        kill_the_worker_in_the_middle(running)


def test_the_same_on_postgresql_and_redis(tmp_path: Path) -> None:
    with both() as given, portal(tmp_path / "var", "--demo", given=given) as running:
        kill_the_worker_in_the_middle(running)


def test_without_a_broker_everything_is_taken_and_scored_when_it_comes_back(
    tmp_path: Path,
) -> None:
    port = free_port()
    given = {"REDIS_URL": f"redis://{HOST}:{port}/0"}
    with portal(tmp_path / "var", "--demo", ready=False, given=given) as running:
        eventually(lambda: running.status("/healthz") == 200, within=60, what="the portal is up")
        assert running.status("/readyz") == 503

        lead, address = submit_again(running)
        assert not scored(lead, address)

        with redis_server(port):
            eventually(lambda: scored(lead, address), within=90, what="the scorecard")
            assert evaluations(running) == [[1, "self", 12, 43], [2, "self", 12, 43]]
