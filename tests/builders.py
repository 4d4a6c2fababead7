"""A small clinic for tests: a question set, a clock that can be set, a real database file, and all desks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from screening.questions.loader import SetText, canonical_text, load_text
from screening.questions.model import QuestionSet
from screening.storage.sql_store import SqlStore, open_store
from screening.submissions.accounts import Accounts
from screening.submissions.audit_desk import AuditDesk
from screening.submissions.draft import new_token
from screening.submissions.export_desk import ExportDesk
from screening.submissions.instants import present
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.review_desk import ReviewDesk
from screening.submissions.staff import Role, StaffMember
from screening.submissions.store import Credentials
from screening.submissions.submission import Receipt, new_id

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

SMALL_SET = """
question_set: small_clinic
title: A small clinic's questions
clinic:
  name: Small Clinic
  phone: "020 7946 0000"
  emergency_number: "999"
  advice_number: "111"
  country: GB
  time_zone: Europe/London
  reply_within: 2 working days
  hours: "Mon-Fri 09:00-17:00"
  closed_days: []
marks:
  book: {title: Book, text: You can book.}
  doctor: {title: A doctor reads first, text: We will contact you.}
urgencies:
  same_day: {title: Today, text: Get help today., call: advice_number}
  emergency: {title: Now, text: Call now., call: emergency_number}
sections:
  safety:
    title: Safety
    questions:
      chest: {ask: Do you have chest pain now?, type: yes_no, not_sure: yes}
      leg: {ask: Has one leg swollen?, type: yes_no}
  you:
    title: You
    questions:
      born: {ask: What is your date of birth?, type: date, between: [121 years ago, today], holds: birth_date}
      smokes: {ask: Do you smoke?, type: yes_no}
      packs: {ask: How many packs a day?, type: number, between: [0, 20], show_when: {smokes: yes}}
      more: {ask: Anything else?, type: long_text, optional: yes}
  contact:
    title: Contact
    use: contact
    questions:
      called: {ask: What is your name?, type: text, holds: name}
      phone: {ask: What is your phone number?, type: phone, holds: phone}
      email: {ask: What is your e-mail address?, type: email, holds: email, optional: yes}
rules:
  chest_pain: {when: {chest: yes}, mark: doctor, urgency: emergency, title: Chest, because: B, source: [O]}
  swollen: {when: {leg: yes}, mark: doctor, urgency: same_day, title: Leg swollen, because: B, source: [O]}
  heavy_smoker: {when: {packs: {at_least: 2}}, mark: doctor, title: Smokes a lot, because: B, source: [O]}
cases:
  none:
    today: 2026-11-20
    answers: {chest: no, leg: no, born: 1990-03-01, smokes: no}
    expect: {mark: book, flags: []}
  all:
    today: 2026-11-20
    answers: {chest: yes, leg: yes, born: 1990-03-01, smokes: yes, packs: 3}
    expect: {mark: doctor, flags: [chest_pain, swollen, heavy_smoker]}
"""

HEALTHY: Mapping[str, object] = {
    "chest": "no",
    "leg": "no",
    "born": "1990-03-01",
    "smokes": "no",
    "called": "Zoë O'Brien",
    "phone": "020 7946 0123",
}
SWOLLEN: Mapping[str, object] = {**HEALTHY, "leg": "yes"}
PASSWORD = "four words make one"


def loaded(text: str = SMALL_SET) -> QuestionSet:
    """The question set of the text, which has to be a good one."""
    result = load_text(text)
    assert result.question_set is not None, result.problems
    return result.question_set


@lru_cache
def small_set() -> QuestionSet:
    """The small clinic's question set."""
    return loaded()


@lru_cache
def small_set_text() -> str:
    """Its canonical text."""
    return canonical_text(SetText(SMALL_SET, "questions.yaml"))


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


class SmallClinic:
    """Everything a clinic runs on, over one real database file."""

    def __init__(self, folder: Path, *, busy_milliseconds: int = 500) -> None:
        self.folder = folder
        self.database = folder / "data" / "clinic.sqlite"
        self.key_file = folder / "keys" / "clinic.key"
        self.clock = SetClock()
        self.store: SqlStore = open_store(
            f"sqlite:///{self.database}",
            key=None,
            key_file=self.key_file,
            clock=self.clock,
            busy_milliseconds=busy_milliseconds,
        ).store
        self.question_set = small_set()
        self.intake = IntakeDesk(self.store, self.clock)
        self.review = ReviewDesk(self.store, self.clock)
        self.export = ExportDesk(self.store, self.clock)
        self.audit = AuditDesk(self.store, self.clock)
        self.intake.keep_question_set(self.question_set, small_set_text())
        self.slept: list[float] = []

    @cached_property
    def accounts(self) -> Accounts:
        """Sign-in; its waiting is only noted."""
        return Accounts(self.store, self.clock, self.slept.append)

    def person(self, *roles: Role, name: str | None = None) -> StaffMember:
        """A staff member with these roles, without a password that would take time to hash."""
        member = StaffMember(new_id(), name or new_id(), f"Dr {name or 'Shah'}", frozenset(roles))
        with self.store.transaction() as kept:
            kept.staff.add(Credentials(member, "none"), present(self.clock))
        return member

    @cached_property
    def doctor(self) -> StaffMember:
        """A doctor."""
        return self.person(Role.DOCTOR, name="shah")

    def send(self, answers: Mapping[str, object] = HEALTHY) -> Receipt:
        """Fill in a form and send it."""
        token = new_token()
        draft = self.intake.save_answers(token, self.question_set, answers)
        return self.intake.submit(token, draft.id, self.question_set)
