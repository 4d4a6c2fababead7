"""What may be decided now, what a decision needs, and what is wrong with one; knows no widgets."""

from dataclasses import dataclass, field
from datetime import date

from screening.questions.words import Words
from screening.submissions.decision import TRANSITIONS, DecisionKind, needs_note, possible_from
from screening.submissions.errors import ConflictError
from screening.submissions.staff import StaffMember, may
from screening.submissions.views import Opened
from screening.web.staff.history import decided_words
from screening.web.staff.moments import Moments
from screening.web.staff.until_day import read_until


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields. `until` is as it was typed."""

    kind: DecisionKind | None
    note: str = field(default="", repr=False)
    until: str = ""
    rule_right: bool | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What to do about a field: "kind", "note" or "until"."""

    field: str
    text: str


def choices(opened: Opened, member: StaffMember) -> tuple[DecisionKind, ...]:
    """The decisions that the state and the person's roles allow; reception only ever marks as booked."""
    possible = possible_from(opened.submission.state)
    return tuple(kind for kind in possible if may(member, TRANSITIONS[kind].action))


def note_is_needed(opened: Opened, kind: DecisionKind | None) -> bool:
    """Whether this decision has to be explained."""
    mildest = opened.question_set.mark_rank[opened.submission.mark] == 0
    return kind is not None and needs_note(kind, mark_is_mildest=mildest)


def mistakes(typed: Typed, opened: Opened, today: date, words: Words) -> tuple[Mistake, ...]:
    """What keeps this from being recorded, in the order of the fields. The desk checks all of it again."""
    found = []
    if typed.kind is None:
        found.append(Mistake("kind", words.text("staff.decide.mistake_kind")))
    if typed.kind is DecisionKind.NOT_NOW and read_until(typed.until, today) is None:
        found.append(Mistake("until", words.text("staff.decide.mistake_until")))
    if note_is_needed(opened, typed.kind) and not typed.note.strip():
        found.append(Mistake("note", words.text("staff.decide.mistake_note")))
    return tuple(found)


def field_of(code: str) -> str:
    """The field that the desk's refusal is about."""
    return {"until": "until", "note": "note", "note_length": "note"}.get(code, "kind")


def conflict_words(error: ConflictError, moments: Moments) -> str:
    """Who was faster, and what they decided, as far as the person may know it."""
    who = error.by or moments.words.text("staff.submission.system")
    moment = moments.moment(error.at or moments.now)
    if error.kind is None:
        return moments.words.text("staff.decide.conflict_unknown", who=who, moment=moment)
    decided = decided_words(error.kind, moments)
    return moments.words.text("staff.decide.conflict", who=who, decided=decided, moment=moment)
