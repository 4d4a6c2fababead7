"""Builds values, scores and rules from the file's nodes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from screening.questions.condition_builder import COMPARISONS, ConditionBuilder
from screening.questions.conditions import Compares
from screening.questions.fields import Fields, Reading
from screening.questions.model import Band, Calculator, Points, Question, QuestionType, Rule, Score, Value
from screening.questions.problems import Code
from screening.questions.reader import Items, Node, Table, Word

RULE_KEYS = frozenset(Rule.model_fields) - {"id", "line"}
SCORE_KEYS = frozenset(Score.model_fields) - {"id"}
ALL_QUESTIONS = "all"
FITTING_INPUTS = {
    Calculator.YEARS_SINCE: frozenset({QuestionType.DATE}),
    Calculator.DAYS_SINCE: frozenset({QuestionType.DATE}),
    Calculator.BMI: frozenset({QuestionType.NUMBER}),
    Calculator.TEXT_OF: frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT}),
    Calculator.COUNT_NOT_SURE: frozenset(QuestionType) - {QuestionType.INFO, QuestionType.CONSENT},
}
INPUT_COUNT = {Calculator.YEARS_SINCE: 1, Calculator.DAYS_SINCE: 1, Calculator.BMI: 2}
BMI_UNITS = (("cm", "m"), ("kg",))


def build_value(reading: Reading, questions: Mapping[str, Question], key: Word, node: Node) -> Value | None:
    """One value; `questions` are those that take part in the assessment."""
    table = reading.table(node, f"value {key.text}")
    if table is None:
        return None
    fields = reading.fields(table, f"value {key.text}", list(Calculator))
    given = [calculator for calculator in Calculator if calculator in table.entries]
    if len(given) != 1:
        reading.problems.add(table.place, Code.WRONG_KIND, f"value {key.text} is to name one calculator")
        return None
    calculator = given[0]
    words = fields.words(calculator)
    if calculator is Calculator.COUNT_NOT_SURE and [word.text for word in words] == [ALL_QUESTIONS]:
        counted = tuple(question.id for question in questions.values() if question.not_sure)
        return Value(id=key.text, calculator=calculator, inputs=counted)
    if calculator in INPUT_COUNT and len(words) != INPUT_COUNT[calculator]:
        wanted = INPUT_COUNT[calculator]
        reading.problems.add(
            table.place, Code.WRONG_KIND, f"{calculator} is worked out from {wanted} question(s)"
        )
        return None
    inputs = _inputs(reading, questions, words, FITTING_INPUTS[calculator], calculator)
    if calculator is Calculator.BMI and len(inputs) == len(BMI_UNITS):
        for question_id, units, word in zip(inputs, BMI_UNITS, words, strict=True):
            question = questions[question_id]
            positive = (
                question.between is not None
                and isinstance(question.between[0], Decimal)
                and question.between[0] > 0
            )
            if question.unit not in units or not positive:
                cause = f"bmi needs {question_id} in {' or '.join(units)}, with a range (between) above 0"
                reading.problems.add(word.place, Code.DOES_NOT_FIT, cause)
    return Value(id=key.text, calculator=calculator, inputs=inputs) if len(inputs) == len(words) else None


def _inputs(
    reading: Reading,
    questions: Mapping[str, Question],
    words: Iterable[Word],
    types: frozenset[QuestionType],
    user: str,
) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        question = questions.get(word.text)
        if question is None:
            reading.problems.unknown(
                word.place, Code.UNKNOWN_QUESTION, word.text, questions, "question of the assessment"
            )
        elif question.type not in types:
            reading.problems.add(
                word.place, Code.DOES_NOT_FIT, f"{user} does not fit {word.text}, a {question.type} question"
            )
        else:
            found.append(word.text)
    return tuple(found)


def build_score(
    conditions: ConditionBuilder,
    questions: Mapping[str, Question],
    groups: frozenset[str],
    key: Word,
    node: Node,
) -> Score | None:
    """One score with its bands; whether the bands cover it is checked later, over the whole set."""
    reading = conditions.reading
    what = f"score {key.text}"
    table = reading.table(node, what)
    if table is None:
        return None
    fields = reading.fields(table, what, SCORE_KEYS)
    given = [word for word in ("points", "sum", "count_flags") if word in table.entries]
    if len(given) != 1:
        reading.problems.add(
            table.place, Code.WRONG_KIND, f"{what} is to have one of points, sum, count_flags"
        )
        return None
    bands = tuple(fields.each("bands", lambda band_key, band: _band(reading, what, band_key, band)))
    group = fields.one_of("count_flags", groups, Code.UNKNOWN_GROUP, "group that a rule counts as")
    words = fields.words("sum")
    summed = _inputs(reading, questions, words, frozenset({QuestionType.NUMBER}), "sum")
    for word in words:
        if word.text in summed and questions[word.text].between is None:
            cause = f"a sum needs to know the range (between) of {word.text}"
            reading.problems.add(word.place, Code.DOES_NOT_FIT, cause)
    return Score(id=key.text, points=_points(conditions, fields), sum=summed, count_flags=group, bands=bands)


def _points(conditions: ConditionBuilder, fields: Fields) -> tuple[Points, ...]:
    node = fields.node("points")
    if node is None:
        return ()
    if not isinstance(node, Items):
        fields.reading.problems.add(node.place, Code.WRONG_KIND, f"points of {fields.what} is to be a list")
        return ()
    if not node.items:
        fields.reading.problems.add(node.place, Code.EMPTY, f"points of {fields.what} is empty")
    found: list[Points] = []
    for item in node.items:
        table = fields.reading.table(item, f"each entry of points of {fields.what}")
        if table is None:
            continue
        own = fields.reading.fields(table, f"points of {fields.what}", ("points", "when"))
        points_word, when = own.word("points", needed=True), own.node("when")
        if when is None:
            own.missing("when")
            continue
        condition = conditions.build(when, f"when of {fields.what}")
        points = fields.reading.number(points_word, "points") if points_word else None
        if condition is not None and points is not None:
            found.append(Points(points=points, when=condition))
    return tuple(found)


def _band(reading: Reading, what: str, key: Word, node: Node) -> Band | None:
    reading.id(key, "band")
    table = reading.table(node, f"band {key.text} of {what}")
    if table is None:
        return None
    fields = reading.fields(table, f"band {key.text} of {what}", COMPARISONS)
    if not table.entries:
        reading.problems.add(table.place, Code.EMPTY, f"band {key.text} of {what} has no test")
    tests: list[Compares] = []
    for word in COMPARISONS:
        if word not in table.entries:
            continue
        bounds = [reading.number(bound, word) for bound in fields.words(word)]
        if bounds and len(bounds) != (2 if word == "between" else 1):
            reading.problems.add(
                table.place, Code.WRONG_KIND, f"{word} of band {key.text} has the wrong number of bounds"
            )
        elif bounds and None not in bounds:
            tests.append(Compares(word, tuple(bound for bound in bounds if bound is not None)))
    return Band(id=key.text, tests=tuple(tests))


def declared_bands(node: Node) -> tuple[str, ...]:
    """The names of a score's bands, for conditions that name one before the score is built."""
    bands = node.entries.get("bands") if isinstance(node, Table) else None
    return tuple(bands.value.entries) if bands and isinstance(bands.value, Table) else ()


