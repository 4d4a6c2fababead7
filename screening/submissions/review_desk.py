"""The staff's side: the queue, opening a submission, deciding, and what leaves as an export."""

from dataclasses import replace
from datetime import date

from screening.questions.durations import years_between
from screening.questions.model import QuestionSet
from screening.submissions.audit import AuditAction
from screening.submissions.content import (
    contact_content,
    flag_titles,
    read_identity,
    whole_content,
)
from screening.submissions.decision import TRANSITIONS, Decision, DecisionKind, check_decision
from screening.submissions.desk import Desk
from screening.submissions.due import clinic_today
from screening.submissions.errors import ConflictError, NotFoundError
from screening.submissions.instants import present
from screening.submissions.staff import Action, StaffMember, may
from screening.submissions.store import Cursor, Document, Transaction
from screening.submissions.submission import State, Submission
from screening.submissions.views import Opened, QueuePage, QueueRow

PAGE = 25
HOLDS_AT_ONCE = 500

BOOKING_KINDS = frozenset({DecisionKind.BOOK_CONSULTATION, DecisionKind.SEE_IN_PERSON, DecisionKind.BOOKED})
"""The decisions that reception works with; it sees no others."""


class ReviewDesk(Desk):
    """What staff do with submissions; every method asks for the permission first."""

    def counts(self, staff: StaffMember) -> dict[State, int]:
        """How many submissions there are in each state, every state named."""
        with self._store.reading() as kept:
            self._allow(kept, staff, Action.SEE_COUNTS)
            return dict.fromkeys(State, 0) | kept.submissions.counts()

    def queue(
        self, staff: StaffMember, state: State, after: Cursor | None = None, limit: int = PAGE
    ) -> QueuePage:
        """A page of the queue: most urgent first, then what is due first; done ones latest due first.

        Names and reasons are decrypted for these rows only.
        """
        with self._store.reading() as kept:
            person = self._allow(kept, staff, Action.SEE_QUEUE)
            found = kept.submissions.page(state, after, limit + 1)
            page = found[:limit]
            contacts = kept.documents.read_many(page, Document.CONTACT)
            medical = may(person, Action.SEE_ANSWERS)
            assessments = kept.documents.read_many(page, Document.ASSESSMENT) if medical else {}
        # A day late at most, where the clinic's date differs from UTC's; the birth date stands beside it.
        today = present(self._clock).date()
        rows = []
        for submission in page:
            row = _row(submission)
            contact, assessment = contacts[submission.id], assessments.get(submission.id, {})
            if contact is None or assessment is None:
                rows.append(replace(row, readable=False))
                continue
            person_of = read_identity(contact)
            age = years_between(person_of.birth_date, today) if person_of.birth_date else None
            reasons = flag_titles(assessment)
            rows.append(
                replace(row, name=person_of.name, birth_date=person_of.birth_date, age=age, reasons=reasons)
            )
        return QueuePage(tuple(rows), cursor(page[-1]) if len(found) > limit else None)

    def open(self, staff: StaffMember, reference: str, opening: str) -> Opened:
        """Open a submission to read it.

        `opening` is a fresh id of this look at it (letters, digits, - and _): the trail gets one `viewed`
        event per person, submission and opening, committed before anything is returned.
        Raises NotFoundError, StorageError.
        """
        with self._store.reading() as kept:
            person = self._allow(kept, staff, Action.SEE_CONTACT)
            submission = _found(kept.submissions.by_reference(reference))
            seen = _was_viewed(kept, submission.id, person.id, opening)
        if not seen:
            with self._store.transaction() as kept:
                if not _was_viewed(kept, submission.id, person.id, opening):
                    details = {"opening": opening}
                    self._record(
                        kept, AuditAction.VIEWED, staff=person.id, subject=submission.id, details=details
                    )
        question_set = self.question_set(submission.question_set)
        with self._store.reading() as kept:
            # Asked again: the role may have gone between.
            person = self._allow(kept, staff, Action.SEE_CONTACT)
            current = _found(kept.submissions.find(submission.id))
            return self._opened(kept, person, current, question_set)

    def decide(  # noqa: PLR0913 - a decision has these parts
        self,
        staff: StaffMember,
        submission_id: str,
        version: int,
        kind: DecisionKind,
        *,
        note: str = "",
        until: date | None = None,
        rule_right: bool | None = None,
    ) -> Submission:
        """Decide, on the version that the person was looking at; gives the submission as it is afterwards.

        `until` is for "not now" only. Raises ConflictError telling who decided what in the
        meantime, DecisionError saying what to do, NotFoundError.
        """
        way = TRANSITIONS[kind]
        with self._store.reading() as kept:
            self._allow(kept, staff, way.action)
            pinned = _found(kept.submissions.find(submission_id)).question_set
        question_set = self.question_set(pinned)
        now = present(self._clock)
        with self._store.transaction() as kept:
            person = self._allow(kept, staff, way.action)
            submission = _found(kept.submissions.find(submission_id))
            if submission.version != version:
                raise _conflict(kept, person, submission)
            decision = Decision(kind, person.id, now, note, until, rule_right)
            state = check_decision(
                decision,
                submission.state,
                mark_is_mildest=question_set.mark_rank[submission.mark] == 0,
                today=clinic_today(question_set.clinic, now),
            )
            decided = replace(submission, state=state, hold_until=until, version=version + 1)
            kept.submissions.change(decided)
            kept.decisions.add(decided, decision)
            details: dict[str, str | int] = {
                "kind": kind,
                "from": submission.state,
                "version": decided.version,
            }
            self._record(kept, AuditAction.DECIDED, staff=person.id, subject=submission.id, details=details)
        return decided

    def wake_holds(self, today: date) -> int:
        """Bring back to review whatever was on hold until `today` or before; says how many came back."""
        woken = 0
        while True:
            with self._store.transaction() as kept:
                held = kept.submissions.holds_until(today, HOLDS_AT_ONCE)
                for submission in held:
                    awake = replace(
                        submission, state=State.TO_REVIEW, hold_until=None, version=submission.version + 1
                    )
                    kept.submissions.change(awake)
                    details = {"version": awake.version}
                    self._record(kept, AuditAction.WOKEN, subject=submission.id, details=details)
            woken += len(held)
            if len(held) < HOLDS_AT_ONCE:
                return woken

    def _opened(
        self, kept: Transaction, person: StaffMember, submission: Submission, question_set: QuestionSet
    ) -> Opened:
        decisions = kept.decisions.of(submission)
        contact = kept.documents.read(submission, Document.CONTACT)
        if may(person, Action.SEE_ANSWERS):
            answers = kept.documents.read(submission, Document.ANSWERS)
            assessment = kept.documents.read(submission, Document.ASSESSMENT)
            content = whole_content(contact, answers, assessment)
            trail = kept.trail.about(submission.id)
            medical = True
        else:
            content = contact_content(contact)
            submission = replace(submission, postpone=False)
            shown = [decision for decision in decisions if decision.kind in BOOKING_KINDS]
            decisions = tuple(replace(decision, note="", rule_right=None) for decision in shown)
            trail, medical = (), False
        people = {member.id: member.display_name for member in kept.staff.all()}
        named = {decision.staff for decision in decisions} | {event.staff for event in trail}
        names = {id_: name for id_, name in people.items() if id_ in named | {submission.entered_by}}
        return Opened(submission, content, question_set, decisions, trail, names, medical)


