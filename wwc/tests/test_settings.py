"""Settings from the environment: what is refused, and what a bare environment gives."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from wwc.tests.running import ROOT, environment

PUBLIC = {"SITE_URL": "https://portal.example.org"}
SHOW = """
import json, sys
from wwc import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read(var_dir: Path, *names: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Read settings in a process of their own, as the portal does."""
    return subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        cwd=ROOT,
        env=environment(var_dir, **given),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def values(var_dir: Path, *names: str, **given: str) -> Any:
    done = read(var_dir, *names, **given)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_bare_environment_keeps_everything_in_the_var_folder(tmp_path: Path) -> None:
    found = values(
        tmp_path,
        *("DEBUG", "SECURE", "SITE_URL", "DATABASES", "MEDIA_ROOT", "STATIC_ROOT"),
        *("EMAIL_FILE_PATH", "EMAIL_WRITTEN_TO_FILES", "CELERY_BROKER_URL", "ALLOWED_HOSTS"),
    )
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert found["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    del found["DATABASES"]
    assert found == {
        "DEBUG": False,
        "SECURE": False,
        "SITE_URL": "http://127.0.0.1:8000",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "EMAIL_FILE_PATH": str(tmp_path / "mail"),
        "EMAIL_WRITTEN_TO_FILES": True,
        "CELERY_BROKER_URL": "filesystem://localhost",
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
    }


def test_the_site_is_where_its_port_is(tmp_path: Path) -> None:
    found = values(tmp_path, "SITE_URL", "CSRF_TRUSTED_ORIGINS", PORT="8123")
    assert found == {
        "SITE_URL": "http://127.0.0.1:8123",
        "CSRF_TRUSTED_ORIGINS": ["http://127.0.0.1:8123"],
    }


def test_a_public_installation_without_a_secret_of_its_own_is_refused(tmp_path: Path) -> None:
    refused = read(tmp_path, "SECRET_KEY", **PUBLIC)
    assert refused.returncode != 0
    assert "A public installation (SITE_URL with https) needs SECRET_KEY." in refused.stderr


def test_a_public_installation_sends_its_cookies_over_https_alone(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG")
    assert values(tmp_path, *names, SECRET_KEY="s" * 60, **PUBLIC) == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "DEBUG": False,
    }
    assert not (tmp_path / "secret_key").exists()


def test_processes_that_start_together_agree_on_a_secret_only_its_owner_reads(
    tmp_path: Path,
) -> None:
    with ThreadPoolExecutor(4) as pool:
        secrets = list(pool.map(lambda _: values(tmp_path, "SECRET_KEY")["SECRET_KEY"], range(4)))
    assert len(set(secrets)) == 1
    assert len(secrets[0]) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["secret_key"]


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("DATABASE_URL", "notadatabase://x"), ("DEBUG", "")]
)
def test_what_cannot_be_read_is_refused_or_safe(tmp_path: Path, name: str, value: str) -> None:
    done = read(tmp_path, "DEBUG", **{name: value})
    assert done.returncode != 0 or json.loads(done.stdout) == {"DEBUG": False}


def test_servers_given_by_address_are_used(tmp_path: Path) -> None:
    found = values(
        tmp_path,
        *("DATABASES", "CELERY_BROKER_URL", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS"),
        "EMAIL_WRITTEN_TO_FILES",
        DATABASE_URL="postgres://me:secret@db.example.org:5433/portal",
        REDIS_URL="redis://cache.example.org:6379/1",
        EMAIL_URL="smtp+tls://me:secret@mail.example.org:587",
    )
    database = found.pop("DATABASES")["default"]
    assert (database["ENGINE"], database["HOST"], database["PORT"], database["NAME"]) == (
        "django.db.backends.postgresql",
        "db.example.org",
        5433,
        "portal",
    )
    assert found == {
        "CELERY_BROKER_URL": "redis://cache.example.org:6379/1",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_USE_TLS": True,
        "EMAIL_WRITTEN_TO_FILES": False,
    }
