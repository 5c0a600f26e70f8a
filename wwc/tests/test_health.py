"""What a load balancer asks, with everything there and with everything gone."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from wwc.tests.running import ROOT, environment
from wwc.tests.services import HOST, free_port

ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(SERVER_NAME="127.0.0.1")
alive, ready = client.get("/healthz"), client.get("/readyz")
print(json.dumps([alive.status_code, ready.status_code, ready.json()]))
"""


def test_healthz_answers_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_readyz_says_that_all_is_there_with_one_statement(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "broker": True, "cache": True}
    assert count_queries(lambda: client.get("/readyz")) == 1


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_only_read_and_never_cached(db: None, client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    assert "no-store" in client.get(address)["Cache-Control"]


def test_readyz_names_what_is_gone_and_healthz_still_answers(tmp_path: Path) -> None:
    gone = {
        "DJANGO_SETTINGS_MODULE": "wwc.settings",
        "DATABASE_URL": f"postgres://nobody:x@{HOST}:{free_port()}/none",
        "REDIS_URL": f"redis://{HOST}:{free_port()}/0",
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment(tmp_path, **gone),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(asked.stdout) == [
        200,
        503,
        {"database": False, "broker": False, "cache": False},
    ]
