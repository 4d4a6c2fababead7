"""The machine's part at sending: the assessment, or, whatever goes wrong with it, the fail-safe mark."""

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from screening.questions.model import QuestionSet
from screening.rules.assess import Assessment
from screening.submissions.content import flag_rules
from screening.submissions.exact_json import decode_mapping, encode
from screening.submissions.submission import DangerCard, State

Assess = Callable[[QuestionSet, Mapping[str, object], date], Assessment]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Marking:
    """How a submission is sorted. `assessment` and `urgency` are None when the assessment failed."""

    mark: str
    urgency: str | None
    urgency_rank: int
    postpone: bool
    state: State
    assessment: Mapping[str, object] | None

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the flagged rules."""
        return flag_rules(self.assessment)


def mark_answers(
    assess: Assess,
    question_set: QuestionSet,
    answers: Mapping[str, object],
    cards: Sequence[DangerCard],
    today: date,
) -> Marking:
    """Assess the answers. Never raises: a failure of the rules is for a doctor, not for the patient.

    A danger sign that was given and then taken back is for a doctor too, whatever the rest says.
    """
    try:
        marking = _assessed(assess, question_set, answers, today)
    except Exception as error:  # noqa: BLE001 - whatever it is, the fail-safe mark is the answer to it
        _log.error("The assessment failed: %s at %s", type(error).__name__, where(error))
        return failed_marking(question_set)
    if all(card.changed_at is None and set(card.rules) <= set(marking.rules) for card in cards):
        return marking
    rank = question_set.mark_rank
    mark = max(marking.mark, question_set.fail_safe, key=lambda name: rank[name])
    return replace(marking, mark=mark, state=State.TO_REVIEW)


def failed_marking(question_set: QuestionSet) -> Marking:
    """For a doctor, before all others: nobody knows how urgent it is."""
    return Marking(
        mark=question_set.fail_safe,
        urgency=None,
        urgency_rank=len(question_set.urgencies) + 1,
        postpone=False,
        state=State.TO_REVIEW,
        assessment=None,
    )


def take_back(cards: Sequence[DangerCard], flagged: Sequence[str], now: datetime) -> tuple[DangerCard, ...]:
    """The cards, with the moment noted on those of which a rule no longer holds."""
    return tuple(
        replace(card, changed_at=now)
        if card.changed_at is None and not set(card.rules) <= set(flagged)
        else card
        for card in cards
    )


def where(error: BaseException) -> str:
    """The places that an error went through; not its message, which may quote an answer."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames)


def _assessed(
    assess: Assess, question_set: QuestionSet, answers: Mapping[str, object], today: date
) -> Marking:
    assessment = assess(question_set, answers, today)
    bookable = question_set.is_bookable(assessment.mark)
    return Marking(
        mark=assessment.mark,
        urgency=assessment.urgency,
        urgency_rank=question_set.urgency_rank[assessment.urgency],
        postpone=assessment.postpone,
        state=State.CAN_BOOK if bookable else State.TO_REVIEW,
        # Encoded here, so that what cannot be kept counts as a failure rather than stops the sending.
        assessment=decode_mapping(encode(assessment.to_json())),
    )
