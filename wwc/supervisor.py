"""Several programs run as one: started together, restarted when one dies, stopped together."""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

GRACE: Final = 10.0
"""Seconds that a program has to end by itself."""
PAUSES: Final = (1.0, 2.0, 5.0, 15.0)
"""Seconds before the first, second ... restart of a program that keeps dying."""
STEADY: Final = 60.0
"""Seconds after which a program that runs counts as sound again."""
TICK: Final = 0.1

PR_SET_PDEATHSIG: Final = 1


class AlreadyRunning(Exception):
    """Another process holds the lock; its argument is that process's number, or nothing."""


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock on a file, freed by the system when this process ends in whatever way."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(file.read().strip()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@dataclass(frozen=True, kw_only=True)
class Program:
    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]


@dataclass(kw_only=True)
class _Running:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = field(default=0.0)


class Supervisor:
    """Keeps programs running until SIGINT, SIGTERM or SIGHUP; a second signal stops at once."""

    def __init__(self, programs: Sequence[Program], *, say: Callable[[str], None]) -> None:
        self._running = [_Running(program=program) for program in programs]
        self._say = say
        self._signals = 0

    def run(self, *, is_up: Callable[[], bool], when_up: Callable[[], None]) -> None:
        """Start all, call `when_up` once `is_up`, and return when all have ended."""
        before = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            self._keep_running(is_up, when_up)
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _keep_running(self, is_up: Callable[[], bool], when_up: Callable[[], None]) -> None:
        up = False
        while not self._signals:
            now = time.monotonic()
            for running in self._running:
                self._look_after(running, now)
            if not up and is_up():
                up = True
                when_up()
            time.sleep(TICK)

    def _look_after(self, running: _Running, now: float) -> None:
        process = running.process
        if process is None:
            if now >= running.due:
                running.process = _start(running.program)
                running.started = now
            return
        code = process.poll()
        if code is None:
            return
        _signal_group(process, signal.SIGKILL)
        running.process = None
        running.deaths = 0 if now - running.started > STEADY else running.deaths
        pause = PAUSES[min(running.deaths, len(PAUSES) - 1)]
        running.deaths += 1
        running.due = now + pause
        self._say(f"{running.program.name} {_ending(code)}; starting it again in {pause:g} s")

    def _stop(self) -> None:
        """Ask every program to end, then make it; what it started ends with it."""
        self._say("stopping ...")
        processes = [each.process for each in self._running if each.process is not None]
        for process in processes:
            process.terminate()
        asked_once = self._signals
        deadline = time.monotonic() + GRACE
        while any(process.poll() is None for process in processes):
            if time.monotonic() > deadline or self._signals > max(asked_once, 1):
                break
            time.sleep(TICK)
        for process in processes:
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _start(program: Program) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that the terminal's Ctrl-C reaches only us."""
    return subprocess.Popen(  # noqa: S603 - the arguments are ours
        program.arguments,
        env=dict(program.environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent(),
    )


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """Return what a child runs first, so that Linux signals it when its parent dies."""
    if sys.platform != "linux":
        return None
    return partial(_ask_for_death_signal, ctypes.CDLL(None).prctl, int(number), os.getpid())


def _ask_for_death_signal(
    prctl: Callable[[int, int, int, int, int], int], number: int, parent: int
) -> None:
    prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    return f"was ended by {signal.Signals(-code).name}"
