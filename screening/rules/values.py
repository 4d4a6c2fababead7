"""The closed list of calculators: what is worked out from answers, in exact arithmetic."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from screening.questions.durations import years_between
from screening.questions.model import NOT_SURE, Calculator, Question, Value
from screening.rules.answers import Answer

METRES = {"cm": Fraction(1, 100), "m": Fraction(1)}


class NoNumber(Enum):
    """Why a value has nothing to test."""

    UNKNOWN = "an input is a special answer that may be the worrying one"
    SILENT = "an input is not asked, unanswered or invalid"


Worked = Fraction | str | NoNumber
"""A number, a text, or why there is neither."""


def work_out(
    value: Value,
    questions: Mapping[str, Question],
    answers: Mapping[str, Answer],
    today: date,
    may_raise: Callable[[str, str], bool],
) -> Worked:
    """Work out a value.

    Args: answers: the valid answers to asked questions. today: the clinic's date. may_raise: whether
    a special answer (question id, answer) may raise what asks. Returns: a number (bmi in kg/m², years,
    days, a count), a text, or why there is none. Raises ZeroDivisionError for a height of 0.
    """
    if value.calculator is Calculator.COUNT_NOT_SURE:
        return Fraction(sum(answers[q].special == NOT_SURE for q in value.inputs if q in answers))
    given = {question_id: answers[question_id] for question_id in value.inputs if question_id in answers}
    for question_id, answer in given.items():
        if answer.special and may_raise(question_id, answer.special):
            return NoNumber.UNKNOWN
    known = {question_id: answer.value for question_id, answer in given.items() if not answer.special}
    if value.calculator is Calculator.TEXT_OF:
        texts = [text for text in known.values() if isinstance(text, str)]
        return "\n".join(texts) if texts else NoNumber.SILENT
    if len(known) < len(value.inputs):
        return NoNumber.SILENT
    numbers = [known[question_id] for question_id in value.inputs]
    match value.calculator, numbers:
        case Calculator.YEARS_SINCE, [date() as day]:
            return Fraction(years_between(day, today))
        case Calculator.DAYS_SINCE, [date() as day]:
            return Fraction((today - day).days)
        case Calculator.BMI, [Decimal() as height, Decimal() as weight]:
            metres = Fraction(height) * METRES[questions[value.inputs[0]].unit or "m"]
            return Fraction(weight) / metres**2
        case _:
            return NoNumber.SILENT
