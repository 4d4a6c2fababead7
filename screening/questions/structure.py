"""Checks that need the whole set: what looks forward, runs in a circle, or leaves a score without a band."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from screening.questions.conditions import Compares, Condition, Holds, IsAnswer, flagged_rules, leaves, names
from screening.questions.model import SPECIAL_ANSWERS, Calculator, Question, QuestionSet, Score, Section
from screening.questions.problems import Code, Place, Problems

MAX_REACHABLE = 20_000
"""Different totals of points that are tried one by one; more are checked as a range."""

MAX_TOWER = 12
"""Rules and scores that may stand on each other; as many as the file may have levels."""

PlaceOf = Callable[..., Place]
"""Finds the place of a part of the file: its keys from the top, as ("rules", "smoker", "when")."""


def check_structure(question_set: QuestionSet, place_of: PlaceOf, problems: Problems) -> None:
    """Report everything that is wrong between the parts of a set."""
    _check_show_when(question_set, place_of, problems)
    _check_contact(question_set, place_of, problems)
    _check_raises(question_set, place_of, problems)
    _check_circles(question_set, place_of, problems)
    for score in question_set.scores:
        _check_bands(question_set, score, place_of("scores", score.id, "bands"), problems)


def _check_show_when(question_set: QuestionSet, place_of: PlaceOf, problems: Problems) -> None:
    earlier: list[str] = []
    for section in question_set.sections:
        path = ("sections", section.id)
        _check_gate(question_set, section, section.show_when, earlier, place_of(*path, "show_when"), problems)
        for question in section.questions:
            place = place_of(*path, "questions", question.id, "show_when")
            _check_gate(question_set, section, question.show_when, earlier, place, problems)
            earlier.append(question.id)


def _check_gate(
    question_set: QuestionSet,
    section: Section,
    gate: Condition | None,
    earlier: list[str],
    place: Place,
    problems: Problems,
) -> None:
    if gate is None:
        return
    if flagged_rules(gate):
        problems.add(place, Code.DOES_NOT_FIT, "show_when can't ask which rules are flagged")
    contact = set(question_set.questions) - {question.id for question in question_set.assessed}
    for name in names(gate):
        if name in question_set.scores_by_id:
            problems.add(place, Code.DOES_NOT_FIT, f"show_when can't test {name}, a score")
            continue
        if name in contact and not section.is_contact:
            # The assessment never sees contact answers: what waits for one would never be asked.
            cause = f"a question of the assessment can't wait for {name}, a contact question"
            problems.add(place, Code.DOES_NOT_FIT, cause)
        value = question_set.values_by_id.get(name)
        later = [needed for needed in (value.inputs if value else (name,)) if needed not in earlier]
        if later:
            problems.add(
                place, Code.LOOKS_FORWARD, f"show_when tests {later[0]}, which does not come earlier"
            )


def _conditions(question_set: QuestionSet) -> Iterator[tuple[tuple[str, ...], str, Condition]]:
    for rule in question_set.rules:
        yield ("rules", rule.id, "when"), rule.id, rule.when
    for score in question_set.scores:
        for points in score.points:
            yield ("scores", score.id, "points"), score.id, points.when


def _check_contact(question_set: QuestionSet, place_of: PlaceOf, problems: Problems) -> None:
    assessed = {question.id for question in question_set.assessed}
    for path, owner, condition in _conditions(question_set):
        for name in names(condition):
            if name in question_set.questions and name not in assessed:
                cause = f"{owner} tests {name}, a contact question, which plays no part in the assessment"
                problems.add(place_of(*path), Code.DOES_NOT_FIT, cause)


def _check_raises(question_set: QuestionSet, place_of: PlaceOf, problems: Problems) -> None:
    tested = _tested(question_set)
    for question in question_set.questions.values():
        for word in SPECIAL_ANSWERS:
            special = question.special(word)
            place = place_of("sections", question.section, "questions", question.id, word, "raises")
            for name in sorted(special.raises or ()) if special else ():
                if name not in tested:
                    problems.unknown(place, Code.UNKNOWN_RULE, name, tested, "rule or score of this set")
                elif question.id not in tested[name]:
                    cause = f"{word} of {question.id} raises {name}, which does not test {question.id}"
                    problems.add(place, Code.RAISES_NOTHING, cause)
    for path, owner, condition in _conditions(question_set):
        for leaf in leaves(condition):
            if isinstance(leaf, Holds):
                _check_named_and_silent(question_set, leaf, owner, place_of(*path), problems)


def _tested(question_set: QuestionSet) -> dict[str, set[str]]:
    """The questions that each rule and score tests itself, directly or by a value."""
    tested: dict[str, set[str]] = {rule.id: set() for rule in question_set.rules}
    for score in question_set.scores:
        tested.setdefault(score.id, set()).update(score.sum)
    for _, owner, condition in _conditions(question_set):
        for name in names(condition):
            value = question_set.values_by_id.get(name)
            if value is None or value.calculator is not Calculator.COUNT_NOT_SURE:
                tested[owner].update(value.inputs if value else (name,))
    return tested


def _check_named_and_silent(
    question_set: QuestionSet, leaf: Holds, owner: str, place: Place, problems: Problems
) -> None:
    """A test that names a special answer among others would stay silent about it without a word."""
    question: Question | None = question_set.questions.get(leaf.name)
    if question is None or not isinstance(leaf.test, IsAnswer):
        return
    named = [answer for answer in leaf.test.answers if answer in SPECIAL_ANSWERS]
    if len(named) == len(leaf.test.answers):
        return
    for answer in named:
        special = question.special(answer)
        if special is not None and not special.may_raise(owner):
            cause = f"{owner} names {answer} of {leaf.name} among others, but raises does not list {owner}"
            problems.add(place, Code.NAMED_AND_SILENT, cause)


def _check_circles(question_set: QuestionSet, place_of: PlaceOf, problems: Problems) -> None:
    walk = _Walk(feeds(question_set), place_of, problems)
    for start in walk.feeds:
        walk.height(start, ())


@dataclass(frozen=True, slots=True)
class _Walk:
    """Follows what feeds each rule and score, and reports circles and towers."""

    feeds: Mapping[str, tuple[str, ...]]
    place_of: PlaceOf
    problems: Problems
    heights: dict[str, int] = field(default_factory=dict)

    def height(self, node: str, path: tuple[str, ...]) -> int:
        """How many rules and scores stand on each other here, this one on top; 0 where it is reported."""
        if node in self.heights:
            return self.heights[node]
        if node in path:
            circle = [step.partition(":")[2] for step in (*path[path.index(node) :], node)]
            self._report(node, Code.CIRCLE, f"rules and scores feed each other: {' -> '.join(circle)}")
            return 0
        below = (
            [self.height(feed, (*path, node)) for feed in self.feeds.get(node, ())]
            if len(path) < MAX_TOWER
            else []
        )
        height = 1 + max(below, default=0)
        if height > MAX_TOWER or len(path) == MAX_TOWER:
            self._report(node, Code.TOO_DEEP, f"more than {MAX_TOWER} rules and scores feed one another here")
            height = 0
        self.heights[node] = height
        return height

    def _report(self, node: str, code: Code, cause: str) -> None:
        kind, _, name = node.partition(":")
        self.problems.add(self.place_of(kind, name), code, cause)


def feeds(question_set: QuestionSet) -> dict[str, tuple[str, ...]]:
    """What each rule ("rules:id") and score ("scores:id") needs worked out before it."""

    def needs(condition: Condition) -> Iterator[str]:
        for name in names(condition):
            if name in question_set.scores_by_id:
                yield f"scores:{name}"
        for rule_id in flagged_rules(condition):
            yield f"rules:{rule_id}"

    edges: dict[str, tuple[str, ...]] = {}
    for rule in question_set.rules:
        edges[f"rules:{rule.id}"] = tuple(needs(rule.when))
    for score in question_set.scores:
        counted = (f"rules:{rule.id}" for rule in question_set.rules if score.count_flags in rule.counts_as)
        pointed = (need for points in score.points for need in needs(points.when))
        edges[f"scores:{score.id}"] = tuple(dict.fromkeys([*counted, *pointed]))
    return edges


def in_band(number: Decimal, tests: Iterable[object]) -> bool:
    """Whether a score of exactly this number lies in a band with these tests."""
    return all(_compare(number, test) for test in tests if isinstance(test, Compares))


def _compare(number: Decimal, test: Compares) -> bool:
    low, high = test.bounds[0], test.bounds[-1]
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return False
    match test.word:
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


def _check_bands(question_set: QuestionSet, score: Score, place: Place, problems: Problems) -> None:
    if not score.bands:
        return
    for number in sorted(_reachable(question_set, score)):
        held = [band.id for band in score.bands if in_band(number, band.tests)]
        if not held:
            problems.add(place, Code.BANDS_GAP, f"{score.id} can be {_plain(number)}, which falls in no band")
            return
        if len(held) > 1:
            cause = f"{score.id} can be {_plain(number)}, which falls in {held[0]} and {held[1]}"
            problems.add(place, Code.BANDS_OVERLAP, cause)
            return


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _reachable(question_set: QuestionSet, score: Score) -> set[Decimal]:
    """Every number the score can be; of a range, all bounds of bands and a point between each two."""
    if score.count_flags:
        group = sum(score.count_flags in rule.counts_as for rule in question_set.rules)
        return {Decimal(count) for count in range(group + 1)}
    if score.points:
        totals = {Decimal(0)}
        for points in score.points:
            totals |= {total + points.points for total in totals}
            if len(totals) > MAX_REACHABLE:
                break
        else:
            return totals
        low = sum((min(p.points, Decimal(0)) for p in score.points), Decimal(0))
        high = sum((max(p.points, Decimal(0)) for p in score.points), Decimal(0))
        return _samples(score, low, high)
    questions = [question_set.questions[question_id] for question_id in score.sum]
    # A question that is not asked adds nothing, so 0 belongs to its range.
    ends = [(min(low, Decimal(0)), max(high, Decimal(0))) for low, high in map(number_range, questions)]
    low, high = sum((e[0] for e in ends), Decimal(0)), sum((e[1] for e in ends), Decimal(0))
    if all(question.whole for question in questions) and high - low <= MAX_REACHABLE:
        return {Decimal(number) for number in range(int(low), int(high) + 1)}
    return _samples(score, low, high)


def number_range(question: Question) -> tuple[Decimal, Decimal]:
    """The lowest and highest valid answer of a number question with a range."""
    if question.between is None:
        return Decimal(0), Decimal(0)
    low, high = question.between
    return (low, high) if isinstance(low, Decimal) and isinstance(high, Decimal) else (Decimal(0), Decimal(0))


def _samples(score: Score, low: Decimal, high: Decimal) -> set[Decimal]:
    bounds = {low, high}
    for band in score.bands:
        for test in band.tests:
            if isinstance(test, Compares):
                bounds.update(
                    bound for bound in test.bounds if isinstance(bound, Decimal) and low <= bound <= high
                )
    ordered = sorted(bounds)
    return bounds | {(first + second) / 2 for first, second in pairwise(ordered)}
