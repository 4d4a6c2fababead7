"""One condition as a small immutable tree that every reader folds over.

`none` is pushed inward while the tree is built, so only tests carry a negation.
Knows nothing of answers: what a test means is for the rooms that read the tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from screening.questions.durations import Duration, TestDate

Bound = Decimal | TestDate


@dataclass(frozen=True, slots=True)
class IsAnswer:
    """The answer is one of these: option ids, special answers, or a score's bands."""

    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compares:
    """Number or date against bounds; the word is the language's own (`at_least`, ...)."""

    word: str
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Date: today less the duration <= day <= today."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class LongerAgoThan:
    """Date: day < today less the duration."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class Mentions:
    """Free text names an entry of the word list."""

    word_list: str


@dataclass(frozen=True, slots=True)
class IsAnswered:
    """The question is asked and has a valid answer (or, if not `yes`, has none)."""

    yes: bool


Test = IsAnswer | Compares | Within | LongerAgoThan | Mentions | IsAnswered


@dataclass(frozen=True, slots=True)
class Holds:
    """A named thing (question, value or score) passes a test, or, negated, fails it."""

    name: str
    test: Test
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Flagged:
    """Any of these rules is flagged, or, negated, none of them."""

    rules: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    of: tuple["Condition", ...]


Leaf = Holds | Flagged
Condition = Leaf | All | AnyOf | AtLeast


def negate(condition: Condition) -> Condition:
    """The opposite, with the negation pushed inward to the tests (De Morgan)."""
    match condition:
        case Holds() | Flagged():
            return replace(condition, negated=not condition.negated)
        case All(of):
            return AnyOf(tuple(negate(part) for part in of))
        case AnyOf(of):
            return All(tuple(negate(part) for part in of))
        case AtLeast(count, of):
            # Fewer than `count` of n hold: at least n - count + 1 fail.
            return AtLeast(len(of) - count + 1, tuple(negate(part) for part in of))
        case _:
            assert_never(condition)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every test in the tree, left to right."""
    match condition:
        case Holds() | Flagged():
            yield condition
        case All(of) | AnyOf(of) | AtLeast(_, of):
            for part in of:
                yield from leaves(part)
        case _:
            assert_never(condition)


def names(condition: Condition) -> tuple[str, ...]:
    """The questions, values and scores that the condition tests, each once, in order."""
    return tuple(dict.fromkeys(leaf.name for leaf in leaves(condition) if isinstance(leaf, Holds)))


def flagged_rules(condition: Condition) -> tuple[str, ...]:
    """The rules that the condition asks about, each once, in order."""
    found = (rule for leaf in leaves(condition) if isinstance(leaf, Flagged) for rule in leaf.rules)
    return tuple(dict.fromkeys(found))
