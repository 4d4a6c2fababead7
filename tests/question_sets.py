"""Random small question sets for properties, as plain data and as YAML text, and random answers to a set.

Every construct of the language may turn up. JSON is YAML too, so the text is the set's JSON.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from screening.questions.loader import load_text
from screening.questions.model import Question, QuestionSet, QuestionType

Plain = dict[str, Any]

TODAY = date(2026, 11, 20)
SPECIAL = ("not_sure", "prefer_not_to_say")
DATES = ("2026-11-20", "2026-08-20", "2026-08-21", "2008-11-20", "2008-11-21", "1951-02-28", "2027-01-01")
DATE_BOUNDS = ("today", "3 months ago", "18 years ago", "2008-11-20")
NUMBERS = ("0", "1", "2.5", "4", "5")
THINNERS = {"mentions": "thinners"}
TEXTS = ("warfarin", "none", "no tablets", "Eliquis and tea", "x" * 201)
KINDS: dict[str, Plain] = {
    "yes_no": {},
    "one_of": {"options": {"now": "Now", "past": "Past", "no": "No"}},
    "many_of": {"options": {"x": "X", "y": "Y", "none": {"text": "None", "alone": "true"}}},
    "number": {"between": ["0", "5"]},
    "date": {"between": ["121 years ago", "today"]},
    "text": {},
}
COMPARISONS = ("at_least", "more_than", "at_most", "less_than")


@dataclass(frozen=True)
class Shape:
    """Which constructs may turn up; the defaults allow all."""

    gates: bool = True
    tests_of_special_answers: bool = True
    fail_safe: bool = True
    raises: bool = True


@dataclass(frozen=True)
class SmallSet:
    """A random set: as plain data, and as the product reads it."""

    plain: Plain
    question_set: QuestionSet


def loaded(plain: Plain) -> QuestionSet:
    """The set as the product reads it."""
    found = load_text(json.dumps(plain))
    assert found.question_set is not None, [str(problem) for problem in found.problems]
    return found.question_set


@st.composite
def small_sets(draw: st.DrawFn, shape: Shape = Shape()) -> SmallSet:
    """Valid sets of three to six questions and a handful of rules, values and scores."""
    plain = Maker(draw(st.randoms(use_true_random=False)), shape).make()
    return SmallSet(plain, loaded(plain))


@dataclass
class Maker:
    """Makes one random set."""

    random: Random
    shape: Shape

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def pick(self, things: Any) -> Any:  # noqa: ANN401
        return self.random.choice(list(things))

    def make(self) -> Plain:
        self.questions: Plain = {}
        self.values: Plain = {}
        self.scores: Plain = {}
        first = self._section("a", self.random.randint(2, 4))
        second = self._section("b", self.random.randint(1, 2))
        if self.shape.gates and self.chance(0.3):
            second["show_when"] = self._condition(list(first["questions"]), 1)
        self._declare_values()
        rules: Plain = {}
        for number in range(self.random.randint(2, 4)):
            rules[f"r{number}"] = self._rule([*self.questions, *self.values])
        self._declare_scores(list(rules))
        for number in range(self.random.randint(1, 3)):
            rules[f"late{number}"] = self._rule([*self.questions, *self.values, *self.scores], list(rules))
        if not any("g" in rule.get("counts_as", ()) for rule in rules.values()):
            rules["r0"]["counts_as"] = ["g"]
        plain: Plain = {
            "question_set": "small",
            "marks": {mark: {"title": mark, "text": mark} for mark in ("book", "nurse", "doctor")},
            "urgencies": {
                name: {"title": name, "text": name, "call": "phone"} for name in ("same_day", "emergency")
            },
            "word_lists": {"thinners": ["warfarin", "eliquis"]},
            "sections": {"first": first, "second": second},
            "values": self.values,
            "scores": self.scores,
            "rules": rules,
        }
        if self.shape.fail_safe and self.chance(0.3):
            plain["fail_safe"] = self.pick(("nurse", "doctor"))
        self._limit_raises(rules)
        return {key: value for key, value in plain.items() if value != {}}

    def _section(self, letter: str, count: int) -> Plain:
        own: Plain = {}
        for number in range(count):
            kind = self.pick(KINDS)
            question: Plain = {"ask": "?", "type": kind, **KINDS[kind]}
            if self.chance(0.6):
                question["not_sure"] = "true"
            if self.chance(0.2):
                question["prefer_not_to_say"] = "true"
            if self.chance(0.2):
                question["optional"] = "true"
            if self.shape.gates and self.questions and self.chance(0.3):
                question["show_when"] = self._condition(list(self.questions), 1)
            own[f"{letter}{number}"] = question
            self.questions[f"{letter}{number}"] = question
        if letter == "a" and self.chance(0.3):
            own |= {
                "height": {"ask": "?", "type": "number", "unit": "cm", "between": ["150", "160"]},
                "weight": {
                    "ask": "?",
                    "type": "number",
                    "unit": "kg",
                    "between": ["50", "80"],
                    "not_sure": "true",
                },
            }
            self.values["bmi"] = {"bmi": ["height", "weight"]}
            self.questions |= own
        return {"title": letter, "questions": own}

    def _of_type(self, kind: str) -> list[str]:
        return [name for name, question in self.questions.items() if question["type"] == kind]

    def _declare_values(self) -> None:
        if dates := self._of_type("date"):
            self.values["age"] = {"years_since": self.pick(dates)}
            self.values["days"] = {"days_since": self.pick(dates)}
        if texts := self._of_type("text"):
            self.values["words"] = {"text_of": texts}
        if self.shape.tests_of_special_answers:
            self.values["unsure"] = {"count_not_sure": "all"}

    def _declare_scores(self, counted: list[str]) -> None:
        names = [*self.questions, *self.values]
        if self.chance(0.8):
            self.scores["group"] = {"count_flags": "g", "bands": self._bands(0, len(counted) + 3)}
        if self.chance(0.5):
            points = [
                {"points": self.pick(("1", "2", "-1", "0.5")), "when": self._condition(names, 1)}
                for _ in range(self.random.randint(1, 3))
            ]
            self.scores["points"] = {"points": points, "bands": self._bands(-3, 6)}
        if (numbers := self._of_type("number")) and self.chance(0.5):
            self.scores["total"] = {"sum": numbers, "bands": self._bands(0, 5)}

    def _bands(self, low: int, high: int) -> Plain:
        edge = self.random.randint(low + 1, high)
        if self.chance(0.5):
            return {"few": {"less_than": f"{edge}"}, "many": {"at_least": f"{edge}"}}
        return {
            "few": {"at_most": f"{edge - 1}"},
            "some": {"more_than": f"{edge - 1}", "less_than": f"{edge + 1}"},
            "many": {"at_least": f"{edge + 1}"},
        }

    def _rule(self, names: list[str], earlier: list[str] | None = None) -> Plain:
        rule: Plain = {"when": self._condition(names, 2, earlier), "title": "T", "source": ["S1"]}
        if self.chance(0.7):
            rule |= {"mark": self.pick(("book", "nurse", "doctor")), "because": "B"}
            if rule["mark"] != "book" and self.chance(0.4):
                rule["urgency"] = self.pick(("same_day", "emergency"))
            if self.chance(0.2):
                rule["postpone"] = "true"
        if earlier is None and self.chance(0.5):
            rule["counts_as"] = ["g"]
        return rule

    def _condition(self, names: list[str], depth: int, earlier: list[str] | None = None) -> Plain:
        if depth and self.chance(0.5):
            word = self.pick(("any", "all", "none", "at_least"))
            parts = [self._condition(names, depth - 1, earlier) for _ in range(self.random.randint(1, 3))]
            if word == "at_least":
                return {word: {"count": self.random.randint(1, len(parts)), "of": parts}}
            return {word: parts}
        if earlier and self.chance(0.25):
            return {"flagged": [self.pick(earlier)]}
        chosen = {self.pick(names) for _ in range(2 if self.chance(0.2) else 1)}
        return {name: self._test(name) for name in sorted(chosen)}

    def _test(self, name: str) -> Any:  # noqa: ANN401
        if name in self.scores:
            band = self.pick(self.scores[name]["bands"])
            return band if self.chance(0.4) else self._comparison(("-1", "0", "1", "2", "3.5"))
        if name in self.values:
            return THINNERS if name == "words" else self._comparison(("1", "2", "18", "30", "75", "92"))
        question = self.questions[name]
        if self.chance(0.1):
            return {"answered": self.pick(("yes", "no"))}
        offered = [word for word in SPECIAL if word in question and self.shape.tests_of_special_answers]
        if offered and self.chance(0.25):
            return offered
        if question["type"] == "date" and self.chance(0.5):
            length = self.pick(("3 months", "18 years", "1 day"))
            return {self.pick(("within", "longer_ago_than")): length}
        match question["type"]:
            case "number":
                return self._comparison(("0", "2", "2.5", "5"))
            case "text":
                return THINNERS
            case "date":
                return {self.pick(COMPARISONS): self.pick(DATE_BOUNDS)}
            case _:
                options = [*question.get("options", {"yes": "", "no": ""}), *offered]
                return self.random.sample(options, self.random.randint(1, 2))

    def _comparison(self, bounds: tuple[str, ...]) -> Plain:
        if self.chance(0.2):
            return {"between": sorted((self.pick(bounds), self.pick(bounds)), key=Decimal)}
        return {self.pick(COMPARISONS): self.pick(bounds)}

    def _limit_raises(self, rules: Plain) -> None:
        """Let some special answers raise only some of the rules and scores that test the question."""
        if not self.shape.raises:
            return
        owners = {name: rule["when"] for name, rule in rules.items()}
        owners |= {
            name: {"all": [entry["when"] for entry in score["points"]]}
            for name, score in self.scores.items()
            if "points" in score
        }
        for name, question in self.questions.items():
            by_value = [
                value
                for value, work in self.values.items()
                if "count_not_sure" not in work and name in next(iter(work.values()))
            ]
            testing = [owner for owner, when in owners.items() if tests_one_of(when, [name, *by_value])]
            testing += [score for score in self.scores if name in self.scores[score].get("sum", ())]
            mixed = [owner for owner, when in owners.items() if names_special_among_others(when, name)]
            for word in SPECIAL:
                if word in question and self.chance(0.4):
                    question[word] = {"raises": sorted({*mixed, *(o for o in testing if self.chance(0.5))})}


def tests_one_of(condition: Any, names: list[str]) -> bool:  # noqa: ANN401
    """Whether a condition tests one of these names."""
    if isinstance(condition, list):
        return any(tests_one_of(part, names) for part in condition)
    if not isinstance(condition, dict):
        return False
    return any(name in names or tests_one_of(test, names) for name, test in condition.items())


def names_special_among_others(condition: Any, question: str) -> bool:  # noqa: ANN401
    """Whether a test of the question names a special answer beside an ordinary one."""
    if isinstance(condition, list):
        return any(names_special_among_others(part, question) for part in condition)
    if not isinstance(condition, dict):
        return False
    named = condition.get(question)
    mixed = isinstance(named, list) and 0 < len({*named} & {*SPECIAL}) < len(named)
    return mixed or any(names_special_among_others(test, question) for test in condition.values())


def good_answers(question: Question) -> list[object]:
    """Valid answers to a question of any kind, special ones left out."""
    match question.type:
        case QuestionType.MANY_OF:
            alone: list[list[str]] = [[option] for option in question.option_ids]
            together = sorted(question.option_ids - question.alone_ids)
            return [*sorted(alone), together]
        case QuestionType.NUMBER:
            assert question.between is not None
            low, high = (Decimal(str(bound)) for bound in question.between)
            return [low, high, *(Decimal(number) for number in NUMBERS if low <= Decimal(number) <= high)]
        case QuestionType.DATE:
            return [day for day in DATES if day <= TODAY.isoformat()]
        case _ if question.type.is_text:
            return [text for text in TEXTS if len(text) <= 200]
        case _:
            return [*sorted(question.option_ids)]


BAD_ANSWERS: tuple[object, ...] = (
    *("maybe", "2027-01-01", "prefer_not_to_say", "x" * 4001),
    *(True, float("nan"), Decimal("Infinity"), -1, 10**30),
    *(["maybe"], ["not_sure", "x"], [[]], {}, {"a": 1}),
)
BLANK_ANSWERS: tuple[object, ...] = (None, "", " \t", [])


def random_answers(question_set: QuestionSet, random: Random, *, sound: float = 0.7) -> dict[str, object]:
    """Answers to any of the questions, most of them valid; also to questions that are not asked."""
    answers: dict[str, object] = {}
    for question in question_set.assessed:
        offered = [word for word in SPECIAL if question.special(word)]
        turn = random.random()
        if turn < sound:
            answers[question.id] = random.choice(good_answers(question))
        elif turn < sound + (1 - sound) * 0.5 and offered:
            answers[question.id] = random.choice(offered)
        elif turn < sound + (1 - sound) * 0.65:
            answers[question.id] = random.choice(BAD_ANSWERS)
        elif turn < sound + (1 - sound) * 0.8:
            answers[question.id] = random.choice(BLANK_ANSWERS)
    if random.random() < 0.03:
        answers["no_such_question"] = "yes"
    return answers
