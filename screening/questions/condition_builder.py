"""Builds conditions from the file's nodes: every name known, every test fit for what it tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

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
    negate,
)
from screening.questions.durations import Duration, TestDate, is_turned_round, parse_duration, parse_test_date
from screening.questions.fields import NUMBER, Reading
from screening.questions.model import SPECIAL_ANSWERS, Calculator, Question, QuestionType
from screening.questions.problems import Code, Place
from screening.questions.reader import Entry, Items, Node, Table, Word

COMPARISONS = ("at_least", "more_than", "at_most", "less_than", "between")
TEST_WORDS = (*COMPARISONS, "within", "longer_ago_than", "mentions", "answered")
CONDITION_WORDS = ("any", "all", "none", "at_least", "flagged")


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything a condition may name; the builders fill it before any condition is read."""

    questions: Mapping[str, Question]
    values: Mapping[str, Calculator]
    scores: Mapping[str, tuple[str, ...]]
    rules: frozenset[str]
    word_lists: frozenset[str]

    def names(self) -> list[str]:
        """All names of the one namespace of conditions."""
        return [*self.questions, *self.values, *self.scores]


@dataclass(frozen=True, slots=True)
class ConditionBuilder:
    """Reads one condition after another."""

    reading: Reading
    declared: Declared

    def build(self, node: Node, what: str) -> Condition | None:
        """The condition that the node writes; None if it can't be used (then it is reported)."""
        if isinstance(node, Table):
            parts = [self._entry(entry, what) for entry in node.entries.values()]
            if not parts:
                self.reading.problems.add(node.place, Code.EMPTY, f"{what} has no test")
            kept = tuple(part for part in parts if part is not None)
            return None if len(kept) < len(parts) or not kept else kept[0] if len(kept) == 1 else All(kept)
        self.reading.problems.add(node.place, Code.WRONG_KIND, f"{what} is to be a mapping of tests")
        return None

    def _entry(self, entry: Entry, what: str) -> Condition | None:
        word = entry.key.text
        match word:
            case "any":
                parts = self._parts(entry.value, word, what)
                return AnyOf(parts) if parts else None
            case "all":
                parts = self._parts(entry.value, word, what)
                return All(parts) if parts else None
            case "none":
                parts = self._parts(entry.value, word, what)
                return All(tuple(negate(part) for part in parts)) if parts else None
            case "at_least":
                return self._at_least(entry, what)
            case "flagged":
                return self._flagged(entry.value)
            case _:
                return self._named(entry.key, entry.value)

    def _parts(self, node: Node, word: str, what: str) -> tuple[Condition, ...]:
        items = node.items if isinstance(node, Items) else (node,) if isinstance(node, Table) else ()
        if not items:
            self.reading.problems.add(
                node.place, Code.WRONG_KIND, f"{word} in {what} is to be a list of conditions"
            )
        parts = [self.build(item, what) for item in items]
        return () if None in parts else tuple(part for part in parts if part is not None)

    def _at_least(self, entry: Entry, what: str) -> Condition | None:
        table = self.reading.table(entry.value, "at_least")
        if table is None:
            return None
        fields = self.reading.fields(table, "at_least", ("count", "of"))
        count_word, of = fields.word("count", needed=True), fields.node("of")
        if of is None:
            fields.missing("of")
        if count_word is None or of is None:
            return None
        parts = self._parts(of, "of", what)
        count = self.reading.number(count_word, "count")
        if count is None or not parts:
            return None
        if count != int(count) or not 1 <= count <= len(parts):
            cause = f"count is to be a whole number from 1 to {len(parts)}"
            self.reading.problems.add(count_word.place, Code.BAD_VALUE, cause)
            return None
        return AtLeast(int(count), parts)

    def _flagged(self, node: Node) -> Condition | None:
        words = self.reading.words(node, "flagged")
        for word in words:
            if word.text not in self.declared.rules:
                self.reading.problems.unknown(
                    word.place, Code.UNKNOWN_RULE, word.text, self.declared.rules, "rule"
                )
        known = tuple(word.text for word in words if word.text in self.declared.rules)
        return Flagged(known) if known and len(known) == len(words) else None

    def _named(self, key: Word, node: Node) -> Condition | None:
        name = key.text
        if name not in self.declared.names():
            known = [*self.declared.names(), *CONDITION_WORDS]
            self.reading.problems.unknown(
                key.place, Code.UNKNOWN_NAME, name, known, "question, value or score"
            )
            return None
        if isinstance(node, Table):
            tests = [self._test(name, entry) for entry in node.entries.values()]
            if not tests:
                self.reading.problems.add(node.place, Code.EMPTY, f"the test of {name} is empty")
        else:
            tests = [self._answers(name, node)]
        holds = tuple(Holds(name, test) for test in tests if test is not None)
        if not holds or len(holds) < len(tests):
            return None
        return holds[0] if len(holds) == 1 else All(holds)

    def _unfit(self, place: Place, name: str, test: str) -> None:
        self.reading.problems.add(
            place, Code.DOES_NOT_FIT, f"{test} does not fit {name}, {self._kind_words(name)}"
        )

    def _kind(self, name: str) -> str:
        """What is tested: choice, number, date, text, score or nothing."""
        if name in self.declared.scores:
            return "score"
        if name in self.declared.values:
            return "text" if self.declared.values[name] is Calculator.TEXT_OF else "number"
        question_type = self.declared.questions[name].type
        if question_type.is_choice or question_type is QuestionType.CONSENT:
            return "choice"
        return {QuestionType.NUMBER: "number", QuestionType.DATE: "date", QuestionType.INFO: "nothing"}.get(
            question_type, "text"
        )

    def _kind_words(self, name: str) -> str:
        if name in self.declared.questions:
            return f"a {self.declared.questions[name].type} question"
        return "a score" if name in self.declared.scores else f"a {self.declared.values[name]} value"

    def _answers(self, name: str, node: Node) -> Test | None:
        words = self.reading.words(node, f"the test of {name}")
        unfit = [word for word in words if not self._is_answer(name, word.text)]
        for word in unfit:
            if self._kind(name) in {"choice", "score"}:
                known = self._known_answers(name)
                self.reading.problems.unknown(
                    word.place, Code.UNKNOWN_OPTION, word.text, known, f"answer that {name} offers"
                )
            else:
                self._unfit(word.place, name, f'"{word.text}"')
        return IsAnswer(tuple(word.text for word in words)) if words and not unfit else None

    def _is_answer(self, name: str, text: str) -> bool:
        kind = self._kind(name)
        return (
            text in self._known_answers(name)
            or (kind in {"number", "score"} and NUMBER.fullmatch(text) is not None)
            or (kind == "date" and parse_test_date(text) is not None)
        )

    def _known_answers(self, name: str) -> tuple[str, ...]:
        if name in self.declared.scores:
            return self.declared.scores[name]
        question = self.declared.questions.get(name)
        if question is None:
            return ()
        specials = tuple(word for word in SPECIAL_ANSWERS if question.special(word))
        return tuple(option.id for option in question.options) + specials

    def _test(self, name: str, entry: Entry) -> Test | None:
        word, kind = entry.key.text, self._kind(name)
        if word not in TEST_WORDS:
            self.reading.problems.unknown(entry.key.place, Code.UNKNOWN_KEY, word, TEST_WORDS, "test")
            return None
        fits = (
            (word in COMPARISONS and kind in {"number", "date", "score"})
            or (word in {"within", "longer_ago_than"} and kind == "date")
            or (word == "mentions" and kind == "text")
            or (word == "answered" and name in self.declared.questions and kind != "nothing")
        )
        if not fits:
            self._unfit(entry.key.place, name, word)
            return None
        match word:
            case "mentions":
                return self._mentions(entry.value)
            case "answered":
                return self._answered(entry.value)
            case "within":
                duration = self._duration(entry.value)
                return Within(duration) if duration else None
            case "longer_ago_than":
                duration = self._duration(entry.value)
                return LongerAgoThan(duration) if duration else None
            case _:
                return self._comparison(word, entry.value, kind)

    def _mentions(self, node: Node) -> Test | None:
        known = self.declared.word_lists
        if isinstance(node, Word) and node.text in known:
            return Mentions(node.text)
        text = node.text if isinstance(node, Word) else "this"
        self.reading.problems.unknown(node.place, Code.UNKNOWN_LIST, text, known, "word list")
        return None

    def _answered(self, node: Node) -> Test | None:
        if isinstance(node, Word) and node.text in {"yes", "no", "true", "false"}:
            return IsAnswered(node.text in {"yes", "true"})
        self.reading.problems.add(node.place, Code.BAD_VALUE, "answered is to be yes or no")
        return None

    def _duration(self, node: Node) -> Duration | None:
        duration = parse_duration(node.text) if isinstance(node, Word) else None
        if duration is None:
            self.reading.problems.add(
                node.place, Code.BAD_VALUE, 'this is to be a length of time, as "3 months"'
            )
        return duration

    def _comparison(self, word: str, node: Node, kind: str) -> Test | None:
        words = self.reading.words(node, word)
        wanted = 2 if word == "between" else 1
        if not words:
            return None
        if len(words) != wanted:
            text = "a list of two: lowest, highest" if wanted == 2 else "one bound"
            self.reading.problems.add(node.place, Code.WRONG_KIND, f"{word} is to be {text}")
            return None
        bounds: list[Bound] = []
        for bound in words:
            found = self._bound(bound, kind)
            if found is None:
                return None
            bounds.append(found)
        match bounds:
            case (Decimal() as low, Decimal() as high) if low > high:
                self.reading.problems.add(node.place, Code.BAD_VALUE, "between begins above its end")
            case (TestDate() as first, TestDate() as last) if is_turned_round(first, last):
                self.reading.problems.add(node.place, Code.BAD_VALUE, "between begins after its end")
            case _:
                pass
        return Compares(word, tuple(bounds))

    def _bound(self, word: Word, kind: str) -> Bound | None:
        if kind != "date":
            return self.reading.number(word, "a bound")
        day = parse_test_date(word.text)
        if day is None:
            cause = f'"{word.text}" is no date (2026-11-20), "today" or "3 months ago"'
            self.reading.problems.add(word.place, Code.BAD_VALUE, cause)
        return day
