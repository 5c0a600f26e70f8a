"""Limits on tries: as the portal's own settings keep them, and whom they count."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from cities.tests import world
from wwc.tests.test_settings import values

pytestmark = pytest.mark.django_db
PROXY = "192.0.2.1"


def signs_in(password: str, *, address: str) -> bool:
    """Try to sign in as Ana from an address."""
    client = Client(REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": "ana@example.org", "password": password})
    return "_auth_user_id" in client.session


def signed_up(forwarded_for: str) -> int:
    """Send a faulty sign-up through the proxy and return the answer's status."""
    client = Client(REMOTE_ADDR=PROXY)
    return client.post(
        "/accounts/signup/", {}, headers={"X-Forwarded-For": forwarded_for}
    ).status_code


def test_an_account_stays_locked_from_everywhere_whatever_else_is_remembered(
    tmp_path: Path, settings: Settings
) -> None:
    settings.CACHES = values(tmp_path, "CACHES")["CACHES"]
    settings.ACCOUNT_RATE_LIMITS = {}
    world.person("ana@example.org")
    for number in range(5):
        signs_in("wrong wrong wrong", address=f"198.51.100.{number}")
    for number in range(1500):
        cache.set(f"another-{number}", [1.0])

    assert not signs_in(world.PASSWORD, address="203.0.113.9")
    cache.clear()
    assert signs_in(world.PASSWORD, address="203.0.113.9")


def test_people_behind_a_trusted_proxy_are_told_apart(tmp_path: Path, settings: Settings) -> None:
    name = "ALLAUTH_TRUSTED_PROXY_COUNT"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = values(tmp_path, name, TRUSTED_PROXIES="1")[name]
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    cache.clear()

    assert [signed_up("203.0.113.1"), signed_up("203.0.113.1")] == [200, 429]
    assert signed_up("203.0.113.2") == 200
    # What a client wrote into the header itself stands before what the proxy added.
    assert signed_up("203.0.113.77, 203.0.113.1") == 429


def test_without_trusted_proxies_the_header_is_not_believed(
    tmp_path: Path, settings: Settings
) -> None:
    name = "ALLAUTH_TRUSTED_PROXY_COUNT"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = values(tmp_path, name)[name]
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    cache.clear()

    assert [signed_up("203.0.113.1"), signed_up("203.0.113.2")] == [200, 429]
