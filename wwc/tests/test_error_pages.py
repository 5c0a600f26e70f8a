import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.views import defaults
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.asserts import assertContains

from wwc.urls import urlpatterns as portal


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise {
        "400": SuspiciousOperation("secret detail"),
        "403": PermissionDenied("Only the lead <submits>."),
        "500": RuntimeError("secret detail"),
    }[kind]


urlpatterns = [*portal, path("fail/<str:kind>/", fail)]


@pytest.fixture
def failing(client: Client, settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


def test_a_page_that_is_not_there_says_so_without_a_statement(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/nowhere/<script>/")
    assertContains(response, "<h1>Page not found</h1>", status_code=404)
    assert "<script>/" not in response.content.decode()


def test_a_refusal_says_its_reason(failing: Client, db: None) -> None:
    response = failing.get("/fail/403/")
    assertContains(response, "Only the lead &lt;submits&gt;.", status_code=403)


@pytest.mark.parametrize(
    ("kind", "title"),
    [("400", "The request could not be read"), ("500", "Something went wrong")],
)
def test_a_failure_is_told_without_its_details_and_without_the_database(
    failing: Client, kind: str, title: str
) -> None:
    response = failing.get(f"/fail/{kind}/")
    assertContains(response, f"<h1>{title}</h1>", status_code=int(kind))
    assert "secret detail" not in response.content.decode()


def test_a_form_without_its_token_is_explained(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})
    assertContains(response, "<h1>The form is too old</h1>", status_code=403)


def test_the_page_for_failures_needs_no_request() -> None:
    assert "<h1>Something went wrong</h1>" in render_to_string("500.html")
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
