"""What staff are given to see: rows of the queue, an opened submission, rows to export."""

from dataclasses import dataclass, field
from datetime import date, datetime

from screening.questions.model import QuestionSet
from screening.submissions.audit import AuditEvent
from screening.submissions.decision import Decision
from screening.submissions.store import Cursor
from screening.submissions.submission import State, Submission, SubmissionContent


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue.

    `readable` is false when what is kept of the person does not open: then there is no name, and someone has
    to look into it. `reasons` are for doctors only.
    """

    id: str
    reference: str
    mark: str
    urgency: str | None
    state: State
    due_at: datetime
    sent_at: datetime
    hold_until: date | None
    question_set: str
    name: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    age: int | None = field(default=None, repr=False)
    reasons: tuple[str, ...] = field(default=(), repr=False)
    readable: bool = True


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Rows, and where the next page starts; None when this is the last."""

    rows: tuple[QueueRow, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission as the person may see it.

    Not `medical`: reception's view; content holds contact only, no postponing, reasons, notes or trail.
    `people` has the display names of all who stand in the decisions and the trail, by id.
    """

    submission: Submission
    content: SubmissionContent
    question_set: QuestionSet
    decisions: tuple[Decision, ...]
    trail: tuple[AuditEvent, ...]
    people: dict[str, str]
    medical: bool


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A submission to be written to a file. Not `identified`: no id, reference, contact or typed words.

    `content` is None when what is kept does not open.
    """

    submission: Submission
    content: SubmissionContent | None
    identified: bool
