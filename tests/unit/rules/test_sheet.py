"""What counts of all answers: "Meaning", point 1."""

import pytest

from screening.questions.loader import load_text
from screening.questions.model import QuestionSet
from screening.rules.answers import Why
from screening.rules.sheet import read_sheet
from tests.question_sets import TODAY
from tests.yaml_sets import assessed, small

RULES = "r: {when: {a: yes}, title: T, source: [S1]}"


def asked(question_set: QuestionSet, **answers: object) -> list[str]:
    return list(read_sheet(question_set, answers, TODAY).asked)


def gated(gate: str, not_sure: str = "true") -> QuestionSet:
    return small(
        f"""
        a: {{ask: A, type: yes_no, not_sure: {not_sure}}}
        b: {{ask: B, type: yes_no, not_sure: true, show_when: {gate}}}
        """,
        RULES,
    )


# Red if: sheet.read_sheet asks only where a gate is TRUE, or also where it is still blank.
@pytest.mark.parametrize(
    ("gate", "when_yes", "when_no", "when_not_sure"),
    [
        ("{a: yes}", True, False, True),
        ("{none: [{a: yes}]}", False, True, True),
        ("{a: not_sure}", False, False, True),
        ("{a: [yes, not_sure]}", True, False, True),
        ("{a: {answered: yes}}", True, True, True),
    ],
)
def test_a_gate_opens_when_it_is_true_or_unknown(
    gate: str, when_yes: bool, when_no: bool, when_not_sure: bool
) -> None:
    for not_sure in ("true", "{raises: []}"):  # in a gate it is unknown whatever `raises` says
        question_set = gated(gate, not_sure)
        for answer, opens in (("yes", when_yes), ("no", when_no), ("not_sure", when_not_sure)):
            assert ("b" in asked(question_set, a=answer, b="yes")) == opens
        for blank in (None, "", "nonsense"):
            assert asked(question_set, a=blank, b="yes") == ["a"]
            assert read_sheet(question_set, {"a": blank, "b": "yes"}, TODAY).unanswered == ["a"]


def test_answered_no_opens_a_gate_while_the_question_is_blank() -> None:
    assert asked(gated("{a: {answered: no}}")) == ["a", "b"]
    assert asked(gated("{a: {answered: no}}"), a="no") == ["a"]


CASCADE = """
a: {ask: A, type: yes_no, not_sure: true}
b: {ask: B, type: yes_no, show_when: {a: yes}}
c: {ask: C, type: yes_no, show_when: {b: yes}}
d: {ask: D, type: yes_no, show_when: {none: [{c: yes}]}}
"""


# Red if: sheet keeps the answer of a question that is no longer asked.
def test_an_answer_that_is_hidden_hides_what_hangs_on_it() -> None:
    question_set = small(CASCADE, "r: {when: {any: [{b: yes}, {c: yes}, {d: yes}]}, title: T, source: [S1]}")
    everything = {"a": "yes", "b": "yes", "c": "no", "d": "yes"}
    assert asked(question_set, **everything) == ["a", "b", "c", "d"]
    hidden = everything | {"a": "no"}
    assert asked(question_set, **hidden) == ["a"]
    assert assessed(question_set, **hidden) == assessed(question_set, a="no")
    assert assessed(question_set, **hidden).flags == ()
    assert asked(question_set, **hidden | {"a": "not_sure"}) == ["a", "b", "c", "d"]


def test_a_hidden_answer_that_is_nonsense_is_no_mistake() -> None:
    sheet = read_sheet(small(CASCADE, RULES), {"a": "no", "b": {"x": 1}}, TODAY)
    assert (sheet.invalid, sheet.unanswered, sheet.is_complete) == ({}, [], True)


def test_a_value_opens_a_gate_and_a_special_answer_leaves_it_open() -> None:
    question_set = small(
        """
        a: {ask: A, type: date, not_sure: {raises: []}}
        b: {ask: B, type: yes_no, show_when: {age: {at_least: 75}}}
        """,
        "r: {when: {b: yes}, title: T, source: [S1]}",
        "values: {age: {years_since: a}}\n",
    )
    assert asked(question_set, a="1940-01-01") == ["a", "b"]
    assert asked(question_set, a="1990-01-01") == ["a"]
    assert asked(question_set, a="not_sure") == ["a", "b"]
    assert asked(question_set) == ["a"]


SECTIONS = """\
question_set: small
marks: {book: {title: B, text: B}, doctor: {title: D, text: D}}
sections:
  first: {title: First, questions: {a: {ask: A, type: yes_no, not_sure: true}}}
  second: {title: Second, show_when: {a: yes}, questions: {b: {ask: B, type: yes_no}}}
  contact: {title: Contact, use: contact, questions: {phone: {ask: P, type: phone}}}
rules:
  r: {when: {none: [{b: yes}]}, title: T, source: [S1]}
"""


@pytest.fixture(scope="module")
def sections() -> QuestionSet:
    found = load_text(SECTIONS).question_set
    assert found is not None
    return found


def test_a_section_that_is_not_opened_asks_nothing(sections: QuestionSet) -> None:
    assert asked(sections, a="no", b="no") == ["a"]
    assert asked(sections, a="not_sure") == ["a", "b"]
    assert assessed(sections, a="no", b="no").flags == ()
    assert [flag.rule for flag in assessed(sections, a="yes", b="no").flags] == ["r"]


def test_unknown_questions_are_named_and_contact_is_left_out(sections: QuestionSet) -> None:
    answers = {"a": "no", "b": "yes", "phone": "nonsense", "bogus": None, "": 1}
    sheet = read_sheet(sections, answers, TODAY)
    assert list(sheet.asked) == ["a"]
    assert sheet.invalid == {"bogus": Why.NO_QUESTION, "": Why.NO_QUESTION}
    assert not sheet.is_complete
    with_contact = read_sheet(sections, {"a": "no", "phone": "nonsense"}, TODAY, contact=True)
    assert with_contact.invalid == {"phone": Why.NOT_A_PHONE}
    assert list(read_sheet(sections, answers, TODAY, contact=True).asked) == ["a", "phone"]


def test_words_without_an_answer_are_never_missing() -> None:
    question_set = small("i: {ask: I, type: info}\na: {ask: A, type: yes_no}", RULES)
    sheet = read_sheet(question_set, {"a": "no"}, TODAY)
    assert (list(sheet.asked), sheet.unanswered) == (["i", "a"], [])
