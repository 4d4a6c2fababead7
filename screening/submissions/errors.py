"""What can stand in the way of an act. Every message is fit for staff and holds no patient data."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class SubmissionsError(Exception):
    """The common ancestor: something this room refuses, or could not do."""


class NotAllowedError(SubmissionsError):
    """The person's roles do not allow the act."""

    def __init__(self, action: str) -> None:
        super().__init__(f"Your role does not allow this ({action}).")
        self.action = action


class NotFoundError(SubmissionsError):
    """There is no such draft, submission or account, or it has expired."""


class AlreadySentError(SubmissionsError):
    """The form behind this token was sent; a new form needs a new token."""

    def __init__(self) -> None:
        super().__init__("This form has already been sent.")


class TooLargeError(SubmissionsError):
    """More was typed into one form than a form can hold; what was stored before stays."""

    def __init__(self) -> None:
        super().__init__("The answers are too long to be kept.")


class NotReadyError(SubmissionsError):
    """The form cannot be sent yet: these questions need a valid answer first."""

    def __init__(self, questions: Iterable[str]) -> None:
        self.questions = tuple(questions)
        super().__init__(f"These questions still need an answer: {', '.join(self.questions)}.")


class DecisionError(SubmissionsError):
    """The decision is not possible as it stands; `code` names why, `remedy` says what to do."""

    def __init__(self, code: str, remedy: str) -> None:
        super().__init__(remedy)
        self.code = code
        self.remedy = remedy


class ConflictError(SubmissionsError):
    """Somebody else was faster: who, what and when, as far as the person may know it."""

    def __init__(self, by: str | None, kind: str | None, at: datetime | None) -> None:
        who = by or "The system"
        what = f" ({kind.replace('_', ' ')})" if kind else ""
        super().__init__(f"{who} has changed this submission in the meantime{what}. Please look again.")
        self.by = by
        self.kind = kind
        self.at = at


class SignInError(SubmissionsError):
    """The name, the password or both are wrong; which of them is not told."""

    def __init__(self) -> None:
        super().__init__("This name and password do not go together.")


class AccountError(SubmissionsError):
    """An account cannot be made or changed like this; `code` names why."""

    def __init__(self, code: str, remedy: str) -> None:
        super().__init__(remedy)
        self.code = code
        self.remedy = remedy


class StorageTrouble(StrEnum):
    """What is the matter with the place where things are kept."""

    UNAVAILABLE = "unavailable"
    LOCKED = "locked"
    READ_ONLY = "read_only"
    FULL = "full"
    DAMAGED = "damaged"


_TROUBLE_WORDS = {
    StorageTrouble.UNAVAILABLE: "The database cannot be reached.",
    StorageTrouble.LOCKED: "The database is busy with something else.",
    StorageTrouble.READ_ONLY: "The database can be read but not written.",
    StorageTrouble.FULL: "The disk is full.",
    StorageTrouble.DAMAGED: "What is stored is damaged, was moved, or belongs to another key.",
}


class StorageError(SubmissionsError):
    """Nothing was stored. `detail` is for the log: codes and paths, never answers."""

    def __init__(self, trouble: StorageTrouble, detail: str = "") -> None:
        super().__init__(_TROUBLE_WORDS[trouble])
        self.trouble = trouble
        self.detail = detail
