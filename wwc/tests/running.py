"""A real portal in a process of its own, for tests that need one."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final, TypeVar

from wwc.supervisor import end_with_parent
from wwc.tests.services import HOST, free_port

ROOT: Final = Path(__file__).resolve().parent.parent.parent
INHERITED: Final = ("PATH", "HOME", "LANG", "TMPDIR")
START: Final = 60.0
"""Seconds that a first start may take on a busy machine."""

T = TypeVar("T")


def environment(var_dir: Path, **given: str) -> dict[str, str]:
    """Return an environment that holds nothing of the developer's own portal."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return inherited | {"VAR_DIR": str(var_dir), "PYTHONUNBUFFERED": "1"} | given


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a management command to its end and return what it printed; it must succeed."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=START,
        check=True,
    ).stdout


def eventually(ask: Callable[[], T], *, within: float, what: str) -> T:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + within
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:g} s: {what}")
        time.sleep(0.05)
    return answer


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A portal that runs, or ran: its process, its folder, and what it said."""

    process: subprocess.Popen[bytes]
    port: int
    var_dir: Path
    environment: Mapping[str, str]
    log: Path

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def status(self, path: str) -> int | None:
        """Return the status of a page; None where nobody answers."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def said(self) -> str:
        return self.log.read_text()

    def programs(self) -> dict[str, int]:
        """Return the process numbers of what the portal consists of (Linux only)."""
        words = {"web": "gunicorn", "worker": "worker", "clock": "beat"}
        found: dict[str, int] = {}
        for pid in _descendants(self.process.pid, deep=False):
            arguments = _arguments(pid)
            found |= {name: pid for name, word in words.items() if word in arguments}
        return found

    def processes(self) -> set[int]:
        """Return the process numbers of all that the portal started (Linux only)."""
        return _descendants(self.process.pid, deep=True)

    def mails(self) -> list[EmailMessage]:
        """Return the mail written to files, oldest first."""
        files = sorted(
            (self.var_dir / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime_ns
        )
        return [
            message
            for file in files
            for part in file.read_bytes().split(b"-" * 79)
            if part.strip()
            if isinstance(
                message := message_from_bytes(part.strip(), policy=policy.default), EmailMessage
            )
        ]

    def newest_mail(self, *, to: str, after: int = 0, within: float = 30.0) -> EmailMessage:
        """Wait for a mail to somebody, the first `after` of theirs left out; the newest."""

        def newest() -> EmailMessage | None:
            theirs = [mail for mail in self.mails() if to in str(mail["To"])]
            return theirs[-1] if len(theirs) > after else None

        found = eventually(newest, within=within, what=f"a mail to {to}")
        assert found is not None
        return found

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Signal the portal and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)


@contextlib.contextmanager
def portal(
    var_dir: Path,
    *arguments: str,
    ready: bool = True,
    port: int | None = None,
    given: Mapping[str, str] | None = None,
) -> Iterator[Portal]:
    """Run `manage.py portal`, by default on a free port, and until it is ready.

    `given` is added to its environment.
    """
    port = port or free_port()
    var_dir.mkdir(parents=True, exist_ok=True)
    log = var_dir / f"portal-{time.monotonic_ns()}.log"
    env = environment(var_dir, PORT=str(port), **(given or {}))
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "portal", *arguments],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent(),
        )
    running = Portal(process=process, port=port, var_dir=var_dir, environment=env, log=log)
    try:
        if ready:
            eventually(
                lambda: running.status("/readyz") == 200 or process.poll() is not None,
                within=START,
                what="the portal is ready",
            )
            assert process.poll() is None, running.said()
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def alive(pid: int) -> bool:
    """Say whether a process runs; a zombie does not."""
    try:
        return _state_and_parent(pid)[0] != "Z"
    except OSError:
        return False


def _state_and_parent(pid: int) -> tuple[str, int]:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return fields[0], int(fields[1])


def _arguments(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _descendants(parent: int, *, deep: bool) -> set[int]:
    children: dict[int, set[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                pid = int(entry.name)
                children.setdefault(_state_and_parent(pid)[1], set()).add(pid)
    found = children.get(parent, set())
    if deep:
        for child in set(found):
            found = found | _descendants(child, deep=True)
    return found
