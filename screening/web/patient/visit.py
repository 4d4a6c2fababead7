"""One patient's form at this moment, replayed from the stored answers: what is asked, missing, urgent.

Knows no widgets: pages draw what it says.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from screening.questions.model import NO_URGENCY, HeldFact, Question, QuestionSet, Section, Urgency
from screening.rules.assess import Assessment, Flag, assess
from screening.rules.sheet import Sheet, read_sheet
from screening.submissions.draft import Draft
from screening.submissions.due import clinic_today, due_at
from screening.submissions.submission import Receipt

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Danger:
    """All danger signs given so far, most urgent first, and the urgency of the most urgent."""

    urgency: Urgency
    flags: tuple[Flag, ...]
    unread: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """The form as it stands. `draft` is None until the first answer.

    `assessment` is None when the rules failed: the form goes on, and the desk marks it with the fail-safe.
    """

    question_set: QuestionSet
    draft: Draft | None
    now: datetime
    sheet: Sheet = field(repr=False)
    assessment: Assessment | None = field(repr=False)

    @staticmethod
    def at(question_set: QuestionSet, draft: Draft | None, now: datetime) -> "Visit":
        """The form that the stored answers give now."""
        answers: Mapping[str, object] = draft.answers if draft else {}
        known = {name: raw for name, raw in answers.items() if name in question_set.questions}
        today = clinic_today(question_set.clinic, now)
        return Visit(
            question_set,
            draft,
            now,
            read_sheet(question_set, known, today, contact=True),
            _assessed(question_set, known, today),
        )

    def with_changes(self, changes: Mapping[str, object]) -> "Visit":
        """The form as it would be with answers that could not be saved."""
        draft = self.draft or Draft("", self.question_set.sha256, self.now, self.now, 0)
        answers = {**draft.answers, **changes}
        given = {name: raw for name, raw in answers.items() if raw is not None}
        return Visit.at(self.question_set, replace(draft, answers=given), self.now)

    @staticmethod
    def of_receipt(question_set: QuestionSet, receipt: Receipt) -> "Visit":
        """The form as it was sent, under the set it was answered under."""
        sent, content = receipt.submission, receipt.content
        answers = {**content.answers, **content.contact}
        draft = Draft(sent.id, sent.question_set, sent.sent_at, sent.sent_at, 0, answers, content.cards)
        return Visit.at(question_set, draft, sent.sent_at)

    @property
    def today(self) -> date:
        """The clinic's date."""
        return clinic_today(self.question_set.clinic, self.now)

    @property
    def reply_by(self) -> datetime:
        """By when the clinic would reply if the form were sent now."""
        return due_at(self.question_set.clinic, self.now)

    @property
    def answers(self) -> Mapping[str, object]:
        """The raw answers as stored."""
        return self.draft.answers if self.draft else {}

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that ask something, in order."""
        return tuple(s for s in self.question_set.sections if self.questions_of(s))

    def questions_of(self, section: Section) -> tuple[Question, ...]:
        """The questions of a section that are asked now."""
        return tuple(question for question in section.questions if question.id in self.sheet.asked)

    def mistaken(self, section: Section) -> tuple[Question, ...]:
        """The asked questions of a section that still need a valid answer."""
        wanting = {*self.sheet.unanswered, *self.sheet.invalid}
        return tuple(question for question in self.questions_of(section) if question.id in wanting)

    def cannot_be_skipped(self, question: Question) -> bool:
        """Whether the form can't be sent without it: the birth date, and how to reach the patient."""
        in_contact = self.question_set.sections_by_id[question.section].is_contact
        return question.holds is HeldFact.BIRTH_DATE or in_contact

    @property
    def needed(self) -> tuple[Question, ...]:
        """What stands in the way of sending."""
        wanting = (question for section in self.sections for question in self.mistaken(section))
        return tuple(question for question in wanting if self.cannot_be_skipped(question))

    @property
    def skipped(self) -> tuple[Question, ...]:
        """What was left unanswered and may be: such a form is for the doctor."""
        wanting = (question for section in self.sections for question in self.mistaken(section))
        return tuple(question for question in wanting if not self.cannot_be_skipped(question))

    @property
    def danger(self) -> Danger | None:
        """The danger signs given so far, if any; unread until each of them was on a card that was read."""
        if self.assessment is None or self.assessment.urgency == NO_URGENCY:
            return None
        ranks = self.question_set.urgency_rank
        urgent = [flag for flag in self.assessment.flags if flag.urgency != NO_URGENCY]
        flags = tuple(sorted(urgent, key=lambda flag: -ranks[flag.urgency]))
        cards = self.draft.cards if self.draft else ()
        read = [card for card in cards if card.read_at]

        def was_read(flag: Flag) -> bool:
            rank = ranks[flag.urgency]
            return any(flag.rule in card.rules and ranks.get(card.urgency, 0) >= rank for card in read)

        unread = not all(was_read(flag) for flag in flags)
        return Danger(self.question_set.urgencies_by_id[self.assessment.urgency], flags, unread)

    def section_after(self, section: Section) -> Section | None:
        """The next section that asks something; None behind the last."""
        order = self.sections
        place = order.index(section) + 1 if section in order else len(order)
        return order[place] if place < len(order) else None

    def section_before(self, section: Section) -> Section | None:
        """The section before; None at the first."""
        order = self.sections
        place = order.index(section) - 1 if section in order else -1
        return order[place] if place >= 0 else None


def _assessed(question_set: QuestionSet, answers: Mapping[str, object], today: date) -> Assessment | None:
    try:
        return assess(question_set, answers, today)
    except Exception as error:  # noqa: BLE001 (a form must reach the clinic whatever is wrong with the rules)
        _log.warning("The rules failed: %s", type(error).__name__)  # no trace: it may quote an answer
        return None
