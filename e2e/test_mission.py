"""The whole mission in a browser: from a stranger's sign-up to a certified city's public page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from criteria.core.standard import Criterion, Standard
from criteria.queries import read_standard, standard_file
from e2e.conftest import SHOTS
from wwc.tests.running import Portal
from wwc.tests.visitor import demo_password

pytestmark = pytest.mark.e2e
Look = Callable[[Page, str], None]

ANA = "ana.demo@sanantonio.example.org"
PASSWORD = "quiet river under mesquite"
NOT_YET = frozenset({"DM2", "PA4", "RDC1", "EVAL2"})
"""What the city does not claim; RDC2 to RDC6, EVAL3 and CI2 fall with it: 32 of 43 points."""


def test_from_sign_up_to_certification(
    portal: Portal, new_page: Callable[[], Page], look: Look
) -> None:
    password = demo_password(portal)
    ana, manager, reviewer = new_page(), new_page(), new_page()

    sign_up(ana, portal)
    claim_san_antonio(ana, look)
    log_in(manager, "manager@program.example.org", password)
    approve(manager)
    start(ana, look)
    answer_everything(ana, look)
    report_broadband(ana, look)
    submit(ana, look)
    read_results(ana, look)
    ask_in_the_forum(ana, look)
    ask_for_review(ana)

    log_in(reviewer, "reviewer@program.example.org", password)
    assign(manager, reviewer)
    verify(reviewer)
    decide(manager)
    accept(ana, look)
    publish(manager)
    see_in_public(new_page(), look)


def the_standard() -> Standard:
    path = standard_file("wwc-2022")
    assert path is not None
    return read_standard(path)


def log_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.locator('[name="password"]').fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Sign in")).to_have_count(0)


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of a page of Django's admin, whose own look is not ours to judge."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def sign_up(page: Page, portal: Portal) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail address").fill(ANA)
    page.get_by_label("Full name").fill("Ana Demo-Garza")
    page.get_by_label("Job title").fill("Data officer (demo)")
    page.locator('[name="password1"]').fill(PASSWORD)
    page.locator('[name="password2"]').fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    letter = portal.newest_mail(to=ANA).get_content()
    link = re.search(re.escape(portal.url) + r"/\S+", letter)
    assert link is not None
    page.goto(link[0])
    page.get_by_role("button", name="Yes, confirm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("city")


def claim_san_antonio(page: Page, look: Look) -> None:
    page.get_by_label("Name of your city").press_sequentially("san antonio", delay=30)
    place = page.locator("#places").get_by_role("link", name=re.compile("San Antonio, TX"))
    expect(place).to_be_visible()
    look(page, "pick-a-city")
    place.click()
    page.get_by_label("What do you do at city hall?").fill("I look after the city's data.")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("main")).to_contain_text("San Antonio")
    look(page, "request-sent")


def run_action(page: Page, row: str, label: str) -> None:
    """Run one of the admin's actions on the row that says `row`."""
    page.get_by_role("row", name=re.compile(row)).get_by_role("checkbox").check()
    page.locator('select[name="action"]').select_option(label=label)
    page.get_by_role("button", name=re.compile("Go|Run")).click()


def approve(page: Page) -> None:
    page.goto("/admin/cities/membership/?state__exact=requested")
    keep_picture(page, "admin-requests")
    run_action(page, "San Antonio", "Approve as lead")
    expect(page.locator(".messagelist")).to_contain_text("Ana Demo-Garza")


def start(page: Page, look: Look) -> None:
    page.goto("/assessments/")
    look(page, "start")
    page.get_by_role("button", name="Start an assessment").click()
    expect(page.locator(".counters")).to_contain_text("0")
    look(page, "task-list")


def answer_everything(page: Page, look: Look) -> None:
    page.get_by_role("main").get_by_role("link", name=re.compile("DM1")).first.click()
    for criterion in the_standard().criteria:
        expect(page.get_by_role("heading", level=1)).to_contain_text(criterion.title)
        tick(page, criterion)
        if criterion.code == "DM1":
            watch_it_save(page, criterion)
            look(page, "criterion-form")
            add_evidence(page)
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_role("heading", level=1)).not_to_contain_text(criterion.title)
    page.goto(assessment_of(page))
    expect(page.locator(".counters")).to_contain_text("357")
    look(page, "task-list-answered")


def tick(page: Page, criterion: Criterion) -> None:
    status = "not_in_place" if criterion.code in NOT_YET else "in_place"
    for item in criterion.requirements:
        page.locator(f'input[name="{item.code}-status"][value="{status}"]').check()


def watch_it_save(page: Page, criterion: Criterion) -> None:
    """What was typed is on the server before any button is pressed."""
    saved = page.get_by_text(re.compile(r"^Saved"))
    expect(saved).to_have_count(len(criterion.requirements))
    with page.expect_response(re.compile(r"/DM1/DM1\.1/$")):
        page.get_by_label("Note on DM1.1").fill("Charter of March 2025, one page (demo).")
    page.reload()
    expect(page.get_by_label("Note on DM1.1")).to_have_value(re.compile("Charter"))
    chosen = page.locator('input[value="in_place"]:checked')
    expect(chosen).to_have_count(len(criterion.requirements))


def add_evidence(page: Page) -> None:
    page.locator("summary", has_text="Add evidence").click()
    page.locator('[name="evidence-title"]').fill("Data charter (demo)")
    page.locator('[name="evidence-url"]').fill("https://sanantonio.example.org/charter.pdf")
    page.locator('[name="evidence-requirements"][value="DM1.1"]').check()
    page.get_by_role("button", name="Add this evidence").click()
    expect(page.locator("#evidence")).to_contain_text("Data charter (demo)")


