"""Answers in the words that the patient saw."""

from decimal import Decimal

import pytest

from screening.questions.model import QuestionType
from screening.rules.answers import Why
from screening.web.patient.answer_words import answer_words
from screening.web.patient.mistakes import mistake_words
from screening.web.patient.question_widgets import parse_date_parts, parse_number
from tests.builders import loaded
from tests.journeys.form_rooms import WIDE_SET, WORDS

BORN = "What is your date of birth?"
QUESTIONS = loaded(WIDE_SET).questions


@pytest.mark.parametrize(
    ("question", "raw", "words"),
    [
        ("chest", "yes", "Yes"),
        ("chest", "not_sure", "Not sure"),
        ("signs", ["red", "blue"], "Red\nBlue"),
        ("signs", ["not_sure"], "Not sure"),
        ("height", Decimal("170.50"), "170.50 cm"),
        ("height", "prefer_not_to_say", "I prefer not to say"),
        ("born", "1990-03-01", "1 March 1990"),
        ("born", "31/2/1990", "31/2/1990"),
        ("pills", "none", "I take none"),
        ("pills", "yes", "yes"),
        ("pills", "<b>x</b>\n=1+1", "<b>x</b>\n=1+1"),
        ("agreed", "yes", "I agree"),
        ("who", "gp", "A [GP](x)"),
        # Forged: shown as it came, never as something else.
        ("chest", "maybe", "maybe"),
        ("signs", "nonsense", "nonsense"),
    ],
)
def test_an_answer_in_words(question: str, raw: object, words: str) -> None:
    assert answer_words(QUESTIONS[question], raw, WORDS) == words


@pytest.mark.parametrize(
    ("question", "why", "raw", "words"),
    [
        ("chest", None, None, "Choose an answer: Do you have chest pain now?"),
        ("signs", None, None, "Tick at least one answer: Which of these?"),
        ("signs", Why.NOT_AN_OPTION, ["x"], "Choose an answer again: Which of these?"),
        ("height", Why.OUT_OF_RANGE, 17, "Enter a number from 100 to 230 cm: How tall are you?"),
        ("children", Why.NOT_WHOLE, Decimal("1.5"), "Enter a whole number: How many children?"),
        ("children", Why.NOT_A_NUMBER, "two", "Enter a number: How many children?"),
        ("born", None, None, "Enter a day, month and year, like 27 3 1985: What is your date of birth?"),
        (
            "born",
            Why.OUT_OF_RANGE,
            "2090-01-01",
            f"Check the day, month and year: {BORN}",
        ),
        ("pills", None, None, "Write an answer, or tick “I take none”: Which pills?"),
        ("called", None, None, "Write an answer: What is your name?"),
        ("phone", Why.NOT_A_PHONE, "x", "Enter a phone number, like 020 1: What is your phone number?"),
        ("agreed", None, None, "Tick the box to go on: You may phone my doctor."),
    ],
)
def test_a_mistake_says_what_to_do(question: str, why: Why | None, raw: object, words: str) -> None:
    assert mistake_words(QUESTIONS[question], why, raw, WORDS, phone="020 1") == words


def test_every_kind_of_question_and_every_reason_has_words() -> None:
    for question in QUESTIONS.values():
        for why in [None, *Why]:
            told = mistake_words(question, why, "x", WORDS, phone="020 1")
            assert question.ask in told or question.type is QuestionType.INFO
            assert "invalid" not in told.lower()
            assert "required" not in told.lower()


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("1,5", None, Decimal("1.5")),
        ("68 kg", "kg", Decimal(68)),
        ("68 lb", "kg", "68 lb"),
        ("", "kg", None),
        ("   ", None, None),
        (None, None, None),
        ("1.234,5", None, "1.234,5"),
        ("1e3", None, Decimal(1000)),
        ("0x10", None, "0x10"),
        ("1_0", None, "1_0"),
        ("sNaN", None, "sNaN"),
    ],
)
def test_a_typed_number(typed: str | None, unit: str | None, number: object) -> None:
    """Exact, or as it was typed. Red when: something is guessed."""
    assert parse_number(typed, unit) == number


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (["1", "3", "1990"], "1990-03-01"),
        (["01", "03", " 1990 "], "1990-03-01"),
        (["", "", ""], None),
        (["31", "2", "1990"], "31/2/1990"),
        (["1", "3", "90"], "1/3/90"),
        (["1/2", "3", "1990"], "1 2/3/1990"),
        (["\u0661", "3", "1990"], "\u0661/3/1990"),
        (["1" * 5000, "3", "1990"], "1" * 5000 + "/3/1990"),
    ],
)
def test_a_typed_date(parts: list[str], date: str | None) -> None:
    assert parse_date_parts(parts) == date
