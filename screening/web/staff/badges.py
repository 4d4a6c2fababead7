"""Marks, urgency and due times as badges: a tone, an icon and always a word."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from screening.questions.model import NO_URGENCY, QuestionSet
from screening.questions.words import Words
from screening.submissions.submission import State
from screening.web.markup import element, icon, wrap
from screening.web.staff.moments import Moments


class Tone(StrEnum):
    """What a colour means; the style sheet knows which it is."""

    BOOK = "book"
    DOCTOR = "doctor"
    TODAY = "today"
    EMERGENCY = "emergency"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge. `icon` is the name of a Material symbol, or nothing."""

    tone: Tone
    text: str
    icon: str = ""


def badge_html(badge: Badge) -> str:
    """The badge as markup, its text escaped."""
    symbol = icon(badge.icon) if badge.icon else ""
    return wrap("span", symbol, element("span", badge.text), class_=f"badge tone-{badge.tone}")


def in_words(identifier: str) -> str:
    """An id of the set as staff read it: `doctor_review` is "Doctor review"."""
    return identifier.replace("_", " ").capitalize()


def may_book(question_set: QuestionSet | None, mark: str) -> bool:
    """Whether who has this mark could book at once; nobody, where the set cannot be read."""
    return question_set is not None and mark in question_set.marks_by_id and question_set.is_bookable(mark)


def mark_badge(question_set: QuestionSet | None, mark: str) -> Badge:
    """What the machine said."""
    if may_book(question_set, mark):
        return Badge(Tone.BOOK, in_words(mark), "event_available")
    return Badge(Tone.DOCTOR, in_words(mark), "stethoscope")


def urgency_badge(question_set: QuestionSet | None, urgency: str | None, words: Words) -> Badge | None:
    """How urgent it is; nothing where nothing is urgent. What is not known any more looks most urgent."""
    if urgency is None:
        return Badge(Tone.EMERGENCY, words.text("staff.badge.unknown"), "report")
    if urgency == NO_URGENCY:
        return None
    known = question_set.urgencies_by_id.get(urgency) if question_set else None
    if known is None or known.call == "emergency_number":
        return Badge(Tone.EMERGENCY, in_words(urgency), "emergency_home")
    return Badge(Tone.TODAY, in_words(urgency), "schedule")


@dataclass(frozen=True, slots=True)
class Promise:
    """When something was promised, as the submission has it. `promised`: the patient was told a day."""

    state: State
    promised: bool
    due_at: datetime
    sent_at: datetime
    hold_until: date | None = None


def due_badge(promise: Promise, moments: Moments) -> Badge:
    """What time says about a submission: overdue, due today, back on a day, sent on a day."""
    words, today = moments.words, moments.today
    if promise.state is State.ON_HOLD and promise.hold_until is not None:
        day = moments.day(promise.hold_until)
        return Badge(Tone.QUIET, words.text("staff.badge.back_on", day=day), "event_repeat")
    if promise.state in {State.DONE, State.WAITING_FOR_PATIENT} or not promise.promised:
        day = moments.day(moments.date_of(promise.sent_at))
        return Badge(Tone.QUIET, words.text("staff.badge.sent_on", day=day))
    due = moments.date_of(promise.due_at)
    if promise.due_at < moments.now:
        return Badge(Tone.EMERGENCY, words.text("staff.badge.overdue"), "alarm")
    if due == today:
        return Badge(Tone.TODAY, words.text("staff.badge.due_today"), "schedule")
    if due == today + timedelta(days=1):
        return Badge(Tone.QUIET, words.text("staff.badge.due_tomorrow"))
    return Badge(Tone.QUIET, words.text("staff.badge.due_on", day=moments.day(due)))
