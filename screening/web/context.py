"""Everything that pages and routes need, put together once per process from the settings."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from screening.questions.loader import SetText, canonical_text
from screening.questions.model import QuestionSet
from screening.settings import Settings
from screening.storage.sql_store import open_store
from screening.submissions.accounts import Accounts
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.review_desk import ReviewDesk
from screening.submissions.staff import Role
from screening.submissions.store import Store
from screening.web.live_set import LiveSet

FIRST_ROLES = frozenset({Role.MANAGER, Role.DOCTOR})
"""What the first account may do: set everything up, and read what comes in."""


@dataclass(frozen=True, slots=True)
class Context:
    """The composed product: what is served, where it is kept, and who acts on it."""

    settings: Settings
    live_set: LiveSet
    store: Store
    intake: IntakeDesk
    review: ReviewDesk
    accounts: Accounts
    clock: Callable[[], datetime]
    message: str | None = None
    """What to tell whoever starts the server: where a fresh key was written."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


@cache
def context_for(settings: Settings) -> Context:
    """Compose the product, once per settings.

    Raises BrokenSetError for a question set that can't be served, StorageError or KeyRefusedError for
    a database or key that can't be used.
    """
    opened = open_store(settings.database_url, key=settings.key, key_file=settings.key_file, clock=now)
    store = opened.store
    intake = IntakeDesk(store, now)

    def keep(question_set: QuestionSet, path: Path) -> None:
        intake.keep_question_set(question_set, canonical_text_of(path))

    return Context(
        settings=settings,
        live_set=LiveSet(settings.questions, keep, watch=settings.watch),
        store=store,
        intake=intake,
        review=ReviewDesk(store, now),
        accounts=Accounts(store, now),
        clock=now,
        message=opened.message,
    )


def canonical_text_of(path: Path) -> str:
    """The canonical text of a question set's file."""
    return canonical_text(SetText(path.read_text(encoding="utf-8-sig"), str(path)))


def announce(context: Context) -> None:
    """Tell whoever starts the server where things are, and how the first account is made."""
    address = context.settings.address
    lines = [f"The form:       {address}/", f"The staff area: {address}/staff"]
    if not context.accounts.has_manager():
        token = context.accounts.create_invite(FIRST_ROLES)
        lines.append(f"First account:  {address}/invite/{token}  (works once, for 24 hours)")
    if context.message:
        lines.append(context.message)
    if not context.live_set.current().is_approved:
        lines.append("The question set is a draft that no doctor has signed; every page says so.")
    if context.settings.is_exposed:
        lines.append("WARNING: patients reach this server without https. Answers can be read on the way.")
    sys.stderr.write("\n".join(["", *lines, "", ""]))