def assessment_of(page: Page) -> str:
    found = re.search(r"/assessments/\d+/", page.url)
    assert found is not None
    return found[0]


def report_broadband(page: Page, look: Look) -> None:
    page.goto(assessment_of(page) + "outcomes/")
    section = page.locator("#broadband")
    section.locator('[name="broadband-value"]').fill("82.5")
    section.locator('[name="broadband-year"]').fill("2024")
    section.locator('[name="broadband-source"]').fill("National household survey (demo)")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#broadband").get_by_text("Outcome met", exact=True)).to_be_visible()
    look(page, "outcomes")


def submit(page: Page, look: Look) -> None:
    page.goto(assessment_of(page) + "check/")
    look(page, "check-answers")
    page.get_by_role("main").get_by_role("checkbox").check()
    page.get_by_role("button", name="Submit the assessment").click()


def read_results(page: Page, look: Look) -> None:
    """The worker's scorecard comes without a reload."""
    title = page.get_by_role("heading", name="Scorecard of the self-assessment")
    expect(title).to_be_visible(timeout=60_000)
    expect(page.get_by_role("main")).to_contain_text("32 of 43 points")
    expect(page.locator("#result .level").first).to_contain_text("Gold")
    look(page, "scorecard")
    page.get_by_role("link", name="See the roadmap").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Platinum")
    first = page.locator("ol.steps > li").first
    first.scroll_into_view_if_needed()
    expect(first.get_by_text("Cities that can help")).to_be_visible()
    expect(first).to_contain_text("Demo Riverbend")
    look(page, "roadmap")


def ask_in_the_forum(page: Page, look: Look) -> None:
    first = page.locator("ol.steps > li").first
    first.get_by_role("link", name=re.compile("Ask the forum about")).click()
    page.locator('[name="title"]').fill("Where did you begin, with two people and no budget?")
    page.locator('[name="text"]').fill(
        "We have **two people** and want to begin this spring. What did you do first? (demo)"
    )
    look(page, "new-topic")
    page.get_by_role("button", name="Start the topic").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where did you begin")
    expect(page.get_by_role("main")).to_contain_text("Ana Demo-Garza")
    look(page, "topic")
    page.goto("/forum/")
    look(page, "forum")


def open_scorecard(page: Page) -> None:
    page.goto("/assessments/")
    page.get_by_role("link", name=re.compile("2022 standard")).click()
    page.goto(assessment_of(page) + "scorecard/")


def ask_for_review(page: Page) -> None:
    open_scorecard(page)
    page.get_by_role("link", name="Ask for a review").click()
    page.get_by_role("button", name="Yes, ask for the review").click()
    expect(page.get_by_text("Review asked for")).to_be_visible()


def open_desk(page: Page) -> None:
    page.goto("/admin/assessments/assessment/")
    page.get_by_role("link", name="San Antonio").click()


def assign(manager: Page, reviewer: Page) -> None:
    open_desk(manager)
    manager.locator('select[name="reviewer"]').select_option(label="Demo Reviewer")
    manager.get_by_role("button", name="Ask to review").click()
    reviewer.goto("/admin/assessments/assignment/")
    run_action(reviewer, "San Antonio", "Accept: I will review these")
    open_desk(manager)
    keep_picture(manager, "admin-desk-manager")
    manager.get_by_role("button", name="Open the review").click()
    expect(manager.locator(".desk-state")).to_contain_text("In review")


def verify(page: Page) -> None:
    open_desk(page)
    keep_picture(page, "admin-desk-reviewer")
    page.get_by_role("link", name="Go on with DM1").click()
    for criterion in the_standard().criteria:
        expect(page.get_by_role("heading", level=2).first).to_contain_text(f"{criterion.code} ")
        judge(page, criterion)
        if criterion.code == "DM1":
            keep_picture(page, "admin-verdicts")
        page.get_by_role("button", name="Final, go on with the next").click()
    page.locator('input[name="confirmed"][value="yes"]').check()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Recommend: my verdicts are complete").click()
    expect(page.locator(".desk-state")).to_contain_text("Recommended")


def judge(page: Page, criterion: Criterion) -> None:
    claimed = criterion.code not in NOT_YET
    for item in criterion.requirements:
        verdict = "met" if claimed else "not_met"
        page.locator(f'input[name="{item.code}-value"][value="{verdict}"]').check()
        if not claimed:
            page.locator(f'textarea[name="{item.code}-reason"]').fill("Not claimed (demo).")


def decide(page: Page) -> None:
    open_desk(page)
    for _look_again in range(30):
        if page.get_by_role("heading", name="Verified score").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator(".desk")).to_contain_text("32 of 43 points: Gold")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".desk-state")).to_contain_text("Decided")
    expect(page.locator(".desk")).to_contain_text("to check the report")
    expect(page.get_by_role("button", name="Publish the result")).to_have_count(0)
    keep_picture(page, "admin-decided")


def accept(page: Page, look: Look) -> None:
    open_scorecard(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Verified scorecard")
    look(page, "verified-scorecard")
    page.get_by_role("button", name="The facts are right, accept the report").click()
    expect(page.get_by_text("Accepted by your city")).to_be_visible()


def publish(page: Page) -> None:
    open_desk(page)
    page.get_by_role("button", name="Publish the result").click()
    expect(page.locator(".desk-state")).to_contain_text("Published")


def see_in_public(page: Page, look: Look) -> None:
    page.goto("/cities/?q=san+antonio")
    look(page, "certified-cities")
    page.get_by_role("link", name="San Antonio, TX, United States").click()
    expect(page.get_by_role("main")).to_contain_text("Gold")
    expect(page.get_by_role("main")).to_contain_text("Verified and decided in this portal")
    look(page, "certified-city")
