"""Question sets written out in a test, as YAML, with only what the test is about."""

from textwrap import dedent, indent

from screening.questions.loader import load_text
from screening.questions.model import QuestionSet
from screening.rules.assess import Assessment, assess
from tests.question_sets import TODAY

FRAME = """\
question_set: small
marks:
  book: {{title: Book, text: Book.}}
  nurse: {{title: Nurse, text: Nurse.}}
  doctor: {{title: Doctor, text: Doctor.}}
urgencies:
  same_day: {{title: Today, text: Today., call: phone}}
  emergency: {{title: Now, text: Now., call: phone}}
word_lists:
  thinners: [warfarin, blood thinner]
sections:
  one:
    title: One
    questions:
{questions}
rules:
{rules}
"""


def set_text(questions: str, rules: str, more: str = "") -> str:
    """The text of a set with one section; `more` are further parts of the set, at the top level."""
    return FRAME.format(questions=block(questions, 6), rules=block(rules, 2)) + dedent(more)


def block(text: str, columns: int) -> str:
    return indent(dedent(text).strip("\n"), " " * columns)


def small(questions: str, rules: str, more: str = "") -> QuestionSet:
    """The set itself; what is wrong with it fails the test."""
    found = load_text(set_text(questions, rules, more))
    assert found.question_set is not None, [str(problem) for problem in found.problems]
    return found.question_set


def flags(question_set: QuestionSet, **answers: object) -> dict[str, str]:
    """Each flagged rule with its certainty."""
    return {flag.rule: str(flag.certainty) for flag in assessed(question_set, **answers).flags}


def assessed(question_set: QuestionSet, **answers: object) -> Assessment:
    """The assessment of these answers on the tests' day."""
    return assess(question_set, answers, TODAY)
