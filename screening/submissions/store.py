"""What storage has to fulfil, so that the desks never know SQL and one contract test runs on every engine.

Everything happens in a transaction: `with store.transaction() as kept:` writes (one writer at a time, all or
nothing), `with store.reading() as kept:` sees one moment and refuses to write. Both raise StorageError.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from screening.submissions.audit import AuditEvent
from screening.submissions.decision import Decision
from screening.submissions.draft import Draft
from screening.submissions.errors import StorageTrouble
from screening.submissions.staff import Role, StaffMember
from screening.submissions.submission import State, Submission

Body = Mapping[str, object]
"""A document of JSON-able values; numbers are int or Decimal and come back equal."""


class Document(StrEnum):
    """What is kept encrypted of a submission, apart so that nobody decrypts more than the role may see."""

    CONTACT = "contact"
    ANSWERS = "answers"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one starts behind it."""

    urgency_rank: int
    due_at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account with the hash of its password."""

    member: StaffMember
    password_hash: str

    def __repr__(self) -> str:
        return f"Credentials({self.member.id})"


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    staff: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    """A one-time permission to make an account with these roles."""

    roles: frozenset[Role]
    made_by: str | None
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failures:
    """How often in a row a sign-in name was tried in vain."""

    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the store could take a submission now."""

    writable: bool
    key_opens: bool
    trouble: StorageTrouble | None = None

    @property
    def is_ready(self) -> bool:
        """Both."""
        return self.writable and self.key_opens


class QuestionSets(Protocol):
    """Every question set that an answer was given under, by sha256; never changed."""

    def text(self, sha256: str) -> str | None:
        """Its canonical text; None when it was never kept."""

    def add(self, sha256: str, canonical_text: str, at: datetime) -> None:
        """Keep it; it must not be there yet."""


class Drafts(Protocol):
    """Unsent forms by the hash of their token, encrypted."""

    def find(self, token_hash: bytes) -> Draft | None:
        """The draft of this token, however old."""

    def put(self, token_hash: bytes, draft: Draft) -> None:
        """Keep the draft, new or changed."""

    def delete(self, token_hash: bytes) -> None:
        """Forget it; nothing happens when there is none."""

    def delete_unchanged_since(self, moment: datetime) -> int:
        """Forget those last changed at or before the moment; says how many."""


class Submissions(Protocol):
    """What is kept in clear, in the order of the queue: most urgent first, then what is due first.

    Done ones come latest due first.
    """

    def add(self, submission: Submission, draft_id: str, receipt_hash: bytes) -> None:
        """Keep a new one; each draft and each receipt once only."""

    def find(self, submission_id: str) -> Submission | None:
        """By its id."""

    def by_reference(self, reference: str) -> Submission | None:
        """By the reference that people read out."""

    def by_receipt(self, receipt_hash: bytes) -> Submission | None:
        """By the hash of the token that it was sent with."""

    def draft_of(self, submission_id: str) -> str | None:
        """The id of the draft that it was made from."""

    def change(self, submission: Submission) -> None:
        """Keep its state, hold and version; everything else stays as it was sent."""

    def counts(self) -> dict[State, int]:
        """How many there are in each state."""

    def number(self, state: State, question_set: str | None) -> int:
        """How many in this state were answered under this question set (None: any)."""

    def page(
        self, state: State, after: Cursor | None, limit: int, question_set: str | None = None
    ) -> list[Submission]:
        """The rows behind `after`, in the order of the queue."""

    def holds_until(self, day: date, limit: int) -> list[Submission]:
        """Held ones whose day has come."""


class Documents(Protocol):
    """The encrypted part; opens only together with its own submission and question set."""

    def put(self, submission: Submission, kind: Document, body: Body) -> None:
        """Encrypt and keep; each kind once."""

    def read(self, submission: Submission, kind: Document) -> Body:
        """The document. Raises StorageError when it does not open."""

    def read_many(self, submissions: Sequence[Submission], kind: Document) -> dict[str, Body | None]:
        """By submission id; None for one that does not open, so that it does not hide the others."""


