"""The patient's side: the draft while it is filled in, and the one act of sending it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from screening.questions.model import HeldFact, QuestionSet
from screening.rules.assess import assess
from screening.rules.sheet import read_sheet
from screening.submissions.audit import AuditAction
from screening.submissions.content import documents, whole_content
from screening.submissions.desk import Desk
from screening.submissions.draft import DRAFT_LIFE, DRAFT_SIZE, RECEIPT_LIFE, Draft, token_hash
from screening.submissions.due import clinic_today, due_at
from screening.submissions.errors import AlreadySentError, NotFoundError, NotReadyError, TooLargeError
from screening.submissions.exact_json import encode
from screening.submissions.instants import Clock, present
from screening.submissions.marking import Assess, Marking, failed_marking, mark_answers, take_back, where
from screening.submissions.patient_index import identity, patient_tokens
from screening.submissions.staff import Action, StaffMember
from screening.submissions.store import Document, Store, Transaction
from screening.submissions.submission import (
    DangerCard,
    Receipt,
    Submission,
    SubmissionContent,
    new_id,
    new_reference,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Examined:
    """What of a draft counts at sending."""

    marking: Marking
    content: SubmissionContent


class IntakeDesk(Desk):
    """Takes in forms.

    A token stands for one form: whoever holds it may go on with it, send it, and see the receipt for a day;
    a new form needs a new token.
    """

    def __init__(self, store: Store, clock: Clock, assess: Assess = assess) -> None:
        super().__init__(store, clock)
        self._assess = assess

    def draft(self, token: str) -> Draft | None:
        """The form as it was left; None if nothing was answered, or it has expired or was sent."""
        key = token_hash(token)
        with self._store.reading() as kept:
            draft = kept.drafts.find(key)
        if draft is not None and draft.is_expired(present(self._clock)):
            self.discard(token)
            return None
        return draft

    def save_answers(
        self,
        token: str,
        question_set: QuestionSet,
        changes: Mapping[str, object | None],
        page: str | None = None,
    ) -> Draft:
        """Lay the changes over the newest stored answers: the later answer wins, None takes one away.

        Stored from the first answer on; before that the draft comes back with version 0.
        `page` is where the patient is now, for going on elsewhere. Raises AlreadySentError,
        TooLargeError (what was stored before stays), StorageError.
        """
        key, now = token_hash(token), present(self._clock)
        with self._store.transaction() as kept:
            if kept.submissions.by_receipt(key) is not None:
                raise AlreadySentError
            stored = self._living(kept, key, now)
            draft = stored or Draft(new_id(), question_set.sha256, now, now, 0)
            answers = {name: raw for name, raw in {**draft.answers, **changes}.items() if raw is not None}
            if stored is None and not answers:
                return draft
            if len(encode(answers)) > DRAFT_SIZE:
                raise TooLargeError
            if stored is None:
                kept.drafts.delete_unchanged_since(now - DRAFT_LIFE)
            changed = replace(
                draft,
                question_set=question_set.sha256,
                answers=answers,
                cards=self._cards_after(draft.cards, question_set, answers, now),
                page=page if page is not None else draft.page,
                changed_at=now,
                version=draft.version + 1,
            )
            kept.drafts.put(key, changed)
        return changed

    def record_card(self, token: str, urgency: str, rules: tuple[str, ...], *, read: bool) -> Draft:
        """Note that a danger card was shown, or, with `read`, that the patient has read it.

        The first time counts. Raises NotFoundError when there is no draft: the answer is saved first.
        """
        key, now = token_hash(token), present(self._clock)
        with self._store.transaction() as kept:
            draft = self._living(kept, key, now)
            if draft is None:
                raise NotFoundError("This form is no longer kept.")
            cards = {(card.urgency, card.rules): card for card in draft.cards}
            card = cards.get((urgency, rules)) or DangerCard(urgency, rules, shown_at=now)
            if read and card.read_at is None:
                card = replace(card, read_at=now)
            cards[urgency, rules] = card
            changed = replace(draft, cards=tuple(cards.values()), changed_at=now, version=draft.version + 1)
            kept.drafts.put(key, changed)
        return changed

    def discard(self, token: str) -> None:
        """Delete the draft and its answers; nothing happens when there is none."""
        with self._store.transaction() as kept:
            kept.drafts.delete(token_hash(token))

    def submit(
        self,
        token: str,
        draft_id: str,
        question_set: QuestionSet,
        *,
        today: date | None = None,
        entered_by: StaffMember | None = None,
    ) -> Receipt:
        """Send the form: check every answer again, mark it, keep it, all in one transaction.

        Sending the same draft again gives the same receipt. `today` is the clinic's date, if not the
        present one; `entered_by` the person who typed in a paper or phone form. Raises NotReadyError
        naming the questions that cannot be left out, NotFoundError when the draft is gone,
        AlreadySentError when the token's form was sent from another draft or over a day ago.
        """
        key, now = token_hash(token), present(self._clock)
        with self._store.transaction() as kept:
            sent = kept.submissions.by_receipt(key)
            if sent is not None:
                if kept.submissions.draft_of(sent.id) != draft_id or now - sent.sent_at >= RECEIPT_LIFE:
                    raise AlreadySentError
                return _receipt(kept, sent)
            draft = self._living(kept, key, now)
            if draft is None or draft.id != draft_id:
                raise NotFoundError("This form is no longer kept.")
            person = self._allow(kept, entered_by, Action.ENTER_FORM).id if entered_by else None
            day = today or clinic_today(question_set.clinic, now)
            examined = self._examine(draft, question_set, day)
            submission = _new_submission(kept, question_set, examined.marking, now, person)
            kept.submissions.add(submission, draft.id, key)
            for kind, body in documents(examined.content).items():
                kept.documents.put(submission, kind, body)
            everything = {**examined.content.answers, **examined.content.contact}
            kept.indexes.add_flags(submission.id, examined.marking.rules)
            kept.indexes.add_patient(submission.id, patient_tokens(question_set, everything))
            kept.drafts.delete(key)
            details = {"state": submission.state, "question_set": submission.question_set}
            self._record(kept, AuditAction.SENT, staff=person, subject=submission.id, details=details)
            # Read back what was just encrypted: nothing is acknowledged that could not be opened.
            return _receipt(kept, submission)

    def is_spent(self, token: str) -> bool:
        """Whether the token's form was sent and its receipt is no longer shown: it takes nothing more."""
        with self._store.reading() as kept:
            sent = kept.submissions.by_receipt(token_hash(token))
        return sent is not None and present(self._clock) - sent.sent_at >= RECEIPT_LIFE

    def receipt(self, token: str) -> Receipt | None:
        """What was sent with the token, for 24 hours."""
        now = present(self._clock)
        with self._store.reading() as kept:
            sent = kept.submissions.by_receipt(token_hash(token))
            if sent is None or now - sent.sent_at >= RECEIPT_LIFE:
                return None
            return _receipt(kept, sent)

    @staticmethod
    def _living(kept: Transaction, key: bytes, now: datetime) -> Draft | None:
        """The draft, unless it has expired; then it is deleted."""
        draft = kept.drafts.find(key)
        if draft is not None and draft.is_expired(now):
            kept.drafts.delete(key)
            return None
        return draft

    def _cards_after(
        self,
        cards: tuple[DangerCard, ...],
        question_set: QuestionSet,
        answers: Mapping[str, object],
        now: datetime,
    ) -> tuple[DangerCard, ...]:
        """The cards, with those noted that the new answers take back."""
        if not cards:
            return cards
        try:
            assessment = self._assess(question_set, answers, clinic_today(question_set.clinic, now))
        except Exception as error:  # noqa: BLE001 - the answer is to be saved all the same
            _log.warning("The assessment failed: %s at %s", type(error).__name__, where(error))
            return cards
        return take_back(cards, [flag.rule for flag in assessment.flags], now)

    def _examine(self, draft: Draft, question_set: QuestionSet, today: date) -> _Examined:
        """Only what is asked counts; contact and birth date have to be there. Raises NotReadyError."""
        contact_ids = {q.id for s in question_set.sections if s.is_contact for q in s.questions}
        try:
            sheet = read_sheet(question_set, draft.answers, today, contact=True)
            asked, missing = list(sheet.asked), {*sheet.unanswered, *sheet.invalid}
            marking = mark_answers(self._assess, question_set, draft.answers, draft.cards, today)
        except Exception as error:  # noqa: BLE001 - a form must reach the clinic whatever is wrong with the rules
            _log.error("The answers could not be read: %s at %s", type(error).__name__, where(error))
            asked, missing = list(question_set.questions), set()
            marking = failed_marking(question_set)
        born = question_set.holding(HeldFact.BIRTH_DATE)
        needed = contact_ids | ({born.id} if born else set())
        not_ready = [question for question in asked if question in needed & missing]
        if not_ready:
            raise NotReadyError(not_ready)
        given = {name: draft.answers[name] for name in asked if name in draft.answers}
        content = SubmissionContent(
            today=today,
            answers={name: raw for name, raw in given.items() if name not in contact_ids},
            contact={name: raw for name, raw in given.items() if name in contact_ids},
            assessment=marking.assessment,
            cards=draft.cards,
            identity=identity(question_set, given),
        )
        return _Examined(marking, content)


def _new_submission(
    kept: Transaction, question_set: QuestionSet, marking: Marking, now: datetime, entered_by: str | None
) -> Submission:
    try:
        due = due_at(question_set.clinic, now)
    except ValueError:
        # Words that the checks should have refused: due at once, so that it is seen first, never lost.
        _log.warning("The clinic's hours or reply time cannot be read; the submission is due at once")
        due = now
    reference = new_reference(question_set.id)
    while kept.submissions.by_reference(reference) is not None:
        reference = new_reference(question_set.id)
    return Submission(
        id=new_id(),
        reference=reference,
        question_set=question_set.sha256,
        sent_at=now,
        mark=marking.mark,
        urgency=marking.urgency,
        urgency_rank=marking.urgency_rank,
        postpone=marking.postpone,
        state=marking.state,
        due_at=due,
        hold_until=None,
        version=1,
        entered_by=entered_by,
    )


def _receipt(kept: Transaction, submission: Submission) -> Receipt:
    contact, answers, assessment = (kept.documents.read(submission, kind) for kind in Document)
    return Receipt(submission, whole_content(contact, answers, assessment))
