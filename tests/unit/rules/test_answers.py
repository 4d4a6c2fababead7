import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.questions.model import QuestionSet
from screening.rules.answers import Answer, Invalid, Why, exact, read_answer
from tests.question_sets import TODAY
from tests.yaml_sets import small

QUESTIONS = """
yn: {ask: A, type: yes_no, not_sure: true}
one: {ask: A, type: one_of, options: {a: A, b: B}}
many: {ask: A, type: many_of, options: {a: A, b: B, none: {text: C, alone: true}}, not_sure: true,
       prefer_not_to_say: true}
number: {ask: A, type: number, between: [100, 230], prefer_not_to_say: true}
free: {ask: A, type: number}
whole: {ask: A, type: number, whole: true, between: [0, 3]}
day: {ask: A, type: date, between: [121 years ago, today], not_sure: true}
text: {ask: A, type: text}
long: {ask: A, type: long_text, none: None}
phone: {ask: A, type: phone}
email: {ask: A, type: email}
agree: {ask: A, type: consent}
maybe: {ask: A, type: consent, optional: true}
info: {ask: A, type: info}
"""


@pytest.fixture(scope="module")
def asked() -> QuestionSet:
    return small(QUESTIONS, "r: {when: {yn: yes}, title: T, source: [S1]}")


def read(question_set: QuestionSet, name: str, raw: Any) -> Answer | Invalid | None:  # noqa: ANN401
    return read_answer(question_set.questions[name], raw, TODAY)


@pytest.mark.parametrize("raw", [None, "", " ", "\t\n\u00a0", "\u200b\u00ad", "\u2800 \u3164", "\x00", []])
@pytest.mark.parametrize("name", ["yn", "one", "many", "number", "day", "text", "agree", "info"])
def test_nothing_is_unanswered(asked: QuestionSet, name: str, raw: object) -> None:
    assert read(asked, name, raw) is None


@pytest.mark.parametrize(
    ("name", "raw", "meaning"),
    [
        ("yn", "yes", frozenset({"yes"})),
        ("one", "b", frozenset({"b"})),
        ("many", ["b", "a"], frozenset({"a", "b"})),
        ("many", ["none"], frozenset({"none"})),
        ("agree", "yes", frozenset({"yes"})),
        ("maybe", "no", frozenset({"no"})),
        ("number", 100, Decimal(100)),
        ("number", 230.0, Decimal(230)),
        ("number", Decimal("170.000"), Decimal(170)),
        ("number", 170.10000000000002, Decimal("170.10000000000002")),
        ("free", -0.1, Decimal("-0.1")),
        ("free", 0.30000000000000004, Decimal("0.30000000000000004")),
        ("whole", 3.0, Decimal(3)),
        ("day", "2026-11-20", date(2026, 11, 20)),
        ("day", "1905-11-20", date(1905, 11, 20)),
        ("text", "x" * 200, "x" * 200),
        ("text", "=cmd|' /C calc'!A0\x00\x1b[31m<b>", "=cmd|' /C calc'!A0\x00\x1b[31m<b>"),
        ("long", "x" * 4000, "x" * 4000),
        ("long", "none", "none"),
        ("phone", "+44 (0)20 7946-0000 ext. 12", "+44 (0)20 7946-0000 ext. 12"),
        ("email", "a.b+c@example.co.uk", "a.b+c@example.co.uk"),
    ],
)
def test_a_valid_answer_has_its_meaning(asked: QuestionSet, name: str, raw: object, meaning: object) -> None:
    found = read(asked, name, raw)
    assert isinstance(found, Answer)
    assert (found.value if found.value is not None else found.chosen) == meaning
    assert found.raw == raw
    assert found.special is None


