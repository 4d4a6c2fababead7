"""Which answers made a rule hold, or keep it from being ruled out."""

from collections.abc import Iterator
from typing import assert_never

from screening.questions.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Flagged,
    Holds,
    Mentions,
    flagged_rules,
    names,
)
from screening.questions.model import NOT_SURE, Calculator, QuestionSet, Score
from screening.rules.logic import Facts, Verdict, judge
from screening.rules.mentions import mentions


def answers_behind(condition: Condition, facts: Facts, owner: str) -> dict[str, object]:
    """The answers that a true or unknown condition rests on.

    Returns: question id to raw answer, in the order of the set; empty for a false condition.
    """
    found: dict[str, object] = {}
    _gather(condition, facts, owner, found)
    return {question_id: found[question_id] for question_id in facts.asked if question_id in found}


def _gather(condition: Condition, facts: Facts, owner: str, found: dict[str, object]) -> None:
    if judge(condition, facts, owner) is Verdict.FALSE:
        return
    match condition:
        case Holds():
            for question_id in _inputs(condition, facts):
                if question_id in facts.answers:
                    found[question_id] = facts.answers[question_id].raw
        case Flagged(rules):
            for rule in rules:
                _gather(facts.question_set.rules_by_id[rule].when, facts, rule, found)
        case All(of) | AnyOf(of) | AtLeast(_, of):
            for part in of:
                _gather(part, facts, owner, found)
        case _:
            assert_never(condition)
    if isinstance(condition, Holds) and condition.name in facts.question_set.scores_by_id:
        _gather_score(facts.question_set.scores_by_id[condition.name], facts, found)


def _gather_score(score: Score, facts: Facts, found: dict[str, object]) -> None:
    for rule in facts.question_set.rules:
        if score.count_flags is not None and score.count_flags in rule.counts_as:
            _gather(rule.when, facts, rule.id, found)
    for points in score.points:
        _gather(points.when, facts, score.id, found)
    for question_id in score.sum:
        if question_id in facts.answers:
            found[question_id] = facts.answers[question_id].raw


def _inputs(leaf: Holds, facts: Facts) -> tuple[str, ...]:
    """The questions whose answers a test looks at; of several texts, those that name the word."""
    value = facts.question_set.values_by_id.get(leaf.name)
    if value is None:
        return (leaf.name,)
    if value.calculator is Calculator.COUNT_NOT_SURE:
        return tuple(q for q in value.inputs if q in facts.answers and facts.answers[q].special == NOT_SURE)
    if isinstance(leaf.test, Mentions) and not leaf.negated:
        entries = facts.question_set.word_lists[leaf.test.word_list]
        naming = tuple(q for q in value.inputs if _is_special(q, facts) or _names_one(q, facts, entries))
        return naming or value.inputs
    return value.inputs


def _is_special(question_id: str, facts: Facts) -> bool:
    answer = facts.answers.get(question_id)
    return answer is not None and answer.special is not None


def _names_one(question_id: str, facts: Facts, entries: tuple[str, ...]) -> bool:
    answer = facts.answers.get(question_id)
    return answer is not None and isinstance(answer.value, str) and mentions(answer.value, entries)


def missing_from(score: Score, facts: Facts) -> tuple[str, ...]:
    """The asked questions that the score draws on and that have no valid answer, in order."""
    drawn = set(_drawn_by(score, facts.question_set))
    return tuple(
        question.id
        for question in facts.asked.values()
        if question.id in drawn and question.id not in facts.answers and not question.optional
    )


def _drawn_by(score: Score, question_set: QuestionSet) -> Iterator[str]:
    yield from score.sum
    for points in score.points:
        yield from _looked_at(points.when, question_set)
    for rule in question_set.rules if score.count_flags is not None else ():
        if score.count_flags in rule.counts_as:
            yield from _looked_at(rule.when, question_set)


def _looked_at(condition: Condition, question_set: QuestionSet) -> Iterator[str]:
    """The questions that a condition tests, also by way of values, scores and other rules."""
    for name in names(condition):
        value = question_set.values_by_id.get(name)
        if name in question_set.scores_by_id:
            yield from _drawn_by(question_set.scores_by_id[name], question_set)
        elif value is None:
            yield name
        elif value.calculator is not Calculator.COUNT_NOT_SURE:
            yield from value.inputs
    for rule_id in flagged_rules(condition):
        yield from _looked_at(question_set.rules_by_id[rule_id].when, question_set)
