import re
from collections.abc import Callable, Mapping

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from pytest_django import Settings

from cities.models import User
from cities.tests import world

pytestmark = pytest.mark.django_db
SIGNUP = "/accounts/signup/"
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
CHECK_MAIL = "/accounts/confirm-email/"
ANA = {
    "full_name": "Ana Diaz",
    "job_title": "Chief Data Officer",
    "email": "Ana@City.example.org",
    "password1": world.PASSWORD,
    "password2": world.PASSWORD,
}


def test_signing_up_confirming_and_landing_on_the_page_to_join_a_city(client: Client) -> None:
    response = client.post(SIGNUP, ANA)
    assert (response.status_code, response["Location"]) == (302, CHECK_MAIL)
    ana = User.objects.get()
    assert (ana.email, ana.full_name, ana.job_title, ana.is_staff) == (
        "ana@city.example.org",
        "Ana Diaz",
        "Chief Data Officer",
        False,
    )
    assert "_auth_user_id" not in client.session
    link = world.link_in_last_mail("confirm-email")
    assert "Is ana@city.example.org your address?" in world.shown(client.get(link))
    assert not EmailAddress.objects.get().verified
    response = client.post(link)
    assert (response.status_code, response["Location"]) == (302, "/accounts/city/")
    assert client.get("/accounts/city/").status_code == 200


def test_nobody_signs_in_before_confirming(client: Client) -> None:
    client.post(SIGNUP, ANA)
    mail.outbox.clear()
    response = client.post(LOGIN, {"login": ANA["email"], "password": world.PASSWORD})
    assert response["Location"] == CHECK_MAIL
    assert "_auth_user_id" not in client.session
    assert len(mail.outbox) == 1


def test_a_confirmation_link_works_once_and_says_so_afterwards(client: Client) -> None:
    client.post(SIGNUP, ANA)
    link = world.link_in_last_mail("confirm-email")
    Client().post(link)
    response = client.get("/accounts/confirm-email/nonsense/")
    assert "This link no longer works" in world.shown(response)


def test_a_taken_address_is_answered_like_a_free_one(client: Client) -> None:
    free = client.post(SIGNUP, ANA)
    User.objects.all().delete()
    world.person("ana@city.example.org")
    mail.outbox.clear()
    other = Client()
    taken = other.post(SIGNUP, {**ANA, "full_name": "Somebody Else"})
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert world.shown(client.get(CHECK_MAIL)) == world.shown(other.get(CHECK_MAIL))
    assert User.objects.get().full_name == "Ana"
    assert mail.outbox[0].subject == "You already have an account"
    assert "Somebody Else" not in mail.outbox[0].body


def test_a_new_password_is_asked_for_alike_with_and_without_an_account() -> None:
    world.person("ana@city.example.org")
    answers = []
    for email in ("ana@city.example.org", "nobody@city.example.org"):
        client = Client()
        response = client.post(RESET, {"email": email})
        answers.append((response.status_code, response["Location"]))
        answers.append((200, world.shown(client.get(response["Location"]))))
    assert answers[:2] == answers[2:]
    assert [letter.subject for letter in mail.outbox] == [
        "Set a new password",
        "There is no account with this address",
    ]


def test_a_wrong_password_and_an_unknown_address_are_answered_alike() -> None:
    world.person("ana@city.example.org")
    pages = [
        world.shown(Client().post(LOGIN, {"login": email, "password": "wrong wrong wrong"}))
        for email in ("ana@city.example.org", "nobody@city.example.org")
    ]
    assert "There is a problem" in pages[0]
    assert _without_token(pages[0].replace("ana@", "")) == _without_token(
        pages[1].replace("nobody@", "")
    )


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_a_forgotten_password_is_set_by_mail_and_then_signs_in(client: Client) -> None:
    world.person("ana@city.example.org")
    client.post(RESET, {"email": "ana@city.example.org"})
    link = world.link_in_last_mail("password/reset/key")
    form = client.get(link, follow=True)
    new = {"password1": "another long password", "password2": "another long password"}
    response = client.post(form.request["PATH_INFO"], new, follow=True)
    assert "Your new password is saved" in world.shown(response)
    assert mail.outbox[-1].subject == "Your password has been changed"
    client.post(LOGIN, {"login": "ana@city.example.org", "password": new["password1"]})
    assert "_auth_user_id" in client.session
    assert "This link no longer works" in world.shown(Client().get(link))


def test_changing_the_password_signs_out_everywhere() -> None:
    ana = world.person("ana@city.example.org")
    client, elsewhere = world.browser(ana), world.browser(ana)
    new = {"password1": "another long password", "password2": "another long password"}
    client.post("/accounts/password/change/", {"oldpassword": world.PASSWORD, **new})
    for browser in (client, elsewhere):
        assert browser.get("/accounts/profile/").status_code == 302
    assert mail.outbox[-1].to == ["ana@city.example.org"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("full_name", "", "This field is required"),
        ("full_name", "Win https://example.org", "without links"),
        ("full_name", "<b>Ana</b>", "without links"),
        ("full_name", "A" * 121, "at most 120"),
        ("email", "no address", "valid email"),
        ("password1", "short", "at least 12"),
        ("password2", "something else", "same password"),
    ],
)
def test_a_faulty_sign_up_is_shown_with_its_faults(
    client: Client, field: str, value: str, said: str
) -> None:
    page = world.shown(client.post(SIGNUP, {**ANA, field: value}))
    assert "There is a problem" in page
    assert said in page
    assert not User.objects.exists()


