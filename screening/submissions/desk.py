"""What all desks share.

The desks are the only writers: each act is permission, transition, record and audit event in one transaction.
"""

from collections.abc import Mapping

from screening.questions.loader import from_canonical, sha256_of
from screening.questions.model import QuestionSet
from screening.submissions.audit import AuditAction, following
from screening.submissions.errors import NotAllowedError, NotFoundError
from screening.submissions.instants import Clock, present
from screening.submissions.staff import Action, StaffMember, may
from screening.submissions.store import Store, Transaction


class Desk:
    """A place where something is done with what the store keeps."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._question_sets: dict[str, QuestionSet] = {}

    def keep_question_set(self, question_set: QuestionSet, canonical_text: str) -> None:
        """Keep the set for good, so that whatever is answered under it stays readable.

        To be called whenever a set goes live; answers are only taken under sets that are kept.
        Raises ValueError when the text is not the set's own.
        """
        if sha256_of(canonical_text) != question_set.sha256:
            raise ValueError("this is not the canonical text of the question set")
        with self._store.transaction() as kept:
            if kept.question_sets.text(question_set.sha256) is None:
                kept.question_sets.add(question_set.sha256, canonical_text, present(self._clock))

    def question_set(self, sha256: str) -> QuestionSet:
        """The set that something was answered under. Raises NotFoundError."""
        known = self._question_sets.get(sha256)
        if known is None:
            with self._store.reading() as kept:
                text = kept.question_sets.text(sha256)
            if text is None:
                raise NotFoundError("This question set is not known here.")
            known = self._question_sets[sha256] = from_canonical(text)
        return known

    def _allow(self, kept: Transaction, staff: StaffMember, action: Action) -> StaffMember:
        """The person as the store knows them now: what was taken from them since sign-in counts at once."""
        current = kept.staff.find(staff.id)
        if current is None or not may(current, action):
            raise NotAllowedError(action)
        return current

    def _record(
        self,
        kept: Transaction,
        action: AuditAction,
        *,
        staff: str | None = None,
        subject: str | None = None,
        details: Mapping[str, str | int] | None = None,
    ) -> None:
        """Add an event to the trail, in the transaction of the act itself."""
        last = kept.trail.last()
        at = present(self._clock)
        event = following(last, at=at, action=action, staff=staff, subject=subject, details=details)
        kept.trail.append(event)
