"""Runs a set's example patients: what each was expected to give, and what it gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from screening.questions.model import Case, QuestionSet
from screening.rules.assess import Assessment, Certainty, assess


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case, what it was assessed as, and every way in which that differs from what was expected."""

    case: Case
    assessment: Assessment
    differences: tuple[str, ...]


def run_cases(question_set: QuestionSet) -> tuple[CaseResult, ...]:
    """Assess every case of the set on its own day."""
    return tuple(_run(question_set, case) for case in question_set.cases)


def _run(question_set: QuestionSet, case: Case) -> CaseResult:
    assessment = assess(question_set, case.answers, date.fromisoformat(case.today))
    return CaseResult(case, assessment, tuple(_differences(case, assessment)))


def _differences(case: Case, assessment: Assessment) -> Iterator[str]:
    flagged = [flag.rule for flag in assessment.flags]
    possible = [flag.rule for flag in assessment.flags if flag.certainty is Certainty.POSSIBLE]
    for key, expected in case.expect.items():
        match key, expected:
            case (("mark" | "urgency" | "postpone"), _):
                got: object = getattr(assessment, key)
                if got != expected:
                    yield f"{key} is {got}, expected {expected}"
            case "flags", tuple():
                yield from _unequal("flags", flagged, expected)
            case "unanswered", tuple():
                yield from _unequal("unanswered", assessment.unanswered, expected)
            case "includes", tuple():
                yield from (f"{rule} is not flagged" for rule in expected if rule not in flagged)
            case "excludes", tuple():
                yield from (f"{rule} is flagged" for rule in expected if rule in flagged)
            case "possible", tuple():
                yield from (f"{rule} is not flagged as possible" for rule in expected if rule not in possible)
            case "scores", dict():
                yield from _score_differences(assessment, expected)
            case _:
                raise ValueError(f"a case expects {key}, which nothing compares")


def _unequal(what: str, got: list[str] | tuple[str, ...], expected: tuple[str, ...]) -> Iterator[str]:
    if set(got) != set(expected):
        yield f"{what} are [{', '.join(got)}], expected [{', '.join(expected)}]"


def _score_differences(assessment: Assessment, expected: dict[str, Decimal]) -> Iterator[str]:
    for name, number in expected.items():
        score = assessment.scores.get(name)
        if score is not None and not score.low == score.high == number:
            yield f"score {name} is {score.low} to {score.high}, expected {number}"
