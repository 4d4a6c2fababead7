"""Builds the example patients of a set: answers typed as the questions want them, and what is expected."""

from collections.abc import Mapping
from decimal import Decimal

from screening.questions.durations import parse_day
from screening.questions.fields import NUMBER, Fields, Reading
from screening.questions.model import SPECIAL_ANSWERS, Case, Question, QuestionSet, QuestionType
from screening.questions.problems import Code, Place
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
    built: dict[str, Case] = {}
    for name in nodes:
        _build(reading, question_set, nodes, name, built, ())
    return tuple(built[name] for name in nodes if name in built)


def _build(
    reading: Reading,
    question_set: QuestionSet,
    nodes: Mapping[str, tuple[Word, Node]],
    name: str,
    built: dict[str, Case],
    chain: tuple[str, ...],
) -> Case | None:
    if name in built:
        return built[name]
    key, node = nodes[name]
    table = reading.table(node, f"case {name}")
    if table is None:
        return None
    fields = reading.fields(table, f"case {name}", CASE_KEYS)
    base: Case | None = None
    like = fields.word("like")
    if like is not None:
        if like.text in (*chain, name):
            reading.problems.add(like.place, Code.CIRCLE, f"case {name} is like itself")
            return None
        if like.text not in nodes:
            reading.problems.unknown(like.place, Code.UNKNOWN_CASE, like.text, nodes, "case")
            return None
        base = _build(reading, question_set, nodes, like.text, built, (*chain, name))
        if base is None:
            return None
    today = fields.word("today")
    if today is None and base is None:
        fields.missing("today")
    if today is not None and parse_day(today.text) is None:
        reading.problems.add(today.place, Code.BAD_VALUE, f'"{today.text}" is no date (2026-11-20)')
        return None
    answers = dict(base.answers) if base else {}
    _answers(fields, question_set.questions, answers)
    day = today.text if today else base.today if base else ""
    if not day:
        return None
    place: Place = key.place
    case = Case(
        id=name,
        file=place.file,
        line=place.line,
        today=day,
        answers=answers,
        expect=_expect(fields, question_set),
    )
    built[name] = case
    return case


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
    for word in fields.words(key):
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
