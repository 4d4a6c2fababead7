"""Fills a database with as many submissions as wanted, through the store as the desks do, many at a time.

Every row is real: encrypted documents, keyed indexes, the chained trail. Only the answers repeat.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.shipped import examples, shipped_set, shipped_text
from screening.questions.model import HeldFact, QuestionSet
from screening.rules.assess import assess
from screening.storage.sql_store import SqlStore, open_store
from screening.submissions.audit import AuditAction, AuditEvent, following
from screening.submissions.content import documents
from screening.submissions.marking import Marking, mark_answers
from screening.submissions.patient_index import identity, patient_tokens
from screening.submissions.staff import Role, StaffMember
from screening.submissions.store import Credentials, Transaction
from screening.submissions.submission import State, Submission, SubmissionContent, new_id

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
AT_ONCE = 5_000
DONE_EVERY = 2
"""Every second one is done, as if it had been decided."""
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
FIRST_NAMES = ("Ada", "Bo", "Chidi", "Dolores", "Emre", "Freya", "Gwen", "Hana", "Ines", "Joao", "Kofi")
FAMILY_NAMES = (
    "Abara",
    "Bell",
    "Costa",
    "Dahl",
    "Evans",
    "Fox",
    "Grau",
    "Hall",
    "Ito",
    "Jones",
    "Khan",
    "Li",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled store and a doctor who may read it."""

    store: SqlStore
    doctor: StaffMember


def clock() -> datetime:
    """Stands still, a little after the newest submission."""
    return NOW


def filled(folder: Path, number: int) -> Filled:
    """A new database in the folder with this many submissions."""
    url, key_file = f"sqlite:///{folder / 'clinic.sqlite'}", folder / "clinic.key"
    store = open_store(url, key=None, key_file=key_file, clock=clock).store
    doctor = StaffMember(new_id(), "doctor", "Dr Bell", frozenset({Role.DOCTOR}))
    question_set = shipped_set()
    with store.transaction() as kept:
        kept.staff.add(Credentials(doctor, "none"), NOW)
        kept.question_sets.add(question_set.sha256, shipped_text(), NOW)
    filler = _Filler(question_set)
    for start in range(0, number, AT_ONCE):
        with store.transaction() as kept:
            last = kept.trail.last()
            for index in range(start, min(start + AT_ONCE, number)):
                last = filler.add(kept, index, last)
    return Filled(store, doctor)


class _Filler:
    """Adds one submission after the other; what the rules say of each example is worked out once."""

    def __init__(self, question_set: QuestionSet) -> None:
        self._set = question_set
        self._marked: list[tuple[dict[str, object], date, Marking]] = [
            (answers, today, mark_answers(assess, question_set, answers, (), today))
            for answers, today in examples(question_set)
        ]

    def add(self, kept: Transaction, index: int, last: AuditEvent | None) -> AuditEvent:
        """Add the submission of this number, as the desk does; gives its event of the trail."""
        answers, today, marking = self._marked[index % len(self._marked)]
        contact = self._contact(index)
        everything: Mapping[str, object] = {**answers, **contact}
        # A prime step, so that the examples meet every hour of the day.
        sent_at = NOW - timedelta(minutes=1 + index * 7 % 525_600)
        submission = Submission(
            id=new_id(),
            reference=_reference(index),
            question_set=self._set.sha256,
            sent_at=sent_at,
            mark=marking.mark,
            urgency=marking.urgency,
            urgency_rank=marking.urgency_rank,
            postpone=marking.postpone,
            state=State.DONE if (index // len(self._marked)) % DONE_EVERY else marking.state,
            due_at=sent_at + timedelta(days=2),
            hold_until=None,
            version=1,
            entered_by=None,
        )
        content = SubmissionContent(
            today=today,
            answers=answers,
            contact=contact,
            assessment=marking.assessment,
            identity=identity(self._set, everything),
        )
        kept.submissions.add(submission, new_id(), os.urandom(32))
        for kind, body in documents(content).items():
            kept.documents.put(submission, kind, body)
        kept.indexes.add_flags(submission.id, marking.rules)
        kept.indexes.add_patient(submission.id, patient_tokens(self._set, everything))
        details = {"state": submission.state, "question_set": submission.question_set}
        event = following(last, at=sent_at, action=AuditAction.SENT, subject=submission.id, details=details)
        kept.trail.append(event)
        return event

    def _contact(self, index: int) -> dict[str, object]:
        family = FAMILY_NAMES[index // len(FIRST_NAMES) % len(FAMILY_NAMES)]
        held = {
            HeldFact.NAME: f"{FIRST_NAMES[index % len(FIRST_NAMES)]} {family}",
            HeldFact.PHONE: f"020 7946 {index % 10_000:04}",
            HeldFact.EMAIL: f"patient{index}@example.org",
        }
        asked = ((self._set.holding(fact), value) for fact, value in held.items())
        return {question.id: value for question, value in asked if question is not None}


def _reference(index: int) -> str:
    """A different one for each number."""
    code = ""
    for _ in range(6):
        index, letter = divmod(index, len(LETTERS))
        code = LETTERS[letter] + code
    return f"VS-{code[:4]}-{code[4:]}"
