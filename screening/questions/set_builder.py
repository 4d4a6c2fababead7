"""Builds a whole question set from its document: each part in turn, then the checks between them."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from screening.questions.case_builder import build_cases
from screening.questions.condition_builder import ConditionBuilder, Declared
from screening.questions.fields import NUMBER, Fields, Reading
from screening.questions.model import (
    NO_URGENCY,
    Approval,
    Clinic,
    Mark,
    Passage,
    Question,
    QuestionSet,
    Rule,
    Score,
    Section,
    Urgency,
    Value,
)
from screening.questions.problems import Code, Place
from screening.questions.question_builder import build_sections, declare
from screening.questions.reader import Document, Entry, Items, Node, Table, Word
from screening.questions.rule_builder import (
    build_rule,
    build_score,
    build_value,
    declared_bands,
    declared_groups,
)
from screening.questions.structure import check_structure
from screening.questions.working_time import parse_closed_days, parse_hours, parse_reply_within, parse_zone

T = TypeVar("T")

TOP_KEYS = (frozenset(QuestionSet.model_fields) - {"id", "sha256"}) | {"question_set"}
PASSAGE_KEYS = frozenset(Passage.model_fields)
PAGES = ("start", "about", "privacy")
CLINIC_KEYS = frozenset(Clinic.model_fields)
NEEDED_CLINIC_KEYS = frozenset(name for name, field in Clinic.model_fields.items() if field.is_required())
REPLY_BY = "clinic.reply_by"
"""The one placeholder that is filled only when something is sent."""

NO_CLINIC = Clinic(name="", phone="", emergency_number="", advice_number="", country="", time_zone="UTC")
"""Stands where a set names no clinic: it can be assessed with, but not published or served."""


def build_question_set(
    document: Document, cases: Document | None, sha256: str, reading: Reading
) -> QuestionSet | None:
    """The set, as far as it can be built; every problem goes to the reading's problems."""
    root = reading.table(document.root, "a question set")
    if root is None:
        return None
    placeholders = _placeholders(root)
    reading = replace(reading, commented_lines=document.commented_lines, placeholders=placeholders)
    fields = reading.fields(root, "a question set", TOP_KEYS)
    name = fields.word("question_set", needed=True)
    for needed in ("marks", "sections"):
        if needed not in root.entries:
            fields.missing(needed)
    marks = fields.each("marks", lambda key, node: _mark(reading, key, node))
    urgencies = fields.each("urgencies", lambda key, node: _urgency(reading, key, node))
    fail_safe = _fail_safe(fields, [mark.id for mark in marks])
    sections = build_sections(fields)
    if not marks or not sections:
        return None
    parts = _assessment_parts(fields, reading, sections, [m.id for m in marks], [u.id for u in urgencies])
    question_set = QuestionSet(
        id=reading.id(name, "question set") if name else "",
        title=fields.text("title") or "",
        clinic=_clinic(fields),
        marks=tuple(marks),
        fail_safe=fail_safe,
        urgencies=tuple(urgencies),
        word_lists=_word_lists(fields),
        sections=parts[0],
        values=parts[1],
        scores=parts[2],
        rules=parts[3],
        pages=dict(fields.each("pages", lambda k, n: _page(reading, k, n))),
        postpone=_passage(reading, fields.node("postpone"), "postpone"),
        if_worse=fields.text("if_worse"),
        approved=_approval(fields),
        sha256=sha256,
    )
    check_structure(question_set, _PlaceFinder(root), reading.problems)
    tables = [_cases_table(reading, root)]
    if cases is not None and cases.root is not None:
        cases_root = reading.table(cases.root, "the cases file")
        if cases_root is not None:
            reading.fields(cases_root, "the cases file", ("cases",))
            tables.append(_cases_table(reading, cases_root))
    case_list = build_cases(reading, question_set, [table for table in tables if table is not None])
    return question_set.model_copy(update={"cases": case_list})


def _cases_table(reading: Reading, root: Table) -> Table | None:
    entry = root.entries.get("cases")
    return reading.table(entry.value, "cases") if entry is not None else None


