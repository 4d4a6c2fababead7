"""A second engine, written from the language page alone: slow, short, and sharing nothing with the product.

It reads a question set as plain data (as JSON would give it) and says what "Meaning" says, so that a
slip in the product's engine shows as a difference on some random set.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Plain = dict[str, Any]

SPECIAL = ("not_sure", "prefer_not_to_say")
FALSE, UNKNOWN, TRUE = 0, 1, 2
BLANK, INVALID, UNSURE, GIVEN = "blank", "invalid", "special", "given"
COMPARISONS: dict[str, Callable[[Any, list[Any]], bool]] = {
    "at_least": lambda number, bounds: number >= bounds[0],
    "more_than": lambda number, bounds: number > bounds[0],
    "at_most": lambda number, bounds: number <= bounds[0],
    "less_than": lambda number, bounds: number < bounds[0],
    "between": lambda number, bounds: bounds[0] <= number <= bounds[1],
}


@dataclass
class Reference:
    """One person's answers, judged on one day."""

    plain: Plain
    raw: Mapping[str, object]
    today: date
    read: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.questions: Plain = {}
        for section in self.plain["sections"].values():
            self.questions |= section["questions"]
        for section in self.plain["sections"].values():
            if self._is_open(section):
                for name, question in section["questions"].items():
                    if self._is_open(question):
                        self.read[name] = read_answer(question, self.raw.get(name), self.today)

    def _is_open(self, part: Plain) -> bool:
        return "show_when" not in part or self.judge(part["show_when"], None) != FALSE

    def outcome(self) -> Plain:
        """All that the two engines have to agree on."""
        rules: Plain = self.plain["rules"]
        verdicts = {name: self.rule(name) for name in rules}
        flagged = [name for name, verdict in verdicts.items() if verdict != FALSE]
        unanswered = [
            name
            for name, (kind, _) in self.read.items()
            if kind in {BLANK, INVALID} and not self.questions[name].get("optional")
        ]
        invalid = {name for name, (kind, _) in self.read.items() if kind == INVALID}
        invalid |= set(self.raw) - set(self.questions)
        marks = list(self.plain["marks"])
        carried = [rules[name]["mark"] for name in flagged if "mark" in rules[name]]
        if unanswered or invalid:
            carried.append(self.plain.get("fail_safe", marks[-1]))
        urgencies = ["none", *self.plain.get("urgencies", {})]
        return {
            "mark": max([marks[0], *carried], key=marks.index),
            "urgency": max(
                ["none", *(rules[name].get("urgency", "none") for name in flagged)], key=urgencies.index
            ),
            "postpone": any(rules[name].get("postpone", False) for name in flagged),
            "flags": {name: "certain" if verdicts[name] == TRUE else "possible" for name in flagged},
            "scores": {name: self.score(name) for name in self.plain.get("scores", {})},
            "asked": list(self.read),
            "unanswered": unanswered,
            "invalid": invalid,
        }

    # Conditions: `negated` is carried inward to the tests.

    def judge(self, condition: Plain, who: str | None, *, negated: bool = False) -> int:
        """What a condition says for the rule or score `who` (None: a `show_when`)."""
        every = max if negated else min
        return every(self._entry(name, test, who, negated=negated) for name, test in condition.items())

    def _entry(self, name: str, test: Any, who: str | None, *, negated: bool) -> int:  # noqa: ANN401
        match name:
            case "any" | "all" | "none":
                parts = [self.judge(part, who, negated=negated ^ (name == "none")) for part in test]
                return min(parts) if (name == "any") == negated else max(parts)
            case "at_least" if isinstance(test, dict) and "of" in test:
                parts = sorted(self.judge(part, who, negated=negated) for part in test["of"])
                count: int = test["count"]
                # Not (2 of 3 hold) is: 2 of 3 fail.
                return parts[count - 1] if negated else parts[-count]
            case "flagged":
                named = max(self.rule(rule) for rule in listed(test))
                return 2 - named if negated else named
            case _:
                tests = test if isinstance(test, dict) else {"is": listed(test)}
                every = max if negated else min
                return every(
                    self._test(name, word, bound, who, negated=negated) for word, bound in tests.items()
                )

    def _test(self, name: str, word: str, bound: Any, who: str | None, *, negated: bool) -> int:  # noqa: ANN401
        says = self._says(name, word, bound, who)
        if says is None:  # silent
            return FALSE
        return 2 - says if negated else says

    def _says(self, name: str, word: str, bound: Any, who: str | None) -> int | None:  # noqa: ANN401
        if name in self.plain.get("scores", {}):
            return self._score_says(name, word, bound)
        if name in self.plain.get("values", {}):
            worked = self._value(self.plain["values"][name], who)
            if worked is None or worked == UNSURE:
                return None if worked is None else UNKNOWN
            return TRUE if self._holds(worked, word, bound) else FALSE
        if name not in self.read:
            return None
        kind, answer = self.read[name]
        if word == "answered":
            return TRUE if (kind in {GIVEN, UNSURE}) == (bound == "yes") else FALSE
        if kind in {BLANK, INVALID}:
            return None
        if kind == UNSURE:
            if word == "is" and all(named in SPECIAL for named in bound):
                return TRUE if answer in bound else FALSE
            return UNKNOWN if self._may_raise(name, answer, who) else None
        return TRUE if self._holds(answer, word, bound) else FALSE

    def _may_raise(self, name: str, special: str, who: str | None) -> bool:
        offered = self.questions[name][special]
        return (
            who is None
            or not isinstance(offered, dict)
            or "raises" not in offered
            or who in offered["raises"]
        )

    def _holds(self, answer: Any, word: str, bound: Any) -> bool:  # noqa: ANN401
        if word == "mentions":
            return any(
                entry in re.findall("[a-z]+", answer.lower()) for entry in self.plain["word_lists"][bound]
            )
        if word == "within":
            return bool(before(self.today, bound) <= answer <= self.today)
        if word == "longer_ago_than":
            return bool(answer < before(self.today, bound))
        if isinstance(answer, list):
            return any(chosen in bound for chosen in answer)
        bounds = [self._like(answer, each) for each in listed(bound) if each not in SPECIAL]
        return bool(answer in bounds if word == "is" else COMPARISONS[word](answer, bounds))

    def _like(self, answer: Any, bound: str) -> Any:  # noqa: ANN401
        if isinstance(answer, date):
            return day_meant(bound, self.today)
        return bound if isinstance(answer, str) else Decimal(bound)

    # Rules, values and scores.

    def rule(self, name: str) -> int:
        """Whether the rule holds."""
        return self.judge(self.plain["rules"][name]["when"], name)

    def _value(self, value: Plain, who: str | None) -> Any:  # noqa: ANN401
        ((calculator, inputs),) = value.items()
        if calculator == "count_not_sure":
            counted = self.questions if inputs == "all" else listed(inputs)
            return Decimal(sum(self.read.get(name) == (UNSURE, "not_sure") for name in counted))
        found = [self.read.get(name, (BLANK, None)) for name in listed(inputs)]
        for name, (kind, answer) in zip(listed(inputs), found, strict=True):
            if kind == UNSURE and self._may_raise(name, answer, who):
                return UNSURE
        given = [answer for kind, answer in found if kind == GIVEN]
        if calculator == "text_of":
            return "\n".join(given) if given else None
        if len(given) < len(found):
            return None
        if calculator == "bmi":
            return Fraction(given[1]) / (Fraction(given[0]) / 100) ** 2
        born = given[0]
        if calculator == "days_since":
            return Decimal((self.today - born).days)
        had_birthday = (self.today.month, self.today.day) >= (born.month, born.day)
        return Decimal(self.today.year - born.year - (0 if had_birthday else 1))

    def score(self, name: str) -> tuple[Decimal, Decimal]:
        """The lowest and the highest that the score can be."""
        score = self.plain["scores"][name]
        low = high = Decimal(0)
        for entry in score.get("points", ()):
            points, says = Decimal(entry["points"]), self.judge(entry["when"], name)
            ends = [points] if says == TRUE else [Decimal(0)] if says == FALSE else [Decimal(0), points]
            low, high = low + min(ends), high + max(ends)
        for question in score.get("sum", ()):
            kind, answer = self.read.get(question, (BLANK, None))
            ends = [answer] if kind == GIVEN else [Decimal(0)]
            if kind == UNSURE and self._may_raise(question, answer, name):
                ends = [Decimal(bound) for bound in self.questions[question]["between"]]
            low, high = low + min(ends), high + max(ends)
        for rule, parts in self.plain["rules"].items():
            if "count_flags" in score and score["count_flags"] in parts.get("counts_as", ()):
                says = self.rule(rule)
                low, high = low + (says == TRUE), high + (says != FALSE)
        return low, high

    def _score_says(self, name: str, word: str, bound: Any) -> int:  # noqa: ANN401
        low, high = self.score(name)
        bands = self.plain["scores"][name].get("bands", {})
        if word == "is":
            each = [
                min(between_ends(low, high, test, listed(edge)) for test, edge in bands[named].items())
                if named in bands
                else between_ends(low, high, "between", [named, named])
                for named in bound
            ]
            return max(each)
        return between_ends(low, high, word, listed(bound))


