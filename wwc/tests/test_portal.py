"""`manage.py portal` as people meet it: real processes, a real broker, real signals."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wwc.tests import services
from wwc.tests.running import Portal, alive, eventually, manage, portal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]

SEND = """
from django.core.mail import send_mail
send_mail("Hello", "A line.", None, ["mayor@example.org"])
"""


@pytest.fixture(params=["embedded", "servers"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    """A portal that is ready: on files alone, and on PostgreSQL and Redis."""
    if request.param == "embedded":
        with portal(tmp_path) as started:
            yield started
        return
    try:
        with services.both() as given, portal(tmp_path, given=given) as started:
            yield started
    except services.Unavailable as error:
        pytest.skip(str(error))


def test_a_portal_says_where_it_is_sends_mail_survives_a_killed_worker_and_stops(
    running: Portal,
) -> None:
    eventually(lambda: running.url in running.said(), within=10, what="a welcome")
    assert str(running.var_dir / "mail") in running.said()
    assert set(running.programs()) == {"web", "worker", "clock"}

    manage("shell", "-v0", "-c", SEND, environment=running.environment)
    # Well before the clock's turn: the message woke the worker.
    assert running.newest_mail(to="mayor@example.org", within=8)["Subject"] == "Hello"

    killed = running.programs()["worker"]
    _kill(killed)
    eventually(
        lambda: running.programs().get("worker", killed) != killed,
        within=10,
        what="another worker",
    )
    assert "worker was ended by SIGKILL; starting it again in 1 s" in running.said()
    manage("shell", "-v0", "-c", SEND, environment=running.environment)
    running.newest_mail(to="mayor@example.org", after=1, within=20)

    processes = running.processes()
    assert running.stop(signal.SIGTERM) == 0
    assert not [pid for pid in processes if alive(pid)]


def test_ctrl_c_is_a_good_end_and_the_next_start_finds_the_data(tmp_path: Path) -> None:
    with portal(tmp_path) as first:
        manage(
            *("createsuperuser", "--noinput", "--email=me@example.org", "--full_name=Me"),
            environment={**first.environment, "DJANGO_SUPERUSER_PASSWORD": "correct horse"},
        )
        assert first.stop(signal.SIGINT) == 0
    with portal(tmp_path) as second:
        count = manage(
            *("shell", "-v0", "-c", "from cities.models import User; print(User.objects.count())"),
            environment=second.environment,
        )
    assert count.strip() == "1"


def test_what_a_killed_portal_started_ends_by_itself(tmp_path: Path) -> None:
    with portal(tmp_path) as running:
        processes = running.processes()
        assert len(processes) >= 5
        running.stop(signal.SIGKILL)
        eventually(
            lambda: not [pid for pid in processes if alive(pid)],
            within=15,
            what="no process is left",
        )


def test_a_killed_web_server_is_replaced_on_the_same_port(tmp_path: Path) -> None:
    with portal(tmp_path) as running:
        _kill(running.programs()["web"])
        eventually(lambda: running.status("/healthz") is None, within=5, what="nobody answers")
        eventually(lambda: running.status("/healthz") == 200, within=20, what="it answers again")


def test_a_second_portal_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with portal(tmp_path) as first, portal(tmp_path, ready=False) as second:
        assert second.process.wait(30) == 1
        assert f"A portal already runs on {tmp_path} (process {first.process.pid})" in second.said()
        assert first.status("/readyz") == 200


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server((services.HOST, 0)) as other:
        port = other.getsockname()[1]
        with portal(tmp_path, ready=False, port=port) as refused:
            assert refused.process.wait(30) == 1
    assert f"Port {port} cannot be used" in refused.said()
    assert not (tmp_path / "db.sqlite3").exists()


def test_a_public_portal_gets_no_demo(tmp_path: Path) -> None:
    given = {"SITE_URL": "https://portal.example.org", "SECRET_KEY": "x" * 60}
    with portal(tmp_path, "--demo", ready=False, given=given) as refused:
        assert refused.process.wait(30) == 1
    assert "not for a public installation" in refused.said()


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