def _assessment_parts(
    fields: Fields, reading: Reading, sections: tuple[Section, ...], marks: list[str], urgencies: list[str]
) -> tuple[tuple[Section, ...], tuple[Value, ...], tuple[Score, ...], tuple[Rule, ...]]:
    """Sections with their conditions, values, scores and rules: all that conditions tie together."""
    questions = {question.id: question for section in sections for question in section.questions}
    assessed = {question.id: question for s in sections if not s.is_contact for question in s.questions}
    seen = dict.fromkeys(questions, "question")
    rules_seen: dict[str, str] = {}

    def value(key: Word, node: Node) -> Value | None:
        declare(reading, seen, key, "value")
        return build_value(reading, assessed, key, node)

    def score(key: Word, node: Node) -> Score | None:
        declare(reading, seen, key, "score")
        return build_score(conditions, assessed, groups, key, node)

    def rule(key: Word, node: Node) -> Rule | None:
        declare(reading, rules_seen, key, "rule")
        return build_rule(conditions, marks, urgencies, key, node)

    values = tuple(fields.each("values", value))
    declared = Declared(
        questions=questions,
        values={v.id: v.calculator for v in values},
        scores={key: declared_bands(entry.value) for key, entry in _entries(fields, "scores").items()},
        rules=frozenset(_entries(fields, "rules")),
        word_lists=frozenset(_entries(fields, "word_lists")),
    )
    conditions = ConditionBuilder(reading, declared)
    groups = declared_groups(fields.node("rules")) if "rules" in fields.source.entries else frozenset()
    rules = tuple(fields.each("rules", rule))
    scores = tuple(fields.each("scores", score))
    gated = tuple(_with_gates(conditions, fields.source, section) for section in sections)
    return gated, values, scores, rules


def _entries(fields: Fields, key: str) -> dict[str, Entry]:
    entry = fields.source.entries.get(key)
    return dict(entry.value.entries) if entry and isinstance(entry.value, Table) else {}


def _with_gates(conditions: ConditionBuilder, root: Table, section: Section) -> Section:
    """The section and its questions with their `show_when`, read now that every question is known."""
    finder = _PlaceFinder(root)
    gate = finder.node("sections", section.id, "show_when")
    questions: list[Question] = []
    for question in section.questions:
        node = finder.node("sections", section.id, "questions", question.id, "show_when")
        built = conditions.build(node, f"show_when of {question.id}") if node is not None else None
        questions.append(question.model_copy(update={"show_when": built}))
    built_gate = conditions.build(gate, f"show_when of section {section.id}") if gate is not None else None
    return section.model_copy(update={"questions": tuple(questions), "show_when": built_gate})


class _PlaceFinder:
    """Finds nodes and places in a document by their keys from the top."""

    def __init__(self, root: Table) -> None:
        self.root = root

    def node(self, *path: str) -> Node | None:
        node: Node = self.root
        for key in path:
            if not isinstance(node, Table) or key not in node.entries:
                return None
            node = node.entries[key].value
        return node

    def __call__(self, *path: str) -> Place:
        """The place of the key that the path ends with, or of the nearest one above it."""
        place: Place = self.root.place
        node: Node = self.root
        for key in path:
            if not isinstance(node, Table) or key not in node.entries:
                break
            place, node = node.entries[key].key.place, node.entries[key].value
        return place


def _placeholders(root: Table) -> dict[str, str | None]:
    """What stands for what in texts: the clinic's own words, and the day by which it replies."""
    entry = root.entries.get("clinic")
    if entry is None or not isinstance(entry.value, Table):
        return {}
    held = {key: each.value for key, each in entry.value.entries.items() if key in CLINIC_KEYS}
    known = {key: word.text for key, word in held.items() if isinstance(word, Word)}
    known = {"reply_within": NO_CLINIC.reply_within, "hours": NO_CLINIC.hours} | known
    return {f"clinic.{key}": text for key, text in known.items()} | {REPLY_BY: None}


def _mark(reading: Reading, key: Word, node: Node) -> Mark | None:
    reading.id(key, "mark")
    table = reading.table(node, f"mark {key.text}")
    if table is None:
        return None
    fields = reading.fields(table, f"mark {key.text}", frozenset(Mark.model_fields) - {"id"})
    return Mark(
        id=key.text,
        title=fields.text("title", needed=True) or key.text,
        text=fields.text("text", needed=True) or "",
        next=fields.texts("next"),
    )


def _fail_safe(fields: Fields, marks: list[str]) -> str:
    """The mark when anything is missing or goes wrong; never the mildest, or a blank form would pass."""
    named = fields.one_of("fail_safe", marks, Code.UNKNOWN_MARK, "mark of this set")
    if named is not None and named == marks[0]:
        place = fields.source.entries["fail_safe"].value.place
        fields.reading.problems.add(place, Code.BAD_VALUE, "fail_safe can't be the mildest mark")
    if len(_entries(fields, "marks")) == 1:
        place = fields.source.entries["marks"].key.place
        cause = "marks needs two at least: the mildest, and one for a closer look"
        fields.reading.problems.add(place, Code.WRONG_KIND, cause)
    return named or "".join(marks[-1:])


