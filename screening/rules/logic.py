"""Judges conditions in three values, false < unknown < true, after Kleene.

A test of what is not asked, unanswered or invalid is silent: false, and its negation false
too. The exact meaning is the language page's "Meaning", points 1 to 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import assert_never

from screening.questions.conditions import (
    All,
    AnyOf,
    AtLeast,
    Bound,
    Compares,
    Condition,
    Flagged,
    Holds,
    IsAnswer,
    IsAnswered,
    LongerAgoThan,
    Mentions,
    Test,
    Within,
)
from screening.questions.durations import TestDate, parse_test_date
from screening.questions.model import SPECIAL_ANSWERS, Question, QuestionSet, Score
from screening.questions.structure import in_band, number_range
from screening.rules.answers import Answer
from screening.rules.mentions import mentions
from screening.rules.values import NoNumber, Worked, work_out


class Verdict(IntEnum):
    """What a test says. SILENT becomes false, on either side of a negation."""

    SILENT = -1
    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """All that a score can be: from `low` to `high`, both included."""

    low: Decimal
    high: Decimal


@dataclass(slots=True)
class Facts:
    """Everything a condition is judged against; rules, scores and values are worked out once."""

    question_set: QuestionSet
    answers: Mapping[str, Answer]
    asked: Mapping[str, Question]
    today: date
    rules: dict[str, Verdict] = field(default_factory=dict)
    scores: dict[str, Interval] = field(default_factory=dict)

    def rule(self, rule_id: str) -> Verdict:
        """Whether the rule holds: false, unknown or true."""
        verdict = self.rules.get(rule_id)
        if verdict is None:
            verdict = judge(self.question_set.rules_by_id[rule_id].when, self, rule_id)
            self.rules[rule_id] = verdict
        return verdict

    def score(self, score_id: str) -> Interval:
        """What the score can be."""
        interval = self.scores.get(score_id)
        if interval is None:
            interval = _interval(self.question_set.scores_by_id[score_id], self)
            self.scores[score_id] = interval
        return interval

    def value(self, value_id: str, owner: str | None) -> Worked:
        """A value as the rule or score `owner` sees it; None stands for a `show_when`."""

        def may_raise(question_id: str, special: str) -> bool:
            return _may_raise(self.question_set.questions[question_id], special, owner)

        value = self.question_set.values_by_id[value_id]
        return work_out(value, self.question_set.questions, self.answers, self.today, may_raise)


def _may_raise(question: Question, special: str, owner: str | None) -> bool:
    """Whether a special answer counts for who asks; in a `show_when` (no owner) it always does."""
    offered = question.special(special)
    return owner is None or (offered is not None and offered.may_raise(owner))


def judge(condition: Condition, facts: Facts, owner: str | None) -> Verdict:
    """Judge a condition.

    Args: owner: the rule or score whose condition it is, None for a `show_when`.
    Returns: FALSE, UNKNOWN or TRUE.
    """
    match condition:
        case Holds():
            return _sided(verdict_of(condition, facts, owner), negated=condition.negated)
        case All(of):
            return min(judge(part, facts, owner) for part in of)
        case AnyOf(of):
            return max(judge(part, facts, owner) for part in of)
        case Flagged(rules, negated):
            return _sided(max(facts.rule(rule) for rule in rules), negated=negated)
        case AtLeast(count, of):
            return sorted((judge(part, facts, owner) for part in of), reverse=True)[count - 1]
        case _:
            assert_never(condition)


def _sided(verdict: Verdict, *, negated: bool) -> Verdict:
    if verdict is Verdict.SILENT:
        return Verdict.FALSE
    return Verdict(2 - verdict) if negated else verdict


def verdict_of(leaf: Holds, facts: Facts, owner: str | None) -> Verdict:
    """The verdict of one test before its negation, SILENT included."""
    name, test = leaf.name, leaf.test
    question = facts.asked.get(name)
    if question is not None:
        return _answer_verdict(question, test, facts, owner)
    if name in facts.question_set.questions:
        return Verdict.SILENT
    if name in facts.question_set.scores_by_id:
        return _score_verdict(facts.question_set.scores_by_id[name], facts.score(name), test)
    worked = facts.value(name, owner)
    if isinstance(worked, NoNumber):
        return Verdict.UNKNOWN if worked is NoNumber.UNKNOWN else Verdict.SILENT
    return _truth(_value_holds(worked, test, facts))


def _truth(holds: bool) -> Verdict:  # noqa: FBT001 (the one thing it turns)
    return Verdict.TRUE if holds else Verdict.FALSE


def _answer_verdict(question: Question, test: Test, facts: Facts, owner: str | None) -> Verdict:
    answer = facts.answers.get(question.id)
    if isinstance(test, IsAnswered):
        return _truth((answer is not None) == test.yes)
    if answer is None:
        return Verdict.SILENT
    if answer.special:
        if isinstance(test, IsAnswer) and all(named in SPECIAL_ANSWERS for named in test.answers):
            return _truth(answer.special in test.answers)
        return Verdict.UNKNOWN if _may_raise(question, answer.special, owner) else Verdict.SILENT
    if answer.chosen:
        return _truth(isinstance(test, IsAnswer) and not answer.chosen.isdisjoint(test.answers))
    if isinstance(answer.value, date):
        return _truth(_day_holds(answer.value, test, facts.today))
    if answer.value is None:
        return Verdict.SILENT
    return _truth(_value_holds(answer.value, test, facts))


def _value_holds(worked: Decimal | Fraction | str, test: Test, facts: Facts) -> bool:
    if isinstance(worked, str):
        return isinstance(test, Mentions) and mentions(worked, facts.question_set.word_lists[test.word_list])
    if isinstance(test, IsAnswer):
        return any(worked == Decimal(named) for named in test.answers if named not in SPECIAL_ANSWERS)
    return isinstance(test, Compares) and _compares(worked, test.word, test.bounds)


def _day_holds(day: date, test: Test, today: date) -> bool:
    match test:
        case Within(duration):
            return duration.before(today) <= day <= today
        case LongerAgoThan(duration):
            return day < duration.before(today)
        case Compares(word, bounds):
            days = [bound.on(today).toordinal() for bound in bounds if isinstance(bound, TestDate)]
            return _compares(Decimal(day.toordinal()), word, tuple(Decimal(number) for number in days))
        case IsAnswer(named):
            bounds_named = (parse_test_date(name) for name in named)
            return any(bound is not None and bound.on(today) == day for bound in bounds_named)
        case _:
            return False


def _compares(number: Decimal | Fraction, word: str, bounds: tuple[Bound, ...]) -> bool:
    low, high = bounds[0], bounds[-1]
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return False
    match word:
        case "at_least":
            return number >= low
        case "more_than":
            return number > low
        case "at_most":
            return number <= low
        case "less_than":
            return number < low
        case _:
            return low <= number <= high


def _score_verdict(score: Score, interval: Interval, test: Test) -> Verdict:
    match test:
        case Compares(word, bounds):
            return _interval_compares(interval, word, bounds)
        case IsAnswer(named):
            return max(_names_score(score, interval, name) for name in named)
        case _:
            return Verdict.SILENT


def _names_score(score: Score, interval: Interval, name: str) -> Verdict:
    """Whether the score lies in the band of that name, or is exactly that number."""
    tests = next((band.tests for band in score.bands if band.id == name), None)
    if tests is None:
        exactly = Decimal(name)
        return _interval_compares(interval, "between", (exactly, exactly))
    return min(_score_verdict(score, interval, test) for test in tests)


def band_of(score: Score, interval: Interval) -> str | None:
    """The band in which both ends of the score lie; None if there is no such band."""
    for band in score.bands:
        if in_band(interval.low, band.tests):
            return band.id if in_band(interval.high, band.tests) else None
    return None


def _interval_compares(interval: Interval, word: str, bounds: tuple[Bound, ...]) -> Verdict:
    low, high = _compares(interval.low, word, bounds), _compares(interval.high, word, bounds)
    if low and high:
        return Verdict.TRUE
    if low or high or (word == "between" and _spans(interval, bounds)):
        return Verdict.UNKNOWN
    return Verdict.FALSE


def _spans(interval: Interval, bounds: tuple[Bound, ...]) -> bool:
    low, high = bounds
    return (
        isinstance(low, Decimal) and isinstance(high, Decimal) and interval.low < low and interval.high > high
    )


def _interval(score: Score, facts: Facts) -> Interval:
    if score.count_flags is not None:
        verdicts = [facts.rule(r.id) for r in facts.question_set.rules if score.count_flags in r.counts_as]
        certain = sum(verdict is Verdict.TRUE for verdict in verdicts)
        possible = sum(verdict is Verdict.UNKNOWN for verdict in verdicts)
        return Interval(Decimal(certain), Decimal(certain + possible))
    low = high = Decimal(0)
    for points in score.points:
        verdict = judge(points.when, facts, score.id)
        if verdict is Verdict.TRUE:
            low, high = low + points.points, high + points.points
        elif verdict is Verdict.UNKNOWN:
            low, high = low + min(points.points, Decimal(0)), high + max(points.points, Decimal(0))
    for question_id in score.sum:
        part = _summand(question_id, facts, score.id)
        low, high = low + part[0], high + part[1]
    return Interval(low, high)


def _summand(question_id: str, facts: Facts, score_id: str) -> tuple[Decimal, Decimal]:
    """What a number answer adds to a sum; nothing while it is missing, its whole range while unknown."""
    answer = facts.answers.get(question_id)
    if answer is None:
        return Decimal(0), Decimal(0)
    if answer.special:
        question = facts.question_set.questions[question_id]
        unknown = _may_raise(question, answer.special, score_id)
        return number_range(question) if unknown else (Decimal(0), Decimal(0))
    number = answer.value if isinstance(answer.value, Decimal) else Decimal(0)
    return number, number