def test_the_folder_of_letters_is_told_only_where_letters_are_files(
    client: Client, settings: Settings
) -> None:
    settings.EMAIL_FILE_PATH = str(settings.BASE_DIR / "var" / "mail")
    for written, told in ((True, True), (False, False)):
        settings.EMAIL_WRITTEN_TO_FILES = written
        for page in (CHECK_MAIL, "/accounts/password/reset/done/"):
            assert ("<code>var/mail</code>" in world.shown(client.get(page))) is told


def test_signing_out_is_a_post() -> None:
    client = world.browser(world.person("ana@city.example.org"))
    assert "Sign out?" in world.shown(client.get("/accounts/logout/"))
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_people_land_at_their_work_and_a_closed_account_is_told() -> None:
    lead = world.lead_of(world.city())
    login = {"login": lead.email, "password": world.PASSWORD}
    assert Client().post(LOGIN, login)["Location"] == "/assessments/"
    at_work = {"login": world.staff("manager").email, "password": world.PASSWORD}
    assert Client().post(LOGIN, at_work)["Location"] == "/admin/"
    User.objects.filter(pk=lead.pk).update(is_active=False)
    response = Client().post(LOGIN, login, follow=True)
    assert "_auth_user_id" not in response.client.session


def test_an_address_is_not_changed_by_oneself() -> None:
    client = world.browser(world.person("ana@city.example.org"))
    assert "Write to" in world.shown(client.get("/accounts/email/"))
    assert (
        client.post("/accounts/email/", {"action_add": "1", "email": "x@example.org"}).status_code
        == 405
    )
    assert EmailAddress.objects.count() == 1


@pytest.mark.parametrize(
    "page",
    [SIGNUP, LOGIN, RESET, CHECK_MAIL, "/accounts/password/reset/done/", "/accounts/inactive/"],
)
def test_pages_before_signing_in_have_one_heading_and_no_inline_code(
    client: Client, page: str
) -> None:
    html = world.shown(client.get(page))
    assert html.count("<h1") == 1
    assert "style=" not in html
    assert "onclick" not in html


@pytest.mark.parametrize(
    "page", ["/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/logout/"]
)
def test_pages_of_an_account_are_in_our_look(page: str) -> None:
    html = world.shown(world.browser(world.person("ana@city.example.org")).get(page))
    assert html.count("<h1") == 1
    assert 'class="site-header"' in html


def test_too_many_tries_get_a_page_of_our_own(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    client.post(SIGNUP, ANA)
    response = client.post(SIGNUP, ANA)
    assert response.status_code == 429
    assert "Too many tries" in world.shown(response)


# --- languages --------------------------------------------------------------------------------


def test_who_signs_up_keeps_the_language_of_the_page(client: Client) -> None:
    client.post(f"/pt{SIGNUP}", ANA)
    client.post(
        SIGNUP, {**ANA, "email": "eva@example.org"}, headers={"accept-language": "fr-CA,en;q=0.5"}
    )
    languages = User.objects.values_list("email", "language")
    assert dict(languages) == {"ana@city.example.org": "pt", "eva@example.org": "fr"}


def test_a_browser_in_english_leaves_the_language_to_the_city(client: Client) -> None:
    client.post(SIGNUP, ANA, headers={"accept-language": "en-US"})
    client.post(f"/en{SIGNUP}", {**ANA, "email": "eva@example.org"})
    languages = User.objects.values_list("email", "language")
    assert dict(languages) == {"ana@city.example.org": "", "eva@example.org": "en"}


def test_letters_about_an_account_are_in_its_owners_language_and_lead_to_no_prefix(
    client: Client, catalogue: Callable[[str, Mapping[str, str]], None]
) -> None:
    catalogue("es", {"Set a new password": "Elija una contraseña nueva"})
    world.person("ana@example.org", language="es")
    client.post(f"/fr{RESET}", {"email": "ana@example.org"})
    letter = mail.outbox[-1]
    assert letter.subject == "Elija una contraseña nueva"
    link = re.search(r"https?://\S+/reset/key/\S+", str(letter.body))
    assert link is not None
    assert link[0].startswith(f"{settings.SITE_URL}/accounts/password/reset/key/")
    assert client.get(world.link_in_last_mail("reset/key"), follow=True).status_code == 200


def test_a_letter_to_an_address_without_account_is_in_the_pages_language(
    client: Client, catalogue: Callable[[str, Mapping[str, str]], None]
) -> None:
    catalogue("es", {"There is no account with this address": "No hay ninguna cuenta"})
    client.post(f"/es{RESET}", {"email": "nobody@example.org"})
    assert mail.outbox[-1].subject == "No hay ninguna cuenta"
    assert f"{settings.SITE_URL}{SIGNUP}\n" in f"{mail.outbox[-1].body}\n"


def test_a_letter_to_confirm_an_address_leads_to_no_prefix(client: Client) -> None:
    client.post(f"/es{SIGNUP}", ANA)
    assert world.link_in_last_mail("confirm-email").startswith("/accounts/confirm-email/")
