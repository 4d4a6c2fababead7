"""Staff in a real Chromium: from the invitation to a decision, by mouse and keyboard, each page with axe."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from screening.demo import fill
from screening.questions.loader import SetText, canonical_text
from screening.questions.words import Words
from screening.storage.sql_store import open_store
from screening.submissions.draft import new_token
from screening.submissions.intake_desk import IntakeDesk
from scripts.serving import ROOT, Server
from tests.journeys.given import healthy_answers, shipped_set
from tests.journeys.watching import has_no_violation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = Words.english()
NAME, PASSWORD, SHOWN = "shah", "four words make one key", "Dr Shah"
DESK = {"width": 1280, "height": 760}
PHONE = {"width": 390, "height": 844}
SUBMISSIONS = 60
HOSTILE = "![x](https://example.org/x.png)<img src=https://example.org/y.png onerror=alert(1)> Ada"


@dataclass
class Reviewer:
    """A doctor, who manages the staff as well, in front of a screen."""

    page: Page
    url: str
    asked_for: list[str] = field(default_factory=list)

    def signs_in(self) -> None:
        """Type name and password on the door's page."""
        self.page.goto(f"{self.url}/sign-in")
        self.page.get_by_label(WORDS.text("sign_in.name")).fill(NAME)
        self.page.get_by_label(WORDS.text("sign_in.password")).fill(PASSWORD)
        self.page.get_by_role("button", name=WORDS.text("sign_in.button")).click()
        self.sees_queue()

    def sees_queue(self) -> None:
        """Wait for the queue."""
        expect(self.heading(WORDS.text("staff.queue.title"))).to_be_visible()
        expect(self.page.locator(".st-key-tabs")).to_be_visible()

    def heading(self, words: str) -> Locator:
        """The page's heading."""
        return self.page.get_by_role("heading", level=1, name=words, exact=True)

    def row(self, number: int = 0) -> Locator:
        """A row of the queue."""
        return self.page.locator("[class*='st-key-row-']").nth(number)

    def opens_a_row(self, number: int = 0) -> str:
        """Click in the middle of a row. Returns: its reference."""
        self.rests()
        row = self.row(number)
        reference = row.get_by_role("button").inner_text()
        # Whatever one points at in a row, its button takes the click.
        row.locator(".cell-patient").click(force=True)
        expect(self.page.locator(".summary .facts")).to_contain_text(reference)
        return reference

    def rests(self) -> None:
        """Wait until the page is drawn: rows of the tab before may stand there until then."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(self.page.locator("[data-stale=true]")).to_have_count(0)

    def goes_to(self, state: str) -> None:
        """Click a tab, and wait until it is the open one."""
        tab = self.page.locator(f".st-key-tab-{state} button")
        tab.click()
        expect(tab).to_have_attribute("kind", "primary")
        expect(self.page).to_have_url(re.compile(f"state={state}"))

    def button(self, key: str) -> Locator:
        """A button by its words in the catalogue."""
        return self.page.get_by_role("button", name=WORDS.text(key), exact=True)

    def decides(self, kind: str) -> None:
        """Choose a decision."""
        self.page.locator(".st-key-question-decide-kind").get_by_text(
            WORDS.text(f"staff.decision.{kind}")
        ).click()

    @property
    def focused(self) -> Locator:
        """What has the focus."""
        return self.page.locator(":focus")


def send(server: Server, name: str) -> None:
    """A patient of this name sends a form."""
    question_set, token = shipped_set(), new_token()
    with opened_store(server) as desk:
        answers = {**healthy_answers(), question_set_name(): name}
        draft = desk.save_answers(token, question_set, answers)
        desk.submit(token, draft.id, question_set)


def question_set_name() -> str:
    """The question that holds the name."""
    return next(q.id for q in shipped_set().questions.values() if q.holds == "name")


class opened_store:  # noqa: N801 - reads like a function
    """The intake desk over the running server's database."""

    def __init__(self, server: Server) -> None:
        self.store = open_store(
            f"sqlite:///{server.data / 'screening.sqlite'}",
            key=None,
            key_file=server.data / "screening.key",
            clock=lambda: datetime.now(UTC),
        ).store

    def __enter__(self) -> IntakeDesk:
        return IntakeDesk(self.store, lambda: datetime.now(UTC))

    def __exit__(self, *_: object) -> None:
        self.store.close()