def declared_groups(node: Node | None) -> frozenset[str]:
    """Every group that a rule of the file counts as."""
    found: set[str] = set()
    for entry in node.entries.values() if isinstance(node, Table) else ():
        groups = entry.value.entries.get("counts_as") if isinstance(entry.value, Table) else None
        if groups is None:
            continue
        items = groups.value.items if isinstance(groups.value, Items) else (groups.value,)
        found.update(item.text for item in items if isinstance(item, Word))
    return frozenset(found)


def build_rule(
    conditions: ConditionBuilder, marks: list[str], urgencies: list[str], key: Word, node: Node
) -> Rule | None:
    """One rule; None if its condition can't be used."""
    reading = conditions.reading
    what = f"rule {key.text}"
    table = reading.table(node, what)
    if table is None:
        return None
    fields = reading.fields(table, what, RULE_KEYS)
    mark = fields.one_of("mark", marks, Code.UNKNOWN_MARK, "mark of this set")
    urgency = fields.one_of("urgency", urgencies, Code.UNKNOWN_URGENCY, "urgency of this set")
    if urgency and ("mark" not in table.entries or (mark is not None and marks.index(mark) == 0)):
        place = table.entries["urgency"].key.place
        reading.problems.add(
            place, Code.URGENCY_WITHOUT_MARK, f"{what} is urgent without a mark above the mildest"
        )
    title = fields.text("title", needed=True)
    because = fields.text("because", needed="mark" in table.entries)
    source = tuple(word.text for word in fields.words("source"))
    if not source:
        fields.missing("source")
    groups = fields.words("counts_as", may_be_empty=True)
    for group in groups:
        reading.id(group, "group")
    when = fields.node("when")
    if when is None:
        fields.missing("when")
        return None
    condition = conditions.build(when, f"when of {what}")
    if condition is None:
        return None
    return Rule(
        id=key.text,
        when=condition,
        title=title or key.text,
        source=source,
        mark=mark,
        because=because,
        urgency=urgency,
        postpone=fields.flag("postpone"),
        counts_as=tuple(group.text for group in groups),
        card=fields.text("card"),
        line=key.place.line,
    )
