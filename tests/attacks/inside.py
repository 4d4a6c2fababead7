"""What a running server has stored, by its database and key; and what only its owner may do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from screening.storage.sql_store import open_store
from screening.submissions.accounts import INVITE_LIFE, Accounts
from screening.submissions.draft import Draft
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.staff import Role
from screening.submissions.store import Store
from tests.builders import PASSWORD

DATABASE, KEY_FILE = "screening.sqlite", "screening.key"


def now() -> datetime:
    return datetime.now(UTC)


def long_ago() -> datetime:
    return now() - INVITE_LIFE - timedelta(minutes=1)


@contextmanager
def opened(data: Path) -> Iterator[Store]:
    """The store of a server, beside the server."""
    url = f"sqlite:///{data / DATABASE}"
    store = open_store(url, key=None, key_file=data / KEY_FILE, clock=now).store
    try:
        yield store
    finally:
        store.close()


def draft_of(data: Path, token: str) -> Draft | None:
    """The stored form."""
    with opened(data) as store:
        return IntakeDesk(store, now).draft(token)


def invited(data: Path, clock: Callable[[], datetime] = now) -> str:
    """The token of a fresh invitation, or of one as old as the clock says."""
    with opened(data) as store:
        return Accounts(store, clock).create_invite({Role.DOCTOR})


def joined(data: Path, name: str) -> None:
    """Make a doctor's account with the password of the tests."""
    with opened(data) as store:
        accounts = Accounts(store, now)
        accounts.accept_invite(accounts.create_invite({Role.DOCTOR}), name, "Dr Shah", PASSWORD)


def staff_count(data: Path) -> int:
    """How many accounts there are."""
    with opened(data) as store, store.reading() as kept:
        return len(kept.staff.all())


def sessions_end(data: Path, token: str) -> None:
    """Sign out."""
    with opened(data) as store:
        Accounts(store, now).sign_out(token)
