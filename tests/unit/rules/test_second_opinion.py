"""The shipped set beside the same rules in straight lines of Python, which share nothing with the product."""

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from benchmarks import straight_line
from screening.questions.loader import load_file
from screening.questions.model import QuestionSet
from screening.rules.assess import assess
from tests.question_sets import BAD_ANSWERS, BLANK_ANSWERS, SPECIAL, TODAY, good_answers

MEDICINES = (
    "none",
    "warfarin 3 mg",
    "Warfrain",
    "not on warfarin",
    "WAR­FARIN",
    "Éliquis",
    "eliqius",
    "xareltos",
    "a blood thiner daily",
    "blood. thinner",
    "tamoxifene",
    "evsita",
    "antabuse, iron",
    "aspirin and tea",
    "heparn",
    "sintrom5",
    "ﬁsh oil",
)
BIRTH_DATES = (
    "2008-11-20",
    "2008-11-21",
    "1951-11-20",
    "1951-11-21",
    "2026-11-20",
    "1906-11-21",
    "1904-02-29",
)
SIZES = (100, 230, Decimal("165.1"), 170, 182.5)
WEIGHTS = (30, 300, Decimal("86.7"), 90, 120, 115.6, Decimal("115.6000"))


@pytest.fixture(scope="module")
def shipped(repository: Path) -> QuestionSet:
    found = load_file(repository / "questions.yaml")
    assert found.question_set is not None
    return found.question_set


def patient(shipped: QuestionSet, random: Random) -> dict[str, object]:
    """The healthy adult of the cases with up to eight answers changed."""
    answers = dict(shipped.cases[0].answers)
    for question in random.sample(shipped.assessed, random.choice((0, 1, 2, 2, 3, 4, 8))):
        offered = [word for word in SPECIAL if question.special(word)]
        turn = random.random()
        if question.id in {"med_list", "more"} and turn < 0.8:
            answers[question.id] = " ".join(random.sample(MEDICINES, random.randint(1, 2)))
        elif turn < 0.7:
            special = {"birth_date": BIRTH_DATES, "height": SIZES, "weight": WEIGHTS}
            answers[question.id] = random.choice(special.get(question.id, good_answers(question)))
        elif turn < 0.85 and offered:
            answers[question.id] = random.choice(offered)
        else:
            answers[question.id] = random.choice((*BAD_ANSWERS, *BLANK_ANSWERS))
    return answers


# Red if: a rule of questions.yaml or a step of the engine says something else than the straight lines.
@pytest.mark.parametrize("seed", range(20))
def test_both_say_the_same_of_any_patient(shipped: QuestionSet, seed: int) -> None:
    random = Random(seed)  # noqa: S311 (the same patients every time)
    for _ in range(100):
        answers = patient(shipped, random)
        ours, theirs = assess(shipped, answers, TODAY), straight_line.assess(answers, TODAY)
        assert {
            "mark": ours.mark,
            "urgency": ours.urgency,
            "postpone": ours.postpone,
            "flags": {flag.rule: str(flag.certainty) for flag in ours.flags},
            "unanswered": set(ours.unanswered),
            "invalid": set(ours.invalid),
        } == {
            "mark": theirs["mark"],
            "urgency": theirs["urgency"],
            "postpone": theirs["postpone"],
            "flags": theirs["flags"],
            "unanswered": set(theirs["unanswered"]),  # type: ignore[call-overload]
            "invalid": set(theirs["invalid"]),  # type: ignore[call-overload]
        }, answers


# Red if: sheet.Sheet.is_complete forgets `unanswered`, or read_answer gives a default for what it can't read.
@pytest.mark.parametrize("seed", range(5))
def test_a_missing_or_invalid_answer_never_books(shipped: QuestionSet, seed: int) -> None:
    random = Random(seed)  # noqa: S311 (the same patients every time)
    healthy = shipped.cases[0].answers
    assert assess(shipped, healthy, TODAY).mark == "book_consultation"
    for name in healthy:
        for wrong in (None, random.choice(BLANK_ANSWERS), ["no such answer"], True, {"a": 1}, "x" * 4001):
            assessment = assess(shipped, {**healthy, name: wrong}, TODAY)
            assert assessment.mark == "doctor_review"
            assert name in assessment.unanswered
