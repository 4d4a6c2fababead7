"""The question set as a clinic writes it: sections of questions, rules, scores, words.

Frozen, and complete once the reader has built it: nobody else makes or changes one.
Knows nothing of patients, files, screens or the clock.
"""

from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from screening.questions.conditions import Condition, Test
from screening.questions.durations import TestDate

NOT_SURE = "not_sure"
PREFER_NOT_TO_SAY = "prefer_not_to_say"
SPECIAL_ANSWERS = (NOT_SURE, PREFER_NOT_TO_SAY)
NO_URGENCY = "none"
NONE_TEXT = "none"
"""What the tick beside a text question answers (the language's `none`)."""


class Part(BaseModel):
    """What all parts of a question set have in common: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class QuestionType(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    LONG_TEXT = "long_text"
    PHONE = "phone"
    EMAIL = "email"
    CONSENT = "consent"
    INFO = "info"

    @property
    def is_choice(self) -> bool:
        """Answered by picking among options."""
        return self in {QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.MANY_OF}

    @property
    def is_text(self) -> bool:
        """Answered by typing words."""
        return self in {QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PHONE, QuestionType.EMAIL}


class HeldFact(StrEnum):
    """What a question holds of the patient, so that code finds it without knowing its id."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"
    BEST_TIME = "best_time"
    FILLED_IN_BY = "filled_in_by"


class Option(Part):
    """One choice of a question; `alone` cannot stand with another."""

    id: str
    text: str
    alone: bool = False
    picture: str | None = None
    hint: str | None = None


class SpecialAnswer(Part):
    """Where "not sure" or "prefer not to say" is offered, and which rules or scores it may raise."""

    text: str | None = None
    raises: frozenset[str] | None = None
    """None: every rule that tests the question (the cautious meaning of `true`)."""

    def may_raise(self, name: str) -> bool:
        """Whether the rule or score of this name may be raised by the special answer."""
        return self.raises is None or name in self.raises


class Question(Part):
    """One question: what is asked, how it is answered and when."""

    id: str
    section: str
    ask: str
    type: QuestionType
    why: str | None = None
    hint: str | None = None
    optional: bool = False
    options: tuple[Option, ...] = ()
    unit: str | None = None
    also_units: tuple[str, ...] = ()
    whole: bool = False
    between: tuple[Decimal, Decimal] | tuple[TestDate, TestDate] | None = None
    none: str | None = None
    not_sure: SpecialAnswer | None = None
    prefer_not_to_say: SpecialAnswer | None = None
    holds: HeldFact | None = None
    show_when: Condition | None = None

    @cached_property
    def option_ids(self) -> frozenset[str]:
        """The ids of its options; for yes_no these are yes and no."""
        return frozenset(option.id for option in self.options)

    @cached_property
    def alone_ids(self) -> frozenset[str]:
        """The options that cannot stand with another."""
        return frozenset(option.id for option in self.options if option.alone)

    def special(self, answer: str) -> SpecialAnswer | None:
        """The special answer of that name, if this question offers it."""
        match answer:
            case "not_sure":
                return self.not_sure
            case "prefer_not_to_say":
                return self.prefer_not_to_say
            case _:
                return None


class Section(Part):
    """Questions that are asked on one page. `use: contact` takes no part in the assessment."""

    id: str
    title: str
    text: str | None = None
    use: Literal["contact"] | None = None
    show_when: Condition | None = None
    questions: tuple[Question, ...]

    @property
    def is_contact(self) -> bool:
        """Needed to send, no part of the assessment."""
        return self.use == "contact"


class Mark(Part):
    """What a submission can be marked; the set lists them mildest first."""

    id: str
    title: str
    text: str
    next: tuple[str, ...] = ()


class Urgency(Part):
    """A danger sign's card; the set lists them mildest first."""

    id: str
    title: str
    text: str
    call: str


class Calculator(StrEnum):
    """The closed list of values; new ones are Python, not YAML."""

    YEARS_SINCE = "years_since"
    DAYS_SINCE = "days_since"
    BMI = "bmi"
    TEXT_OF = "text_of"
    COUNT_NOT_SURE = "count_not_sure"


class Value(Part):
    """Something worked out from answers; `inputs` are question ids (height, then weight for bmi)."""

    id: str
    calculator: Calculator
    inputs: tuple[str, ...]


class Points(Part):
    """Points that a score gets while a condition holds."""

    points: Decimal
    when: Condition


class Band(Part):
    """A named range of a score; all its tests hold."""

    id: str
    tests: tuple[Test, ...]


