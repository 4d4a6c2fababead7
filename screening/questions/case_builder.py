"""Builds the example patients of a set: answers typed as the questions want them, and what is expected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from screening.questions.durations import parse_day
from screening.questions.fields import NUMBER, Fields, Reading
from screening.questions.model import SPECIAL_ANSWERS, Case, Question, QuestionSet, QuestionType
from screening.questions.problems import Code
from screening.questions.reader import Items, Node, Table, Word

CASE_KEYS = ("today", "answers", "expect", "like")
EXPECT_KEYS = (
    "mark",
    "urgency",
    "postpone",
    "flags",
    "includes",
    "excludes",
    "possible",
    "unanswered",
    "scores",
)
MAX_LIKE = 12
"""Cases that may be like one another in a row; as many as the file may have levels."""
RULE_LISTS = ("flags", "includes", "excludes", "possible")


def build_cases(reading: Reading, question_set: QuestionSet, tables: list[Table]) -> tuple[Case, ...]:
    """Every case in these `cases` mappings; `like` takes over another case's answers, then changes some."""
    nodes: dict[str, tuple[Word, Node]] = {}
    for table in tables:
        for name, entry in table.entries.items():
            if name in nodes:
                cause = f'"{name}" is already the name of a case'
                reading.problems.add(entry.key.place, Code.DUPLICATE_ID, cause)
            nodes.setdefault(name, (entry.key, entry.value))
    builder = _CaseBuilder(reading, question_set, nodes)
    return tuple(case for name in nodes if (case := builder.case(name, ())) is not None)


@dataclass(frozen=True, slots=True)
class _CaseBuilder:
    """Builds each case once, after the one that it is like."""

    reading: Reading
    question_set: QuestionSet
    nodes: Mapping[str, tuple[Word, Node]]
    built: dict[str, Case | None] = field(default_factory=dict)

    def case(self, name: str, waiting: tuple[str, ...]) -> Case | None:
        """The case of that name; `waiting` are those that are like it. None if it is no mapping."""
        if name not in self.built:
            self.built[name] = self._build(name, (*waiting, name))
        return self.built[name]

    def _build(self, name: str, waiting: tuple[str, ...]) -> Case | None:
        key, node = self.nodes[name]
        table = self.reading.table(node, f"case {name}")
        if table is None:
            return None
        fields = self.reading.fields(table, f"case {name}", CASE_KEYS)
        base = self._base(fields, waiting)
        today = fields.word("today")
        if today is None and "like" not in table.entries:
            fields.missing("today")
        if today is not None and parse_day(today.text) is None:
            self.reading.problems.add(today.place, Code.BAD_VALUE, f'"{today.text}" is no date (2026-11-20)')
        answers = dict(base.answers) if base else {}
        _answers(fields, self.question_set.questions, answers)
        return Case(
            id=name,
            file=key.place.file,
            line=key.place.line,
            today=today.text if today else base.today if base else "",
            answers=answers,
            expect=_expect(fields, self.question_set),
        )

    def _base(self, fields: Fields, waiting: tuple[str, ...]) -> Case | None:
        like = fields.word("like")
        if like is None:
            return None
        if like.text in waiting:
            self.reading.problems.add(like.place, Code.CIRCLE, f"{fields.what} is like itself")
        elif like.text not in self.nodes:
            self.reading.problems.unknown(like.place, Code.UNKNOWN_CASE, like.text, self.nodes, "case")
        elif len(waiting) > MAX_LIKE:
            self.reading.problems.add(
                like.place, Code.TOO_DEEP, f"more than {MAX_LIKE} cases are like this one"
            )
        else:
            return self.case(like.text, waiting)
        return None


def _answers(fields: Fields, questions: Mapping[str, Question], answers: dict[str, object]) -> None:
    node = fields.node("answers")
    table = None if node is None else fields.reading.table(node, f"answers of {fields.what}")
    for entry in table.entries.values() if table else ():
        question = questions.get(entry.key.text)
        if question is None:
            fields.reading.problems.unknown(
                entry.key.place, Code.UNKNOWN_QUESTION, entry.key.text, questions, "question of this set"
            )
        elif isinstance(entry.value, Word) and entry.value.is_missing:
            answers.pop(question.id, None)
        else:
            answers[question.id] = typed(question, entry.value)


def typed(question: Question, node: Node) -> object:
    """The node as the raw answer that a form would give: numbers as decimals, all else as words."""
    if isinstance(node, Items):
        return [typed(question, item) for item in node.items]
    if isinstance(node, Table):
        return {key: typed(question, entry.value) for key, entry in node.entries.items()}
    if (
        question.type is QuestionType.NUMBER
        and node.text not in SPECIAL_ANSWERS
        and NUMBER.fullmatch(node.text)
    ):
        return Decimal(node.text)
    return node.text


def _expect(fields: Fields, question_set: QuestionSet) -> dict[str, object]:
    node = fields.node("expect")
    table = None if node is None else fields.reading.table(node, f"expect of {fields.what}")
    if table is None:
        if node is None:
            fields.missing("expect")
        return {}
    if not table.entries:
        fields.reading.problems.add(table.place, Code.EMPTY, f"expect of {fields.what} is empty")
    own = fields.reading.fields(table, f"expect of {fields.what}", EXPECT_KEYS)
    expect: dict[str, object] = {}
    mark = own.one_of("mark", question_set.marks_by_id, Code.UNKNOWN_MARK, "mark of this set")
    if mark:
        expect["mark"] = mark
    urgency = own.one_of("urgency", question_set.urgency_rank, Code.UNKNOWN_URGENCY, "urgency of this set")
    if urgency:
        expect["urgency"] = urgency
    if "postpone" in table.entries:
        expect["postpone"] = own.flag("postpone")
    for key in RULE_LISTS:
        if key in table.entries:
            expect[key] = _known(own, key, question_set.rules_by_id, Code.UNKNOWN_RULE, "rule of this set")
    if "unanswered" in table.entries:
        expect["unanswered"] = _known(
            own, "unanswered", question_set.questions, Code.UNKNOWN_QUESTION, "question"
        )
    if "scores" in table.entries:
        expect["scores"] = _scores(own, question_set)
    return expect


def _known(fields: Fields, key: str, known: Mapping[str, object], code: Code, what: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in fields.words(key, may_be_empty=True):
        if word.text not in known:
            fields.reading.problems.unknown(word.place, code, word.text, known, what)
        found.append(word.text)
    return tuple(found)


def _scores(fields: Fields, question_set: QuestionSet) -> dict[str, Decimal]:
    node = fields.node("scores")
    table = None if node is None else fields.reading.table(node, "scores")
    found: dict[str, Decimal] = {}
    for entry in table.entries.values() if table else ():
        if entry.key.text not in question_set.scores_by_id:
            fields.reading.problems.unknown(
                entry.key.place,
                Code.UNKNOWN_NAME,
                entry.key.text,
                question_set.scores_by_id,
                "score of this set",
            )
        number = fields.reading.number(entry.value, "a score")
        if number is not None:
            found[entry.key.text] = number
    return found
