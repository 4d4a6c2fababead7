"""What the patient's pages ask of the desk, with every failure turned into words for the patient."""

from collections.abc import Mapping
from dataclasses import dataclass

from screening.questions.model import QuestionSet
from screening.questions.words import Words
from screening.submissions.draft import Draft
from screening.submissions.errors import (
    AlreadySentError,
    NotFoundError,
    StorageError,
    StorageTrouble,
    SubmissionsError,
    TooLargeError,
)
from screening.submissions.submission import Receipt
from screening.web import session
from screening.web.context import Context

SEEN = "seen"
"""Under this name each tab remembers the answers that it has shown and stored."""


@dataclass(frozen=True, slots=True)
class FormDesk:
    """The desk for one browser's form. Where the database fails, what this tab knows goes on being shown."""

    context: Context
    token: str
    words: Words

    def draft(self) -> Draft | None:
        """The stored form; while the database can't be read, the last one that this tab has seen."""
        try:
            draft = self.context.intake.draft(self.token)
        except StorageError as error:
            self._remember_trouble(error)
            known: Draft | None = session.get("draft", None)
            return known
        session.put("draft", draft)
        return draft

    def receipt(self) -> Receipt | None:
        """What was sent with this browser's form within a day."""
        try:
            return self.context.intake.receipt(self.token)
        except StorageError as error:
            self._remember_trouble(error)
            return None

    def is_ready(self) -> bool:
        """Whether an answer could be kept now; asked before question 1."""
        return self.context.store.readiness(self.context.clock()).is_ready

    def save(self, question_set: QuestionSet, changes: Mapping[str, object], page: str) -> bool:
        """Save answers as they are given. Says whether it worked; if not, why is to be told."""
        seen = session.mapping(SEEN)
        try:
            draft = self.context.intake.save_answers(self.token, question_set, changes, page)
        except SubmissionsError as error:
            self._remember_trouble(error)
            session.forget("saved")
            return False
        # At once: the next use of Streamlit may end this run for a newer click, and an answer that is
        # stored but not noted here would look like another tab's.
        seen.update(changes)
        session.put("draft", draft)
        session.put("saved", value=True)
        session.forget("trouble")
        return True

    def card(self, urgency: str, rules: tuple[str, ...], *, read: bool) -> None:
        """Note that a danger card was shown or read."""
        try:
            self.context.intake.record_card(self.token, urgency, rules, read=read)
        except SubmissionsError as error:
            self._remember_trouble(error)

    def discard(self) -> bool:
        """Delete the form. Says whether it worked."""
        try:
            self.context.intake.discard(self.token)
        except StorageError as error:
            self._remember_trouble(error)
            return False
        session.forget("draft")
        return True

    def trouble_words(self) -> str | None:
        """What did not work since the last look, in words; forgotten once told."""
        told: str | None = session.get("trouble", None)
        session.forget("trouble")
        return told

    def _remember_trouble(self, error: SubmissionsError) -> None:
        match error:
            case AlreadySentError():
                text = self.words.text("trouble.sent_elsewhere")
            case TooLargeError():
                text = self.words.text("nav.saving_failed", trouble=self.words.text("trouble.too_large"))
            case StorageError(trouble=StorageTrouble.FULL):
                text = self.words.text("nav.saving_failed", trouble=self.words.text("trouble.full"))
            case NotFoundError() | _:
                text = self.words.text("nav.saving_failed", trouble=self.words.text("trouble.storage"))
        session.put("trouble", text)
