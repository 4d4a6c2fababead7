"""Builds sections and questions from the file's nodes, and reports what does not fit the type.

`show_when` is built afterwards, once every question is known.
"""

from collections.abc import Iterable
from decimal import Decimal

from screening.questions.durations import TestDate, is_turned_round, parse_test_date
from screening.questions.fields import RESERVED, Fields, Reading
from screening.questions.model import (
    SPECIAL_ANSWERS,
    HeldFact,
    Option,
    Question,
    QuestionType,
    Section,
    SpecialAnswer,
)
from screening.questions.problems import Code
from screening.questions.reader import Items, Node, Table, Word

SECTION_KEYS = frozenset({"title", "text", "use", "show_when", "questions"})
QUESTION_KEYS = frozenset(Question.model_fields) - {"id", "section"}
OPTION_KEYS = frozenset(Option.model_fields) - {"id"}
SPECIAL_KEYS = frozenset({"text", "raises"})
UNITS = ("cm", "m", "mm", "kg", "g", "years", "days", "weeks", "months", "times", "%", "mmHg", "°C")
TYPED_UNITS = ("ft+in", "in", "lb", "st+lb")
"""Units that a number may also be typed in; stored in the question's own unit."""
FITS_ONLY = {
    "options": frozenset({QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.MANY_OF}),
    "unit": frozenset({QuestionType.NUMBER}),
    "also_units": frozenset({QuestionType.NUMBER}),
    "whole": frozenset({QuestionType.NUMBER}),
    "between": frozenset({QuestionType.NUMBER, QuestionType.DATE}),
    "none": frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT}),
}
"""The types that a word of a question has a meaning for."""
HOLDS_ONLY = {
    HeldFact.NAME: frozenset({QuestionType.TEXT}),
    HeldFact.PHONE: frozenset({QuestionType.PHONE}),
    HeldFact.EMAIL: frozenset({QuestionType.EMAIL}),
    HeldFact.BIRTH_DATE: frozenset({QuestionType.DATE}),
}
"""The types that a fact can be held in; what is not named here may stand in any."""


def build_sections(fields: Fields) -> tuple[Section, ...]:
    """Every section under `sections`, without its conditions; ids used twice are reported."""
    reading = fields.reading
    seen: dict[str, str] = {}
    questions_seen: dict[str, str] = {}
    held: dict[HeldFact, str] = {}

    def section(key: Word, node: Node) -> Section | None:
        table = reading.table(node, f"section {key.text}")
        if table is None:
            return None
        declare(reading, seen, key, "section")
        own = reading.fields(table, f"section {key.text}", SECTION_KEYS)
        use = own.one_of("use", ["contact"], Code.UNKNOWN_KEY, "use of a section")
        if "questions" not in table.entries:
            own.missing("questions")

        def question(question_key: Word, question_node: Node) -> Question | None:
            declare(reading, questions_seen, question_key, "question")
            built = build_question(reading, key.text, question_key, question_node)
            if built is not None and built.holds is not None:
                if built.holds in held:
                    cause = f"{built.holds} is already held by {held[built.holds]}"
                    reading.problems.add(question_key.place, Code.DUPLICATE_ID, cause)
                held.setdefault(built.holds, built.id)
            return built

        return Section(
            id=key.text,
            title=own.text("title", needed=True) or key.text,
            text=own.text("text"),
            use="contact" if use else None,
            questions=tuple(own.each("questions", question)),
        )

    return tuple(fields.each("sections", section))


def declare(
    reading: Reading, seen: dict[str, str], key: Word, what: str, reserved: frozenset[str] = RESERVED
) -> None:
    """Check an id and report it if another of its namespace has it already."""
    reading.id(key, what, reserved)
    if key.text in seen:
        cause = f'"{key.text}" is already the id of a {seen[key.text]}'
        reading.problems.add(key.place, Code.DUPLICATE_ID, cause)
    seen.setdefault(key.text, f"{what} on line {key.place.line}")


def build_question(reading: Reading, section: str, key: Word, node: Node) -> Question | None:
    """One question without its `show_when`; None if it has no usable type."""
    what = f"question {key.text}"
    table = reading.table(node, what)
    if table is None:
        return None
    fields = reading.fields(table, what, QUESTION_KEYS)
    fields.word("type", needed=True)
    kind = fields.one_of("type", list(QuestionType), Code.UNKNOWN_TYPE, "type of question")
    ask = fields.text("ask", needed=True)
    if kind is None:
        return None
    question_type = QuestionType(kind)
    _report_unfit_words(fields, question_type)
    specials = {name: _special(fields, name) for name in SPECIAL_ANSWERS}
    options = _options(fields, question_type)
    if not options and question_type in {QuestionType.ONE_OF, QuestionType.MANY_OF}:
        return None
    unit = fields.one_of("unit", UNITS, Code.UNKNOWN_UNIT, "unit")
    holds = fields.one_of("holds", list(HeldFact), Code.BAD_VALUE, "fact that a question can hold")
    if holds and question_type not in HOLDS_ONLY.get(HeldFact(holds), {question_type}):
        cause = f"a {question_type} question can't hold the {holds}"
        reading.problems.add(fields.source.entries["holds"].key.place, Code.DOES_NOT_FIT, cause)
    return Question(
        id=key.text,
        section=section,
        ask=ask or key.text,
        type=question_type,
        why=fields.text("why"),
        hint=fields.text("hint"),
        optional=fields.flag("optional"),
        options=options,
        unit=unit,
        also_units=_known_units(fields),
        whole=fields.flag("whole"),
        between=_between(fields, question_type),
        none=fields.text("none"),
        not_sure=specials["not_sure"],
        prefer_not_to_say=specials["prefer_not_to_say"],
        holds=HeldFact(holds) if holds else None,
    )


