"""Whom the journeys are about: a patient at a phone, who reads the page and answers section by section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from screening.questions.durations import parse_day
from screening.questions.loader import load_file
from screening.questions.model import (
    NONE_TEXT,
    SPECIAL_ANSWERS,
    HeldFact,
    Question,
    QuestionSet,
    QuestionType,
    Section,
)
from screening.questions.words import Words
from screening.web.cookies import DRAFT_COOKIE
from tests.journeys.watching import Watch

ROOT = Path(__file__).resolve().parents[2]
HEALTHY_CASE = "healthy_adult"
WORDS = Words.english()
NAME = "Ada Byron"
PHONE = "020 7946 0123"


@lru_cache
def shipped_set() -> QuestionSet:
    """The question set that is shipped, with its example patients."""
    found = load_file(ROOT / "questions.yaml").question_set
    assert found is not None
    return found


def healthy_answers(question_set: QuestionSet | None = None) -> dict[str, object]:
    """What a healthy adult answers, contact included: the set's own example, and how to reach the person."""
    asked = question_set or shipped_set()
    case = next(case for case in asked.cases if case.id == HEALTHY_CASE)
    contact = [question for section in asked.sections if section.is_contact for question in section.questions]
    return {
        **case.answers,
        **{question.id: _contact_answer(question) for question in contact if not question.optional},
    }


def _contact_answer(question: Question) -> object:
    match question.type, question.holds:
        case _, HeldFact.NAME:
            return NAME
        case QuestionType.PHONE, _:
            return PHONE
        case QuestionType.CONSENT | QuestionType.YES_NO, _:
            return "yes"
        case _:
            return question.options[0].id


def danger_answers(question_set: QuestionSet, urgency: str) -> dict[str, object]:
    """The first example patient of the set who needs help this soon."""
    case = next(case for case in question_set.cases if case.expect.get("urgency") == urgency)
    return {**healthy_answers(question_set), **case.answers}


def option_words(question: Question, answer: str) -> str:
    """How a choice is worded on the page."""
    if answer in SPECIAL_ANSWERS:
        special = question.special(answer)
        return (special.text if special else None) or WORDS.text(f"special.{answer}")
    return next(option.text for option in question.options if option.id == answer)


@dataclass
class Patient:
    """Someone who fills in the form in a browser."""

    page: Page
    url: str
    watch: Watch
    question_set: QuestionSet = field(default_factory=shipped_set)

    @property
    def token(self) -> str:
        """The token of the form, as only the browser's cookie holds it."""
        return next(c["value"] for c in self.page.context.cookies() if c["name"] == DRAFT_COOKIE)

    def opens(self, path: str = "/") -> None:
        """Go to an address of the form."""
        self.page.goto(self.url + path)

    def opens_page(self, name: str) -> None:
        """Go to a page of the form by its name."""
        self.opens(f"/?page={name}")

    def starts(self) -> None:
        """Open the form and press Start."""
        self.opens()
        self.presses("nav.start")
        self.sees_section(self.question_set.sections[0])

    def presses(self, key: str) -> None:
        """Press the button that bears these words of the catalogue."""
        self.button(key).click()

    def button(self, key: str) -> Locator:
        """The button that bears these words of the catalogue, and nothing else."""
        return self.page.get_by_role("button", name=WORDS.text(key), exact=True)

    def sees(self, heading: str) -> None:
        """Wait until this is the page's heading."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()

    def sees_section(self, section: Section | str) -> None:
        """Wait until a section is on the page."""
        if isinstance(section, str):
            section = self.question_set.sections_by_id[section]
        self.sees(section.title)

    def question(self, question_id: str) -> Locator:
        """Where a question stands on the page."""
        return self.page.locator(f".st-key-question-{question_id}")

    def choice(self, question_id: str, answer: str) -> Locator:
        """The radio button or tick of one choice."""
        question = self.question_set.questions[question_id]
        words, box = option_words(question, answer), self.question(question_id)
        if question.type is QuestionType.MANY_OF:
            return box.get_by_role("checkbox", name=words, exact=True)
        return box.get_by_role("radio", name=words, exact=True)

    def chooses(self, question_id: str, answer: str) -> None:
        """Tap one choice by its words, and see that it is chosen."""
        question = self.question_set.questions[question_id]
        words = option_words(question, answer)
        self.question(question_id).get_by_text(words, exact=True).last.click()

    def has_chosen(self, question_id: str, answer: str, *, chosen: bool = True) -> None:
        """Wait until a choice shows as chosen, or not."""
        expect(self.choice(question_id, answer)).to_be_checked(checked=chosen)

    def field(self, question_id: str, label: str | None = None) -> Locator:
        """Where one types the answer to a question; `label` picks one of several fields."""
        box = self.question(question_id)
        return box.get_by_label(label, exact=True) if label else box.get_by_role("textbox").first

    def types(self, question_id: str, text: str) -> None:
        """Type an answer, without leaving the field."""
        self.field(question_id).fill(text)

    def answers(self, question_id: str, raw: object) -> None:
        """Give an answer as the question wants it: tap, tick or type."""
        question = self.question_set.questions[question_id]
        match question.type, raw:
            case _, list():
                for item in raw:
                    self.chooses(question_id, str(item))
            case QuestionType.CONSENT, "yes":
                self.question(question_id).get_by_text(WORDS.text("consent"), exact=True).click()
            case ((QuestionType.YES_NO | QuestionType.ONE_OF | QuestionType.MANY_OF), str()):
                self.chooses(question_id, raw)
            case QuestionType.DATE, str():
                self.types_date(question_id, raw)
            case ((QuestionType.TEXT | QuestionType.LONG_TEXT), str()) if raw == NONE_TEXT and question.none:
                self.question(question_id).get_by_text(question.none, exact=True).click()
            case _, (str() | int() | float() | Decimal()):
                self.types(question_id, str(raw))
            case _:
                raise AssertionError(f"nobody can answer {question_id} with {raw!r}")

    def types_date(self, question_id: str, iso: str) -> None:
        """Type day, month and year."""
        day = parse_day(iso)
        assert day is not None
        parts = {"day": day.day, "month": day.month, "year": day.year}
        for part, number in parts.items():
            self.field(question_id, WORDS.text(part)).fill(str(number))

    def fills_in(
        self, section_id: str, answers: Mapping[str, object], *, without: Sequence[str] = ()
    ) -> None:
        """Answer all of a section that these answers have something for."""
        section = self.question_set.sections_by_id[section_id]
        self.sees_section(section)
        for question in section.questions:
            if question.id in answers and question.id not in without:
                self.answers(question.id, answers[question.id])

    def change(self, section: Section) -> Locator:
        """The check page's Change button of a section."""
        name = f"{WORDS.text('check.change')}: {section.title}"
        return self.page.get_by_role("button", name=name, exact=True)

    def continues(self) -> None:
        """Press Continue."""
        self.presses("nav.continue")

    def fills_in_all(self, answers: Mapping[str, object], *, start: str | None = None) -> None:
        """Fill in section by section, from the first or from `start`, up to the check page."""
        sections = list(self.question_set.sections_by_id)
        for section_id in sections[sections.index(start) if start else 0 :]:
            self.fills_in(section_id, answers)
            self.continues()
        self.sees(WORDS.text("check.title"))

    def sends(self) -> str:
        """Send from the check page. Returns: the reference."""
        self.presses("check.send")
        reference = self.page.locator(".result strong")
        expect(reference).to_be_visible()
        return reference.inner_text()