@pytest.fixture(scope="module")
def clinic(server: Server, browser: Browser) -> Server:
    """A clinic with submissions, whose first account was just made from the printed link."""
    opening = opened_store(server)
    path = ROOT / "questions.yaml"
    text = canonical_text(SetText(path.read_text(encoding="utf-8"), str(path)))
    with opening:
        made = fill(opening.store, shipped_set(), text, lambda: datetime.now(UTC), submissions=SUBMISSIONS)
    assert made == SUBMISSIONS
    page = browser.new_page()
    page.goto(server.invite_link)
    has_no_violation(page)
    page.get_by_label(WORDS.text("invite.display")).fill(SHOWN)
    page.get_by_label(WORDS.text("sign_in.name")).fill(NAME)
    page.get_by_label(WORDS.text("sign_in.password"), exact=True).fill(PASSWORD)
    page.get_by_label(WORDS.text("invite.again")).fill(PASSWORD)
    page.get_by_role("button", name=WORDS.text("invite.button")).click()
    expect(page).to_have_url(f"{server.url}/sign-in")
    has_no_violation(page)
    page.context.close()
    return server


@pytest.fixture
def reviewer(clinic: Server, browser: Browser) -> Iterator[Reviewer]:
    """The doctor at a desk, signed in; whatever their browser asked for was asked of this server."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 1280, "height": 760}, locale="en-GB", accept_downloads=True
    )
    context.set_default_timeout(10_000)
    doctor = Reviewer(context.new_page(), clinic.url)
    context.on("request", lambda request: doctor.asked_for.append(request.url))
    doctor.signs_in()
    yield doctor
    context.close()
    foreign = [url for url in doctor.asked_for if not url.startswith((clinic.url, "data:", "blob:"))]
    assert foreign == []


def test_from_the_queue_to_a_decision(reviewer: Reviewer) -> None:
    has_no_violation(reviewer.page)
    expect(reviewer.row().locator(".badge.tone-emergency").first).to_be_visible()
    reference = reviewer.opens_a_row()
    expect(reviewer.page.locator("h1")).to_be_focused()
    has_no_violation(reviewer.page)

    reviewer.button("staff.decide.record").click()
    expect(reviewer.page.locator(".mistakes")).to_be_focused()
    has_no_violation(reviewer.page)
    reviewer.page.locator(".mistakes a").first.click()
    expect(reviewer.focused).to_have_attribute("type", "radio")

    reviewer.decides("advised_urgent_care")
    expect(reviewer.page.locator(".mistakes")).to_have_count(0)
    reviewer.button("staff.decide.record").click()
    reviewer.sees_queue()
    expect(reviewer.page.locator(".said")).to_contain_text(reference)
    expect(reviewer.page.get_by_role("button", name=reference)).to_have_count(0)
    has_no_violation(reviewer.page)


def test_the_summary_needs_no_scrolling_at_a_desk(reviewer: Reviewer) -> None:
    reviewer.opens_a_row()
    shown = [".who h1", ".badges", ".facts", ".reason >> nth=0", ".st-key-decide [role=radiogroup] >> nth=0"]
    for place in shown:
        box = reviewer.page.locator(place).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= DESK["height"], place


def test_rows_open_by_keyboard_and_show_the_focus(reviewer: Reviewer) -> None:
    button = reviewer.row().get_by_role("button")
    reviewer.page.locator(".st-key-tabs button").last.focus()
    reviewer.page.keyboard.press("Tab")
    expect(button).to_be_focused()
    outline = reviewer.row().evaluate("(row) => getComputedStyle(row).outlineStyle")
    assert outline == "solid"
    reviewer.page.keyboard.press("Enter")
    expect(reviewer.page.locator(".summary")).to_be_visible()


def test_rows_are_large_enough_and_one_target_from_edge_to_edge(reviewer: Reviewer) -> None:
    box = reviewer.row().bounding_box()
    assert box is not None
    assert box["height"] >= 44
    reviewer.page.mouse.click(box["x"] + 5, box["y"] + box["height"] - 5)
    expect(reviewer.page.locator(".summary")).to_be_visible()


def test_back_forward_and_reload_keep_the_place(reviewer: Reviewer) -> None:
    page = reviewer.page
    reviewer.goes_to("done")
    reference = reviewer.opens_a_row(2)
    expect(page).to_have_url(re.compile(f"page=submission.*open={reference}"))
    page.go_back()
    reviewer.sees_queue()
    expect(page.locator(".st-key-tab-done button")).to_have_attribute("kind", "primary")
    page.go_forward()
    expect(page.locator(".summary .facts")).to_contain_text(reference)
    page.reload()
    expect(page.locator(".summary .facts")).to_contain_text(reference)
    reviewer.button("staff.back").click()
    reviewer.sees_queue()
    expect(page.locator(".st-key-tab-done button")).to_have_attribute("kind", "primary")


def test_a_note_survives_a_look_at_the_queue(reviewer: Reviewer) -> None:
    reviewer.opens_a_row(1)
    note = reviewer.page.locator(".st-key-question-decide-note textarea")
    note.fill("ask about the scan")
    note.blur()
    reviewer.page.wait_for_timeout(300)
    reviewer.rests()
    reviewer.page.go_back()
    reviewer.sees_queue()
    reviewer.page.go_forward()
    expect(note).to_have_value("ask about the scan")


def test_the_first_click_after_a_restart_counts(reviewer: Reviewer, clinic: Server) -> None:
    """Red when a button acts in an on_click callback."""
    reference = reviewer.opens_a_row(1)
    reviewer.decides("see_in_person")
    reviewer.rests()
    clinic.restart()
    reviewer.page.wait_for_timeout(1500)
    reviewer.button("staff.decide.record").click()
    expect(reviewer.page.locator(".said")).to_contain_text(reference, timeout=15000)


def test_an_export_is_a_file_that_opens_as_text(reviewer: Reviewer, clinic: Server, tmp_path: Path) -> None:
    send(clinic, '=cmd|" /C calc"!A0')
    reviewer.goes_to("can_book")
    reviewer.button("staff.export.button").click()
    with reviewer.page.expect_download() as waiting:
        reviewer.page.get_by_role("button", name=WORDS.text("staff.export.download")).click()
    has_no_violation(reviewer.page)
    target = tmp_path / waiting.value.suggested_filename
    assert target.suffix == ".csv"
    waiting.value.save_as(target)
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\"'=cmd|" in content
    assert b',"=' not in content


def test_what_a_patient_types_fetches_nothing(reviewer: Reviewer, clinic: Server) -> None:
    """Red when a name or an answer goes through Markdown or unescaped HTML."""
    send(clinic, HOSTILE)
    page = reviewer.page
    page.goto(f"{clinic.url}/staff?page=queue&state=can_book")
    reviewer.sees_queue()
    while page.get_by_text("Ada", exact=False).count() == 0:
        reviewer.button("staff.queue.next").click()
        page.wait_for_timeout(700)
    page.get_by_text("Ada", exact=False).first.click(force=True)
    expect(page.locator(".summary h1")).to_contain_text("![x](https://example.org/x.png)<img")
    page.wait_for_timeout(500)


def test_a_phone_shows_cards_and_never_scrolls_sideways(reviewer: Reviewer) -> None:
    page = reviewer.page
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    expect(page.locator(".queue-heading")).to_be_hidden()
    for visit in ("queue", "submission"):
        if visit == "submission":
            reviewer.opens_a_row(1)
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= PHONE["width"], visit


def test_signing_out_everywhere_acts_in_the_other_tab(reviewer: Reviewer) -> None:
    page = reviewer.page
    other = page.context.new_page()
    other.goto(f"{reviewer.url}/staff")
    expect(other.locator(".st-key-tabs")).to_be_visible()
    page.locator(".st-key-account button").click()
    expect(reviewer.heading(WORDS.text("staff.account.title"))).to_be_visible()
    has_no_violation(page)
    reviewer.button("staff.account.everywhere").click()
    expect(reviewer.heading(WORDS.text("staff.out.title"))).to_be_visible()
    has_no_violation(page)
    other.locator(".st-key-tab-done button").click()
    expect(other.get_by_role("heading", name=WORDS.text("staff.out.title"))).to_be_visible()
    page.get_by_role("link", name=WORDS.text("staff.out.link")).click()
    expect(page).to_have_url(f"{reviewer.url}/sign-in")