class Score(Part):
    """Points over conditions, a sum of number answers, or a count of flagged rules of a group."""

    id: str
    points: tuple[Points, ...] = ()
    sum: tuple[str, ...] = ()
    count_flags: str | None = None
    bands: tuple[Band, ...] = ()


class Rule(Part):
    """When it holds, the submission carries a flag."""

    id: str
    when: Condition
    title: str
    source: tuple[str, ...]
    mark: str | None = None
    because: str | None = None
    urgency: str | None = None
    postpone: bool = False
    counts_as: tuple[str, ...] = ()
    card: str | None = None
    line: int = 1
    """Where it stands in its file, for what is reported about it later."""


class Clinic(Part):
    """Who the clinic is; its words fill the placeholders."""

    name: str
    phone: str
    emergency_number: str
    advice_number: str
    country: str
    time_zone: str
    booking_url: str | None = None
    email: str | None = None
    address: str | None = None
    reply_within: str = "2 working days"
    hours: str = "Mon-Fri 09:00-17:00"
    closed_days: tuple[str, ...] = ()


class Passage(Part):
    """A title with text and points below it, on one of the clinic's own pages."""

    title: str
    text: str | None = None
    points: tuple[str, ...] = ()
    parts: tuple["Passage", ...] = ()


class Approval(Part):
    """Which doctor signed which text of the set, and when."""

    by: str
    on: str
    sha256: str


class Case(Part):
    """An example patient with the expected outcome; run by `check`."""

    id: str
    file: str
    line: int
    today: str
    answers: dict[str, object]
    expect: dict[str, object]


class QuestionSet(Part):
    """A clinic's whole policy: what is asked, what it means, and every word of it."""

    id: str
    title: str
    clinic: Clinic
    marks: tuple[Mark, ...]
    fail_safe: str
    urgencies: tuple[Urgency, ...] = ()
    word_lists: dict[str, tuple[str, ...]] = {}
    sections: tuple[Section, ...]
    values: tuple[Value, ...] = ()
    scores: tuple[Score, ...] = ()
    rules: tuple[Rule, ...]
    pages: dict[str, Passage] = {}
    postpone: Passage | None = None
    if_worse: str | None = None
    approved: Approval | None = None
    cases: tuple[Case, ...] = ()
    sha256: str

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id, in the order they are asked."""
        return {question.id: question for section in self.sections for question in section.questions}

    @cached_property
    def sections_by_id(self) -> dict[str, Section]:
        """Every section by id."""
        return {section.id: section for section in self.sections}

    @cached_property
    def rules_by_id(self) -> dict[str, Rule]:
        """Every rule by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def values_by_id(self) -> dict[str, Value]:
        """Every value by id."""
        return {value.id: value for value in self.values}

    @cached_property
    def scores_by_id(self) -> dict[str, Score]:
        """Every score by id."""
        return {score.id: score for score in self.scores}

    @cached_property
    def marks_by_id(self) -> dict[str, Mark]:
        """Every mark by id, mildest first."""
        return {mark.id: mark for mark in self.marks}

    @cached_property
    def urgencies_by_id(self) -> dict[str, Urgency]:
        """Every urgency by id, mildest first."""
        return {urgency.id: urgency for urgency in self.urgencies}

    @cached_property
    def mark_rank(self) -> dict[str, int]:
        """How cautious each mark is: 0 for the mildest."""
        return {mark.id: rank for rank, mark in enumerate(self.marks)}

    @cached_property
    def urgency_rank(self) -> dict[str, int]:
        """How urgent each urgency is: 0 for "none"."""
        return {NO_URGENCY: 0} | {urgency.id: rank for rank, urgency in enumerate(self.urgencies, 1)}

    @cached_property
    def assessed(self) -> tuple[Question, ...]:
        """The questions that take part in the assessment (all but contact), in order."""
        return tuple(
            question for section in self.sections if not section.is_contact for question in section.questions
        )

    def is_bookable(self, mark: str) -> bool:
        """Whether what has this mark can be booked at once: the mildest, unless it is the fail-safe.

        Raises KeyError for a mark that the set does not have.
        """
        return self.mark_rank[mark] == 0 and mark != self.fail_safe

    def holding(self, fact: HeldFact) -> Question | None:
        """The question that holds this fact of the patient, if the set has one."""
        return next((question for question in self.questions.values() if question.holds is fact), None)

    @property
    def is_approved(self) -> bool:
        """Whether a doctor signed exactly this text; otherwise every page says draft."""
        return self.approved is not None and self.approved.sha256 == self.sha256
