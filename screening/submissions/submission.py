"""What a patient sends, what is kept of it in clear, what is kept encrypted, and its short reference."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No I, L, O, U, 0 and 1, which are misread; no A and E either, so that no words come out."""

_REFERENCE = re.compile(rf"([A-Z]{{2}})([{REFERENCE_ALPHABET}]{{4}})([{REFERENCE_ALPHABET}]{{2}})")


class State(StrEnum):
    """Where a submission is in its life; see `decision.TRANSITIONS` for the ways between."""

    TO_REVIEW = "to_review"
    CAN_BOOK = "can_book"
    WAITING_FOR_PATIENT = "waiting_for_patient"
    ON_HOLD = "on_hold"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Submission:
    """What is kept in clear. `urgency` is None when the assessment failed: then nobody knows it.

    `urgency_rank` is 0 for no urgency, the higher the more urgent; a failed assessment ranks above all.
    `mark`, `urgency` and `due_at` are fixed when it is sent. `version` grows with every change.
    """

    id: str
    reference: str
    question_set: str
    sent_at: datetime
    mark: str
    urgency: str | None
    urgency_rank: int
    postpone: bool
    state: State
    due_at: datetime
    hold_until: date | None
    version: int
    entered_by: str | None


@dataclass(frozen=True, slots=True)
class DangerCard:
    """A card that interrupted the patient: which rules called it, when it was shown, read, and taken back."""

    urgency: str
    rules: tuple[str, ...]
    shown_at: datetime
    read_at: datetime | None = None
    changed_at: datetime | None = None
    """When an answer was changed so that a rule of the card no longer held."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a queue row shows of a person, found through the questions that hold it."""

    name: str | None = None
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class SubmissionContent:
    """What is kept encrypted. Only questions that are asked; raw answers, exactly as given.

    `assessment` is in the form of `Assessment.to_json()`, None when the assessment failed.
    `today` is the clinic's date that the answers were assessed on.
    """

    today: date
    answers: Mapping[str, object] = field(default_factory=dict, repr=False)
    contact: Mapping[str, object] = field(default_factory=dict, repr=False)
    assessment: Mapping[str, object] | None = field(default=None, repr=False)
    cards: tuple[DangerCard, ...] = field(default=(), repr=False)
    identity: Identity = field(default=Identity(), repr=False)
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the patient is shown after sending, the same one however often it is asked for."""

    submission: Submission
    content: SubmissionContent


def new_id() -> str:
    """An id that nobody can guess: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def new_reference(question_set_id: str) -> str:
    """A reference to read over the phone, like SC-7K2M-94; may collide, so the desk looks before using it."""
    letters = re.sub("[^A-Z]", "", question_set_id.upper())
    code = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(6))
    return f"{(letters + 'XX')[:2]}-{code[:4]}-{code[4:]}"


def parse_reference(text: str) -> str | None:
    """The reference that was meant, forgiving case, spaces and dashes; None if it cannot be one."""
    found = _REFERENCE.fullmatch(re.sub(r"[\s\-\u2010-\u2015]", "", text).upper())
    return "-".join(found.groups()) if found else None
