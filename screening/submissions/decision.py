"""What a person says about a submission, and the one table of the ways from state to state.

"Ask the patient" will be one more kind with its row in the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from screening.submissions.errors import DecisionError
from screening.submissions.staff import Action
from screening.submissions.submission import State

NOTE_LENGTH = 4000
LONGEST_HOLD = timedelta(days=2 * 366)
"""A slip of the keyboard in the year must not hide a patient for a lifetime."""


class DecisionKind(StrEnum):
    """What can be decided; `booked` and `reopen` move the work on rather than judge."""

    BOOK_CONSULTATION = "book_consultation"
    SEE_IN_PERSON = "see_in_person"
    NOT_NOW = "not_now"
    ADVISED_URGENT_CARE = "advised_urgent_care"
    NOT_SUITABLE = "not_suitable"
    WITHDRAWN = "withdrawn"
    BOOKED = "booked"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it was made. `rule_right`: was the machine's mark right, if the person said so."""

    kind: DecisionKind
    staff: str
    at: datetime
    note: str = field(default="", repr=False)
    until: date | None = None
    rule_right: bool | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a decision is possible, where it leads, and what one must be allowed to do."""

    allowed_from: frozenset[State]
    to: State
    action: Action


_OPEN = frozenset({State.TO_REVIEW, State.CAN_BOOK, State.WAITING_FOR_PATIENT})
_AWAY = frozenset({State.DONE, State.ON_HOLD})

TRANSITIONS: Mapping[DecisionKind, Transition] = MappingProxyType(
    {
        DecisionKind.BOOK_CONSULTATION: Transition(_OPEN, State.CAN_BOOK, Action.DECIDE),
        DecisionKind.SEE_IN_PERSON: Transition(_OPEN, State.CAN_BOOK, Action.DECIDE),
        DecisionKind.NOT_NOW: Transition(_OPEN, State.ON_HOLD, Action.DECIDE),
        DecisionKind.ADVISED_URGENT_CARE: Transition(_OPEN, State.DONE, Action.DECIDE),
        DecisionKind.NOT_SUITABLE: Transition(_OPEN, State.DONE, Action.DECIDE),
        DecisionKind.WITHDRAWN: Transition(_OPEN, State.DONE, Action.DECIDE),
        DecisionKind.BOOKED: Transition(frozenset({State.CAN_BOOK}), State.DONE, Action.MARK_BOOKED),
        DecisionKind.REOPEN: Transition(_AWAY, State.TO_REVIEW, Action.DECIDE),
    }
)

_AGREES_WITH_MILDEST = frozenset(
    {DecisionKind.BOOK_CONSULTATION, DecisionKind.BOOKED, DecisionKind.WITHDRAWN, DecisionKind.REOPEN}
)


def possible_from(state: State) -> tuple[DecisionKind, ...]:
    """The decisions that the state allows, in the table's order."""
    return tuple(kind for kind, way in TRANSITIONS.items() if state in way.allowed_from)


def needs_note(kind: DecisionKind, *, mark_is_mildest: bool) -> bool:
    """Whether the decision has to be explained: it differs from the mark, or undoes another decision."""
    if kind is DecisionKind.REOPEN:
        return True
    if mark_is_mildest:
        return kind not in _AGREES_WITH_MILDEST
    return kind is DecisionKind.BOOK_CONSULTATION


def check_decision(decision: Decision, state: State, *, mark_is_mildest: bool, today: date) -> State:
    """The state that the decision leads to. Raises DecisionError with what to do instead."""
    way = TRANSITIONS[decision.kind]
    if state not in way.allowed_from:
        raise DecisionError(
            "state", f"This is not possible while the submission is “{state.replace('_', ' ')}”."
        )
    if len(decision.note) > NOTE_LENGTH:
        raise DecisionError("note_length", f"Shorten the note to {NOTE_LENGTH} characters.")
    if needs_note(decision.kind, mark_is_mildest=mark_is_mildest) and not decision.note.strip():
        raise DecisionError("note", "Write a note that says why.")
    _check_until(decision, today)
    return way.to


def _check_until(decision: Decision, today: date) -> None:
    """Only "not now" has a date, it needs one, and it lies ahead."""
    if decision.kind is not DecisionKind.NOT_NOW:
        if decision.until is not None:
            raise DecisionError("until", "Only “not now” takes a date.")
    elif decision.until is None or decision.until <= today:
        raise DecisionError("until", "Choose a date after today.")
    elif decision.until > today + LONGEST_HOLD:
        raise DecisionError("until", "Choose a date within the next two years.")