def between_ends(low: Decimal, high: Decimal, word: str, bounds: list[str]) -> int:
    """Whether all, none or some of the numbers from low to high pass a comparison."""
    edges = [Decimal(bound) for bound in bounds]
    # Any answer changes only at a bound: so the ends, the bounds and a hair beside each tell all.
    tried = {
        low,
        high,
        *(edge + hair for edge in edges for hair in (Decimal("-0.001"), Decimal(0), Decimal("0.001"))),
    }
    found = {COMPARISONS[word](number, edges) for number in tried if low <= number <= high}
    return UNKNOWN if len(found) == 2 else TRUE if found == {True} else FALSE


def listed(thing: Any) -> list[Any]:  # noqa: ANN401
    """One thing is a list of one."""
    return list(thing) if isinstance(thing, list | tuple) else [thing]


def before(today: date, length: str) -> date:
    """The day that lies so long before."""
    number, unit = length.removesuffix("s").split()
    count = int(number)
    if unit in {"day", "week"}:
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    for day in (today.day, 30, 29, 28):
        try:
            return date(months // 12, months % 12 + 1, min(day, today.day))
        except ValueError:
            continue
    raise AssertionError(length)


def day_meant(bound: str, today: date) -> date:
    """A fixed day, today, or a length of time ago."""
    if bound == "today":
        return today
    return before(today, bound.removesuffix(" ago")) if bound.endswith(" ago") else date.fromisoformat(bound)


def read_answer(question: Plain, raw: Any, today: date) -> tuple[str, Any]:  # noqa: ANN401
    """Blank, invalid, special or given, and what."""
    if raw is None or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return BLANK, None
    alone = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
    if isinstance(alone, str) and alone in SPECIAL:
        return (UNSURE, alone) if alone in question else (INVALID, None)
    kind = question["type"]
    options = question.get("options", {"yes": "", "no": ""})
    if kind in {"yes_no", "one_of"}:
        return (GIVEN, [raw]) if isinstance(raw, str) and raw in options else (INVALID, None)
    if kind == "many_of":
        sound = isinstance(raw, list) and all(isinstance(item, str) and item in options for item in raw)
        if not sound or len(set(raw)) < len(raw):
            return INVALID, None
        lonely = any(isinstance(options[item], dict) and options[item].get("alone") for item in raw)
        return (INVALID, None) if lonely and len(raw) > 1 else (GIVEN, raw)
    if kind == "number":
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal) or not Decimal(raw).is_finite():
            return INVALID, None
        low, high = (Decimal(bound) for bound in question["between"])
        return (GIVEN, Decimal(raw)) if low <= raw <= high else (INVALID, None)
    if kind == "date":
        return _read_date(question, raw, today)
    return (GIVEN, raw) if isinstance(raw, str) and len(raw) <= 200 else (INVALID, None)


def _read_date(question: Plain, raw: Any, today: date) -> tuple[str, Any]:  # noqa: ANN401
    try:
        day = date.fromisoformat(raw) if isinstance(raw, str) and len(raw) == len("2026-11-20") else None
    except ValueError:
        day = None
    if day is None:
        return INVALID, None
    low, high = (day_meant(bound, today) for bound in question.get("between", ("0001-01-01", "9999-12-31")))
    return (GIVEN, day) if low <= day <= high else (INVALID, None)
