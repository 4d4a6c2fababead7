"""Made-up filled-in forms for the demo, mixed from the example patients that a question set brings along.

Knows no question by its id: a clinic's own set gives its own demo.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from screening.demo_people import DETAILS, MEDICINES, REMARKS, a_name, a_phone, an_email
from screening.questions.durations import parse_day, years_between
from screening.questions.model import NO_URGENCY, NONE_TEXT, HeldFact, Question, QuestionSet, QuestionType
from screening.rules.assess import Assessment, assess
from screening.rules.sheet import read_sheet

Answers = dict[str, object]
AGES = range(15, 92)


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what is answered first, what is changed afterwards, and what the rules say in the end."""

    answers: Answers = field(repr=False)
    taken_back: Answers = field(repr=False)
    first: Assessment = field(repr=False)
    last: Assessment = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What the example patients have that the first of them has not, by how it is marked."""

    base: Answers
    mild: Sequence[Answers]
    doctor: Sequence[Answers]
    urgent: Mapping[str, Sequence[Answers]]


class Forms:
    """Makes forms, always the same ones for the same chance."""

    def __init__(self, question_set: QuestionSet, chance: random.Random, today: date) -> None:
        """Raises ValueError when the set brings no example patients along."""
        if not question_set.cases:
            raise ValueError("The demo is mixed from a question set's cases, and this one has none.")
        self._set = question_set
        self._chance = chance
        self._kinds = _kinds(question_set, today)

    @property
    def urgencies(self) -> tuple[str, ...]:
        """The urgencies that forms can be made with, mildest first."""
        return tuple(name for name in self._set.urgencies_by_id if name in self._kinds.urgent)

    def form(self, today: date, urgency: str | None = None) -> Form:
        """A form that is complete but for what people leave out; with a named one of `urgencies`."""
        while True:
            differences = self._differences(urgency)
            answers: Answers = dict(self._kinds.base)
            for difference in differences:
                answers |= difference
            answers = {name: raw for name, raw in answers.items() if raw is not None}
            self._vary(answers, today)
            self._tell_more(answers, today)
            self._contact(answers, today)
            sheet = read_sheet(self._set, answers, today, contact=True)
            if sheet.invalid or (sheet.unanswered and self._chance.random() < 0.8):
                continue
            last = assess(self._set, answers, today)
            if urgency is not None and last.urgency != urgency:
                continue
            changes = self._taken_back(last, answers)
            first = assess(self._set, answers | changes, today) if changes else last
            return Form(answers | changes, {name: answers.get(name) for name in changes}, first, last)

    def _differences(self, urgency: str | None) -> list[Answers]:
        chance, kinds = self._chance, self._kinds
        dice = chance.random()
        chosen: list[Answers] = []
        if dice < 0.07 and self.urgencies:
            urgency = urgency or chance.choices(self.urgencies, range(len(self.urgencies), 0, -1))[0]
        if urgency is not None:
            chosen = [chance.choice(kinds.urgent[urgency])]
        elif dice < 0.48 and kinds.doctor:
            chosen = [chance.choice(kinds.doctor)]
        if kinds.mild:
            chosen = chance.sample(kinds.mild, min(chance.choice((0, 0, 1, 1, 2)), len(kinds.mild))) + chosen
        return chosen

    def _taken_back(self, last: Assessment, answers: Answers) -> Answers:
        """Now and then somebody gives a danger sign first, and then takes it back."""
        if last.urgency != NO_URGENCY or not self.urgencies or self._chance.random() > 0.02:
            return {}
        sign = self._chance.choice(self._kinds.urgent[self.urgencies[0]])
        return {name: raw for name, raw in sign.items() if raw is not None and name in answers}

    def _vary(self, answers: Answers, today: date) -> None:
        for question in self._set.assessed:
            raw = answers.get(question.id)
            if question.holds is HeldFact.BIRTH_DATE and isinstance(raw, str) and (born := parse_day(raw)):
                moved = born + timedelta(days=self._chance.randint(-9000, 5000))
                if years_between(moved, today) not in AGES:
                    moved = today - timedelta(days=self._chance.randint(20 * 366, 80 * 365))
                answers[question.id] = moved.isoformat()
            elif question.type is QuestionType.NUMBER and isinstance(raw, int | Decimal):
                answers[question.id] = self._nearby(question, Decimal(raw))

    def _nearby(self, question: Question, number: Decimal) -> Decimal:
        moved = (number * Decimal(self._chance.randint(93, 108)) / 100).to_integral_value()
        low, high = question.between or (None, None)
        fits = isinstance(low, Decimal) and isinstance(high, Decimal) and low <= moved <= high
        return moved if fits else number

    def _tell_more(self, answers: Answers, today: date) -> None:
        """Some people write more where they are asked to."""
        for question in read_sheet(self._set, answers, today).asked.values():
            if not question.type.is_text:
                continue
            if question.none and answers.get(question.id) == NONE_TEXT and self._chance.random() < 0.4:
                answers[question.id] = self._chance.choice(MEDICINES)
            elif question.optional and question.id not in answers:
                told, likely = (REMARKS, 0.2) if question.show_when is None else (DETAILS, 0.65)
                if self._chance.random() < likely:
                    answers[question.id] = self._chance.choice(told)

    def _contact(self, answers: Answers, today: date) -> None:
        name = a_name(self._chance)
        while True:
            asked = read_sheet(self._set, answers, today, contact=True).asked.values()
            missing = [
                question
                for question in asked
                if self._set.sections_by_id[question.section].is_contact and question.id not in answers
            ]
            if not missing:
                break
            for question in missing:
                answers[question.id] = self._contact_answer(question, name)
        # An optional question that was left out is not there at all.
        for left_out in [name for name, raw in answers.items() if raw is None]:
            del answers[left_out]

    def _contact_answer(self, question: Question, name: str) -> object:
        chance = self._chance
        match question.holds, question.type:
            case HeldFact.NAME, _:
                return name
            case _, QuestionType.PHONE:
                return a_phone(chance)
            case _, QuestionType.EMAIL:
                return an_email(name) if chance.random() < 0.8 else None
            case HeldFact.FILLED_IN_BY, QuestionType.ONE_OF:
                return question.options[0 if chance.random() < 0.93 else -1].id
            case _, QuestionType.CONSENT:
                return "yes"
            case _, QuestionType.MANY_OF:
                return [chance.choice(question.options).id]
            case _ if question.type.is_choice:
                return chance.choice(question.options).id
            case _:
                return a_name(chance)


def _kinds(question_set: QuestionSet, today: date) -> _Kinds:
    base: Answers = dict(question_set.cases[0].answers)
    mild: list[Answers] = []
    doctor: list[Answers] = []
    urgent: dict[str, list[Answers]] = {}
    for difference in _each_difference(base, [case.answers for case in question_set.cases]):
        answers = {name: raw for name, raw in {**base, **difference}.items() if raw is not None}
        assessment = assess(question_set, answers, today)
        if assessment.invalid:
            continue
        if assessment.urgency != NO_URGENCY:
            urgent.setdefault(assessment.urgency, []).append(difference)
        elif question_set.mark_rank[assessment.mark] > 0:
            doctor.append(difference)
        else:
            mild.append(difference)
    return _Kinds(base, mild, doctor, urgent)


def _each_difference(base: Answers, examples: Sequence[Mapping[str, object]]) -> Iterator[Answers]:
    """What each example answers otherwise than the base; None for what it leaves out."""
    for answers in examples:
        difference = {name: raw for name, raw in answers.items() if base.get(name) != raw}
        difference |= dict.fromkeys(base.keys() - answers.keys())
        if difference:
            yield difference
