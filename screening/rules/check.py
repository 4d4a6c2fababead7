"""Joins everything that must hold before a set could be published in one report."""

from pathlib import Path

from screening.questions.loader import Loaded, load_file
from screening.questions.model import QuestionSet
from screening.questions.problems import REMEDIES, Code, Place, Problem
from screening.rules.cases import CaseResult, run_cases


def check_file(path: Path) -> Loaded:
    """Load a set and run all checks over it.

    Returns: the set if it could be built, and every problem; without problems it could be published.
    """
    loaded = load_file(path)
    if loaded.question_set is None:
        return loaded
    return Loaded(loaded.question_set, tuple(check(loaded.question_set, str(path))))


def check(question_set: QuestionSet, file: str) -> list[Problem]:
    """The problems of a set that is sound in itself: who serves it, who signed it, what its cases say."""
    top = Place(file, 1, 1)
    problems = [
        _problem(top, Code.MISSING_KEY, f"the set has no {key}")
        for key, there in (("clinic", question_set.clinic.name), ("title", question_set.title))
        if not there
    ]
    if question_set.approved is not None and not question_set.is_approved:
        cause = f"the signature is for another text; this one's sha256 is {question_set.sha256}"
        problems.append(_problem(top, Code.APPROVAL_STALE, cause))
    results = run_cases(question_set)
    problems += [
        _problem(
            Place(result.case.file, result.case.line, 1), Code.CASE_FAILS, f"case {result.case.id}: {text}"
        )
        for result in results
        for text in result.differences
    ]
    return problems + _rules_without_cases(question_set, results, file)


def _rules_without_cases(
    question_set: QuestionSet, results: tuple[CaseResult, ...], file: str
) -> list[Problem]:
    raised = [{flag.rule for flag in result.assessment.flags} for result in results]
    problems: list[Problem] = []
    for rule in question_set.rules:
        place = Place(file, rule.line, 1)
        if not any(rule.id in flags for flags in raised):
            problems.append(_problem(place, Code.RULE_WITHOUT_CASE, f"no case raises {rule.id}"))
        if all(rule.id in flags for flags in raised):
            problems.append(_problem(place, Code.RULE_WITHOUT_CASE, f"no case leaves {rule.id} unraised"))
    return problems


def _problem(place: Place, code: Code, cause: str) -> Problem:
    return Problem(place, code, cause, REMEDIES[code])