def _report_unfit_words(fields: Fields, question_type: QuestionType) -> None:
    for word, types in FITS_ONLY.items():
        if word in fields.source.entries and question_type not in types:
            place = fields.source.entries[word].key.place
            fields.reading.problems.add(
                place, Code.DOES_NOT_FIT, f"{word} has no meaning for a {question_type} question"
            )
    if question_type in {QuestionType.INFO, QuestionType.CONSENT}:
        for word in SPECIAL_ANSWERS:
            if word in fields.source.entries:
                place = fields.source.entries[word].key.place
                cause = f"{word} has no meaning for a {question_type} question"
                fields.reading.problems.add(place, Code.DOES_NOT_FIT, cause)
    if "options" not in fields.source.entries and question_type in {
        QuestionType.ONE_OF,
        QuestionType.MANY_OF,
    }:
        fields.missing("options")


def _options(fields: Fields, question_type: QuestionType) -> tuple[Option, ...]:
    reading = fields.reading

    def option(key: Word, node: Node) -> Option | None:
        what = f"option {key.text} of {fields.what}"
        reading.id(key, "option", frozenset(SPECIAL_ANSWERS))
        if not isinstance(node, Table):
            text = reading.text(node, what)
            return Option(id=key.text, text=text or key.text)
        own = reading.fields(node, what, OPTION_KEYS)
        alone = own.flag("alone")
        if alone and question_type is not QuestionType.MANY_OF:
            reading.problems.add(
                own.place, Code.DOES_NOT_FIT, "alone has a meaning for many_of questions only"
            )
        picture = own.word("picture")
        return Option(
            id=key.text,
            text=own.text("text", needed=True) or key.text,
            alone=alone,
            picture=picture.text if picture else None,
            hint=own.text("hint"),
        )

    options = tuple(fields.each("options", option))
    if question_type is QuestionType.YES_NO:
        if options and [option.id for option in options] != ["yes", "no"]:
            place = fields.source.entries["options"].key.place
            reading.problems.add(
                place, Code.DOES_NOT_FIT, "a yes_no question has the options yes and no, in that order"
            )
        return options or (Option(id="yes", text="Yes"), Option(id="no", text="No"))
    if question_type is QuestionType.CONSENT:
        return (Option(id="yes", text="Yes"),)
    return options


def _special(fields: Fields, name: str) -> SpecialAnswer | None:
    node = fields.node(name)
    if node is None:
        return None
    if isinstance(node, Word):
        return SpecialAnswer() if fields.flag(name) else None
    if isinstance(node, Items):
        cause = f"{name} of {fields.what} is to be true, or {{text: ..., raises: [rules]}}"
        fields.reading.problems.add(node.place, Code.WRONG_KIND, cause)
        return None
    own = fields.reading.fields(node, f"{name} of {fields.what}", SPECIAL_KEYS)
    # `raises: []` is a list of none and milder than leaving raises out, which means every rule.
    words = own.words("raises", may_be_empty=True)
    raises = frozenset(word.text for word in words) if "raises" in node.entries else None
    return SpecialAnswer(text=own.text("text"), raises=raises)


def _known_units(fields: Fields) -> tuple[str, ...]:
    words = fields.words("also_units", may_be_empty=True)
    known = UNITS + TYPED_UNITS
    for word in words:
        if word.text not in known:
            fields.reading.problems.unknown(word.place, Code.UNKNOWN_UNIT, word.text, known, "unit")
    return tuple(word.text for word in words if word.text in known)


def _between(
    fields: Fields, question_type: QuestionType
) -> tuple[Decimal, Decimal] | tuple[TestDate, TestDate] | None:
    node = fields.node("between")
    if node is None or question_type not in FITS_ONLY["between"]:
        return None
    problems = fields.reading.problems
    words = fields.words("between")
    if not words:
        return None
    if len(words) != 2:
        problems.add(
            node.place, Code.WRONG_KIND, f"between of {fields.what} is to be a list of two: lowest, highest"
        )
        return None
    if question_type is QuestionType.DATE:
        return _dates(fields, words)
    low, high = (fields.reading.number(word, f"between of {fields.what}") for word in words)
    if low is None or high is None:
        return None
    if low > high:
        problems.add(node.place, Code.BAD_VALUE, f"between of {fields.what} begins above its end")
    return low, high


def _dates(fields: Fields, words: Iterable[Word]) -> tuple[TestDate, TestDate] | None:
    found: list[TestDate] = []
    for word in words:
        day = parse_test_date(word.text)
        if day is None:
            cause = f'"{word.text}" is no date (2026-11-20), "today" or "3 months ago"'
            fields.reading.problems.add(word.place, Code.BAD_VALUE, cause)
        else:
            found.append(day)
    if len(found) != 2:
        return None
    if is_turned_round(found[0], found[1]):
        cause = f"between of {fields.what} begins after its end"
        fields.reading.problems.add(fields.source.entries["between"].value.place, Code.BAD_VALUE, cause)
    return found[0], found[1]