def _urgency(reading: Reading, key: Word, node: Node) -> Urgency | None:
    reading.id(key, "urgency")
    if key.text == NO_URGENCY:
        return None
    table = reading.table(node, f"urgency {key.text}")
    if table is None:
        return None
    fields = reading.fields(table, f"urgency {key.text}", frozenset(Urgency.model_fields) - {"id"})
    numbers = ["emergency_number", "advice_number", "phone"]
    fields.word("call", needed=True)
    call = fields.one_of("call", numbers, Code.BAD_VALUE, "number of the clinic block")
    return Urgency(
        id=key.text,
        title=fields.text("title", needed=True) or key.text,
        text=fields.text("text", needed=True) or "",
        call=call or numbers[0],
    )


def _clinic(fields: Fields) -> Clinic:
    node = fields.node("clinic")
    table = None if node is None else fields.reading.table(node, "clinic")
    if table is None:
        return NO_CLINIC
    own = fields.reading.fields(table, "clinic", CLINIC_KEYS)
    found: dict[str, str] = {}
    for key in CLINIC_KEYS - {"closed_days"}:
        text = own.text(key, needed=key in NEEDED_CLINIC_KEYS)
        if text is not None:
            found[key] = text
    closed_days = own.words("closed_days", may_be_empty=True)
    for key, parse in (
        ("hours", parse_hours),
        ("reply_within", parse_reply_within),
        ("time_zone", parse_zone),
    ):
        if key in found:
            _try(fields.reading, table.entries[key].value.place, parse, found[key])
    if "booking_url" in found and not found["booking_url"].startswith(("https://", "http://")):
        place = table.entries["booking_url"].value.place
        fields.reading.problems.add(place, Code.BAD_VALUE, "booking_url is to begin with https://")
    for word in closed_days:
        _try(fields.reading, word.place, parse_closed_days, [word.text])
    return NO_CLINIC.model_copy(update={**found, "closed_days": tuple(word.text for word in closed_days)})


def _try(reading: Reading, place: Place, parse: Callable[[T], object], given: T) -> None:
    try:
        parse(given)
    except ValueError as error:
        reading.problems.add(place, Code.BAD_VALUE, str(error).rstrip("."))


def _word_lists(fields: Fields) -> dict[str, tuple[str, ...]]:
    def word_list(key: Word, node: Node) -> tuple[str, tuple[str, ...]]:
        fields.reading.id(key, "word list")
        words = fields.reading.words(node, f"word list {key.text}")
        for word in words:
            if not any(character.isalpha() for character in word.text) or NUMBER.fullmatch(word.text):
                fields.reading.problems.add(
                    word.place, Code.BAD_VALUE, f'"{word.text}" has no letters to look for'
                )
        return key.text, tuple(word.text for word in words)

    return dict(fields.each("word_lists", word_list))


def _page(reading: Reading, key: Word, node: Node) -> tuple[str, Passage] | None:
    if key.text not in PAGES:
        reading.problems.unknown(key.place, Code.UNKNOWN_KEY, key.text, PAGES, "page of the form")
    passage = _passage(reading, node, f"page {key.text}")
    return (key.text, passage) if passage else None


def _passage(reading: Reading, node: Node | None, what: str) -> Passage | None:
    table = reading.table(node, what)
    if table is None:
        return None
    fields = reading.fields(table, what, PASSAGE_KEYS)
    parts_node = fields.node("parts")
    parts: list[Passage] = []
    if parts_node is not None:
        if not isinstance(parts_node, Items):
            reading.problems.add(parts_node.place, Code.WRONG_KIND, f"parts of {what} is to be a list")
        for item in parts_node.items if isinstance(parts_node, Items) else ():
            part = _passage(reading, item, f"part of {what}")
            if part:
                parts.append(part)
    return Passage(
        title=fields.text("title", needed=True) or "",
        text=fields.text("text"),
        points=fields.texts("points"),
        parts=tuple(parts),
    )


def _approval(fields: Fields) -> Approval | None:
    node = fields.node("approved")
    table = None if node is None else fields.reading.table(node, "approved")
    if table is None:
        return None
    own = fields.reading.fields(table, "approved", frozenset(Approval.model_fields))
    words = {key: own.word(key, needed=True) for key in Approval.model_fields}
    return Approval(**{key: word.text if word else "" for key, word in words.items()})
