"""What every scenario stands on: the shipped question set and its healthy adult."""

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.questions.loader import load_file
from screening.questions.model import QuestionSet
from screening.rules.assess import Assessment, assess
from tests.question_sets import TODAY

Patient = Callable[..., Assessment]


@pytest.fixture(scope="session")
def shipped(repository: Path) -> QuestionSet:
    found = load_file(repository / "questions.yaml")
    assert found.question_set is not None
    return found.question_set


@pytest.fixture(scope="session")
def healthy(shipped: QuestionSet) -> dict[str, object]:
    """Every answer of a healthy adult who may book."""
    return dict(next(case.answers for case in shipped.cases if case.id == "healthy_adult"))


@pytest.fixture(scope="session")
def patient(shipped: QuestionSet, healthy: dict[str, object]) -> Patient:
    """Assess the healthy adult with these answers instead; None takes an answer away."""

    def assessed(**changes: object) -> Assessment:
        answers = {name: answer for name, answer in {**healthy, **changes}.items() if answer is not None}
        return assess(shipped, answers, TODAY)

    return assessed