class Decisions(Protocol):
    """Decisions in the order they were made; note, date and opinion encrypted with the submission's key."""

    def add(self, submission: Submission, decision: Decision) -> None:
        """Keep the decision that led to the version the submission now has."""

    def of(self, submission: Submission) -> tuple[Decision, ...]:
        """All of them, oldest first."""


class Indexes(Protocol):
    """Keyed hashes, to find without decrypting."""

    def add_flags(self, submission_id: str, rules: Iterable[str]) -> None:
        """Note which rules are flagged."""

    def add_patient(self, submission_id: str, tokens: Iterable[str]) -> None:
        """Note what the patient can be found by."""

    def flagged(self, rule: str) -> int:
        """How many submissions carry a flag of the rule."""

    def matching(self, tokens: Sequence[str], limit: int) -> list[str]:
        """The ids of submissions that carry all the tokens."""


class Trail(Protocol):
    """The audit events; can only grow."""

    def last(self) -> AuditEvent | None:
        """The newest event."""

    def append(self, event: AuditEvent) -> None:
        """Add the event that follows the newest."""

    def about(self, subject: str) -> tuple[AuditEvent, ...]:
        """The events of one subject, oldest first."""

    def page(self, after: int, limit: int) -> list[AuditEvent]:
        """Events behind this number, oldest first."""


class Staff(Protocol):
    """Accounts, and failed sign-ins by name, whether or not there is such an account."""

    def add(self, credentials: Credentials, at: datetime) -> None:
        """Keep a new account."""

    def find(self, staff_id: str) -> StaffMember | None:
        """By its id."""

    def by_sign_in_name(self, name: str) -> Credentials | None:
        """By the name as `accounts` writes it."""

    def all(self) -> tuple[StaffMember, ...]:
        """Every account, by name."""

    def switch(self, staff_id: str, *, active: bool) -> None:
        """Let the person in, or no more."""

    def failures(self, name: str) -> Failures | None:
        """How often the name was tried in vain lately."""

    def put_failures(self, name: str, failures: Failures | None) -> None:
        """Note it; None forgets."""

    def forget_failures_before(self, moment: datetime) -> None:
        """Forget old ones."""


class Sessions(Protocol):
    """Signed-in browsers by the hash of their token."""

    def add(self, token_hash: bytes, session: Session) -> None:
        """Keep a new one."""

    def find(self, token_hash: bytes) -> Session | None:
        """By the hash of its token, however old."""

    def touch(self, token_hash: bytes, at: datetime) -> None:
        """Note that it was in use."""

    def delete(self, token_hash: bytes) -> None:
        """End it."""

    def delete_of(self, staff_id: str) -> int:
        """End all of one person; says how many."""

    def delete_created_before(self, moment: datetime) -> int:
        """Forget old ones; says how many."""


class Invites(Protocol):
    """Invitations by the hash of their token."""

    def add(self, token_hash: bytes, invite: Invite) -> None:
        """Keep a new one."""

    def find(self, token_hash: bytes) -> Invite | None:
        """By the hash of its token, used or not."""

    def use(self, token_hash: bytes, at: datetime) -> None:
        """Note that it was used."""


class Transaction(Protocol):
    """Everything that is kept, seen at one moment."""

    @property
    def question_sets(self) -> QuestionSets:
        """Question sets."""

    @property
    def drafts(self) -> Drafts:
        """Unsent forms."""

    @property
    def submissions(self) -> Submissions:
        """Sent forms, in clear."""

    @property
    def documents(self) -> Documents:
        """Sent forms, encrypted."""

    @property
    def decisions(self) -> Decisions:
        """What people decided."""

    @property
    def indexes(self) -> Indexes:
        """What can be searched."""

    @property
    def trail(self) -> Trail:
        """Who did what."""

    @property
    def staff(self) -> Staff:
        """Accounts."""

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""

    @property
    def invites(self) -> Invites:
        """Who may join."""


class Store(Protocol):
    """Where everything is kept."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Write: all of it is kept when the block ends, nothing of it when it raises."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """Read one moment; writing in it is refused."""

    def readiness(self, now: datetime) -> Readiness:
        """Try to write, and to open a known document; never raises."""

    def close(self) -> None:
        """Let go of the files."""