def cursor(submission: Submission) -> Cursor:
    """Where the page behind this submission starts."""
    return Cursor(submission.urgency_rank, submission.due_at, submission.id)


def _row(submission: Submission) -> QueueRow:
    return QueueRow(
        id=submission.id,
        reference=submission.reference,
        mark=submission.mark,
        urgency=submission.urgency,
        state=submission.state,
        due_at=submission.due_at,
        sent_at=submission.sent_at,
        hold_until=submission.hold_until,
        question_set=submission.question_set,
    )


def _found(submission: Submission | None) -> Submission:
    if submission is None:
        raise NotFoundError("There is no such submission.")
    return submission


def _was_viewed(kept: Transaction, submission_id: str, staff_id: str, opening: str) -> bool:
    return any(
        event.action is AuditAction.VIEWED
        and event.staff == staff_id
        and event.details.get("opening") == opening
        for event in kept.trail.about(submission_id)
    )


def _conflict(kept: Transaction, person: StaffMember, submission: Submission) -> ConflictError:
    """Who was faster, from the trail's newest change; reception is not told a medical decision."""
    changes = [
        event
        for event in kept.trail.about(submission.id)
        if event.action in {AuditAction.DECIDED, AuditAction.WOKEN}
    ]
    if not changes:
        return ConflictError(None, None, None)
    last = changes[-1]
    member = kept.staff.find(last.staff) if last.staff else None
    kind = str(last.details.get("kind", "")) or None
    told = may(person, Action.SEE_ANSWERS) or kind in BOOKING_KINDS
    return ConflictError(member.display_name if member else None, kind if told else None, last.at)
