"""Prepare the portal and run it: web server, worker and clock, until Ctrl-C."""

import http.client
import os
import socket
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections

from wwc.supervisor import AlreadyRunning, Program, Supervisor, only_one

HOST: Final = "127.0.0.1"
DEMO_OUTPUT: Final = "demo-log-ins.txt"


class Command(BaseCommand):
    help = "Prepare the portal and run it: web server, worker and clock, until Ctrl-C."
    # `migrate` runs the checks; a portal that is refused need not wait for them.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo",
            action="store_true",
            help="on the first run, make cities, people and assessments to look at",
        )

    def handle(self, *_args: Any, demo: bool, **_options: Any) -> None:
        if demo and settings.SECURE:
            raise CommandError(
                "--demo makes people whose passwords are known: not for a public installation "
                "(SITE_URL with https)."
            )
        try:
            with only_one(settings.VAR_DIR / "portal.lock"):
                refuse_taken_port(settings.PORT)
                self._prepare(demo=demo)
                Supervisor(programs(dict(os.environ)), say=self._say).run(
                    is_up=lambda: answers(settings.PORT), when_up=self._print_welcome
                )
        except AlreadyRunning as error:
            raise CommandError(
                f"A portal already runs on {settings.VAR_DIR} (process {error}). "
                "Stop it first, or give this one another VAR_DIR and PORT."
            ) from None
        self._say("stopped")

    def _prepare(self, *, demo: bool) -> None:
        self._say("preparing messages, database, standards, cities, forum and static files ...")
        quiet = {"verbosity": 0, "stdout": StringIO()}
        call_command("compilemessages", **quiet)
        try:
            call_command("migrate", interactive=False, **quiet)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from None
        for command in ("load_standard", "load_cities", "load_forum"):
            call_command(command, **quiet)
        call_command("collectstatic", interactive=False, **quiet)
        if demo and not get_user_model()._default_manager.exists():
            self._make_demo()
        connections.close_all()

    def _make_demo(self) -> None:
        self._say("making cities and people to look at ...")
        output = StringIO()
        call_command("demo", stdout=output)
        path: Path = settings.VAR_DIR / DEMO_OUTPUT
        path.touch(mode=0o600)
        path.write_text(output.getvalue())

    def _print_welcome(self) -> None:
        lines = ["", f"  The portal runs at  {settings.SITE_URL}/"]
        if settings.EMAIL_WRITTEN_TO_FILES:
            lines.append(f"  Mail is written to  {settings.EMAIL_FILE_PATH}/")
        lines += ["  Ctrl-C stops it.", ""]
        demo: Path = settings.VAR_DIR / DEMO_OUTPUT
        if demo.exists():
            lines += [f"  {line}".rstrip() for line in demo.read_text().splitlines()]
            lines.append("")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _say(self, line: str) -> None:
        self.stdout.write(f"portal: {line}")
        self.stdout.flush()


def programs(environment: Mapping[str, str]) -> list[Program]:
    """Return what a portal consists of."""
    python = (sys.executable, "-m")
    celery = (*python, "celery", "--app", "wwc", "--quiet")
    # Only one process may read a folder of messages; Redis serves several.
    pool = ("--pool", "prefork", "--concurrency", "2") if settings.REDIS_URL else ("--pool", "solo")
    commands = {
        "web": (
            *(*python, "gunicorn", "wwc.wsgi", "--bind", f"{HOST}:{settings.PORT}"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--graceful-timeout", "8", "--log-level", "warning", "--no-control-socket"),
        ),
        "worker": (
            *(*celery, "worker", "--loglevel", "INFO", *pool),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ),
        "clock": (*celery, "beat", "--loglevel", "INFO"),
    }
    return [
        Program(name=name, arguments=arguments, environment=environment)
        for name, arguments in commands.items()
    ]


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        # As the web server does: an address whose last connections just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). "
                f"Choose another, for example: PORT={port + 1} make run"
            ) from None


def answers(port: int) -> bool:
    """Say whether a web server answers there; what it answers is not asked."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