# Red if: answers.read_answer takes any of these for an answer. None of them may ever lead to a booking.
@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("yn", "Yes", Why.NOT_AN_OPTION),
        ("yn", " yes", Why.NOT_AN_OPTION),
        ("yn", True, Why.WRONG_TYPE),
        ("yn", ["yes"], Why.WRONG_TYPE),
        ("yn", 1, Why.WRONG_TYPE),
        ("yn", "prefer_not_to_say", Why.SPECIAL_NOT_OFFERED),
        ("one", "c", Why.NOT_AN_OPTION),
        ("one", "not_sure", Why.SPECIAL_NOT_OFFERED),
        ("one", {"a": True}, Why.WRONG_TYPE),
        ("many", "a", Why.WRONG_TYPE),
        ("many", ["a", "c"], Why.NOT_AN_OPTION),
        ("many", ["a", "a"], Why.REPEATED),
        ("many", ["none", "a"], Why.ALONE),
        ("many", ["not_sure", "a"], Why.ALONE),
        ("many", ["not_sure", "prefer_not_to_say"], Why.ALONE),
        ("many", ["a", 1], Why.WRONG_TYPE),
        ("many", [["a"]], Why.WRONG_TYPE),
        ("many", [""], Why.NOT_AN_OPTION),
        ("many", {}, Why.WRONG_TYPE),
        ("number", True, Why.NOT_A_NUMBER),
        ("number", False, Why.NOT_A_NUMBER),
        ("number", "170", Why.NOT_A_NUMBER),
        ("number", [170], Why.NOT_A_NUMBER),
        ("number", float("nan"), Why.NOT_A_NUMBER),
        ("number", float("inf"), Why.NOT_A_NUMBER),
        ("number", Decimal("sNaN"), Why.NOT_A_NUMBER),
        ("number", Decimal("-Infinity"), Why.NOT_A_NUMBER),
        ("number", 10**400, Why.NOT_A_NUMBER),
        ("number", json.loads("1e999", parse_float=Decimal), Why.NOT_A_NUMBER),
        ("number", 99.99, Why.OUT_OF_RANGE),
        ("number", Decimal("230.01"), Why.OUT_OF_RANGE),
        ("number", -170, Why.OUT_OF_RANGE),
        ("number", "not_sure", Why.SPECIAL_NOT_OFFERED),
        ("whole", 2.5, Why.NOT_WHOLE),
        ("free", Decimal("1e-40"), Why.NOT_A_NUMBER),
        ("day", "2026-11-21", Why.OUT_OF_RANGE),
        ("day", "1905-11-19", Why.OUT_OF_RANGE),
        ("day", "2026-02-30", Why.NOT_A_DATE),
        ("day", "20.11.2026", Why.NOT_A_DATE),
        ("day", 20261120, Why.NOT_A_DATE),
        ("day", "prefer_not_to_say", Why.SPECIAL_NOT_OFFERED),
        ("text", "x" * 201, Why.TOO_LONG),
        ("text", 5, Why.WRONG_TYPE),
        ("text", ["x"], Why.WRONG_TYPE),
        ("text", "half \ud800", Why.UNREADABLE),
        ("text", "not_sure", Why.SPECIAL_NOT_OFFERED),
        ("long", "x" * 4001, Why.TOO_LONG),
        ("phone", "call me", Why.NOT_A_PHONE),
        ("phone", "(((((((((", Why.NOT_A_PHONE),
        ("phone", "\u0660" * 8, Why.NOT_A_PHONE),
        ("email", "a@b", Why.NOT_AN_EMAIL),
        ("email", "a b@example.org", Why.NOT_AN_EMAIL),
        ("email", "a@example.org, b@example.org", Why.NOT_AN_EMAIL),
        ("agree", "no", Why.NOT_AGREED),
        ("agree", True, Why.WRONG_TYPE),
        ("agree", "maybe", Why.NOT_AN_OPTION),
        ("agree", "not_sure", Why.SPECIAL_NOT_OFFERED),
        ("info", "seen", Why.WRONG_TYPE),
    ],
)
def test_an_invalid_answer_is_named(asked: QuestionSet, name: str, raw: object, why: Why) -> None:
    assert read(asked, name, raw) == Invalid(why)


@pytest.mark.parametrize(
    ("name", "raw", "special"),
    [
        ("yn", "not_sure", "not_sure"),
        ("yn", ["not_sure"], "not_sure"),
        ("many", ["prefer_not_to_say"], "prefer_not_to_say"),
        ("many", "not_sure", "not_sure"),
        ("number", "prefer_not_to_say", "prefer_not_to_say"),
        ("day", "not_sure", "not_sure"),
    ],
)
def test_a_special_answer_stands_alone_or_in_a_list_of_one(
    asked: QuestionSet, name: str, raw: object, special: str
) -> None:
    found = read(asked, name, raw)
    assert isinstance(found, Answer)
    assert (found.special, found.value, found.chosen) == (special, None, frozenset())


def test_numbers_are_exact() -> None:
    assert exact(0.1) == Decimal("0.1")
    assert exact(29.999999999999996) == Decimal("29.999999999999996")
    assert exact(2**64) is None
    assert exact("1") is None
    assert exact(Decimal("1.5e3")) == Decimal(1500)
