"""The staff's accounts: invitations, sign-in, sessions. The trail gets ids and codes only.

Nobody is locked out for good: after failures a sign-in waits, ten seconds at the most, and then is checked.
"""

import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from screening.submissions.audit import AuditAction
from screening.submissions.desk import Desk
from screening.submissions.draft import new_token, token_hash
from screening.submissions.errors import AccountError, NotFoundError, SignInError
from screening.submissions.instants import Clock, present
from screening.submissions.staff import Action, Role, StaffMember, may
from screening.submissions.store import Credentials, Failures, Invite, Session, Store
from screening.submissions.submission import new_id

PASSWORD_LENGTHS = range(15, 201)
NAME_LENGTHS = range(2, 65)
DISPLAY_NAME_LENGTHS = range(1, 101)
IDLE = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)
INVITE_LIFE = timedelta(hours=24)
TOUCH_EVERY = timedelta(seconds=30)
"""How exactly a session's last use is known: each click would otherwise be a write."""

FREE_FAILURES = 3
LONGEST_WAIT = timedelta(seconds=10)
FAILURE_MEMORY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: its token is for the cookie, only its hash is kept."""

    token: str = field(repr=False)
    member: StaffMember


class Accounts(Desk):
    """Who may come in."""

    def __init__(self, store: Store, clock: Clock, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(store, clock)
        self._sleep = sleep
        # OWASP's argon2id setting: 19 MiB, two passes, one lane.
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._decoy = self._hasher.hash(new_token())

    def has_manager(self) -> bool:
        """Whether somebody is there who can let others in."""
        with self._store.reading() as kept:
            return any(may(member, Action.MANAGE_STAFF) for member in kept.staff.all())

    def create_invite(self, roles: Iterable[Role], by: StaffMember | None = None) -> str:
        """A token that makes one account with these roles, within 24 hours.

        Without `by` it is made by whoever runs the server, at the machine itself; no page asks so.
        """
        chosen = frozenset(roles)
        if not chosen:
            raise AccountError("roles", "Choose at least one role.")
        token, now = new_token(), present(self._clock)
        with self._store.transaction() as kept:
            maker = self._allow(kept, by, Action.MANAGE_STAFF).id if by else None
            kept.invites.add(token_hash(token), Invite(chosen, maker, now + INVITE_LIFE))
            details = {"roles": ",".join(sorted(chosen))}
            self._record(kept, AuditAction.INVITED, staff=maker, details=details)
        return token

    def invite(self, token: str) -> Invite | None:
        """The invitation, if it can still be used."""
        now = present(self._clock)
        with self._store.reading() as kept:
            invite = kept.invites.find(token_hash(token))
        return invite if invite and invite.used_at is None and now < invite.expires_at else None

    def accept_invite(self, token: str, sign_in_name: str, display_name: str, password: str) -> StaffMember:
        """Make the account that the invitation is for.

        Raises NotFoundError when it was used or has expired, AccountError naming what to change.
        """
        if self.invite(token) is None:
            raise NotFoundError("This invitation was used before, or has expired.")
        name, shown = _plain(sign_in_name), _display_name(display_name)
        if len(name) not in NAME_LENGTHS or not all(c.isalnum() or c in "._@-" for c in name):
            raise AccountError("sign_in_name", "Use 2 to 64 letters, digits, dots, dashes, _ or @.")
        if len(shown) not in DISPLAY_NAME_LENGTHS:
            raise AccountError("display_name", "Enter the name that colleagues know you by.")
        if len(_password(password)) not in PASSWORD_LENGTHS:
            raise AccountError(
                "password",
                f"Use {PASSWORD_LENGTHS[0]} to {PASSWORD_LENGTHS[-1]} characters, for example some words.",
            )
        password_hash = self._hasher.hash(_password(password))
        with self._store.transaction() as kept:
            now = present(self._clock)
            invite = kept.invites.find(token_hash(token))
            if invite is None or invite.used_at is not None or now >= invite.expires_at:
                raise NotFoundError("This invitation was used before, or has expired.")
            if kept.staff.by_sign_in_name(name) is not None:
                raise AccountError("taken", "This sign-in name is taken. Choose another one.")
            member = StaffMember(new_id(), name, shown, invite.roles)
            kept.staff.add(Credentials(member, password_hash), now)
            kept.invites.use(token_hash(token), now)
            details = {"roles": ",".join(sorted(invite.roles))}
            self._record(kept, AuditAction.JOINED, staff=member.id, subject=member.id, details=details)
        return member

    def sign_in(self, sign_in_name: str, password: str) -> SignedIn:
        """Start a session. Takes the same steps whether the name, the password or the account is wrong.

        Waits after failures, so call it off the event loop. Raises SignInError.
        """
        name = _plain(sign_in_name)
        with self._store.reading() as kept:
            credentials, failures = kept.staff.by_sign_in_name(name), kept.staff.failures(name)
        self._sleep(waiting_time(failures).total_seconds())
        right = self._matches(credentials.password_hash if credentials else self._decoy, password)
        token, now = new_token(), present(self._clock)
        with self._store.transaction() as kept:
            kept.staff.forget_failures_before(now - FAILURE_MEMORY)
            kept.sessions.delete_created_before(now - SESSION_LIFE)
            member = kept.staff.find(credentials.member.id) if credentials else None
            welcome = right and member is not None and member.active
            if member is not None and welcome:
                kept.staff.put_failures(name, None)
                kept.sessions.add(token_hash(token), Session(member.id, now, now))
                self._record(kept, AuditAction.SIGNED_IN, staff=member.id, subject=member.id)
            else:
                earlier = kept.staff.failures(name)
                kept.staff.put_failures(name, Failures((earlier.count if earlier else 0) + 1, now))
                self._record(kept, AuditAction.SIGN_IN_FAILED, subject=member.id if member else None)
        if member is None or not welcome:
            raise SignInError
        return SignedIn(token, member)

    def staff_of(self, token: str) -> StaffMember | None:
        """Whose session this is; None when it has ended, was idle for 15 minutes or began 12 hours ago."""
        key, now = token_hash(token), present(self._clock)
        with self._store.reading() as kept:
            session = kept.sessions.find(key)
            member = kept.staff.find(session.staff) if session else None
        if session is None or member is None:
            return None
        over = now - session.seen_at >= IDLE or now - session.created_at >= SESSION_LIFE
        if over or not member.active:
            with self._store.transaction() as kept:
                kept.sessions.delete(key)
            return None
        if now - session.seen_at >= TOUCH_EVERY:
            with self._store.transaction() as kept:
                kept.sessions.touch(key, now)
        return member

    def sign_out(self, token: str) -> None:
        """End the session; nothing happens when there is none."""
        with self._store.transaction() as kept:
            session = kept.sessions.find(token_hash(token))
            if session is not None:
                kept.sessions.delete(token_hash(token))
                self._record(kept, AuditAction.SIGNED_OUT, staff=session.staff, subject=session.staff)

    def sign_out_everywhere(self, staff: StaffMember) -> int:
        """End all of the person's own sessions; says how many."""
        with self._store.transaction() as kept:
            ended = kept.sessions.delete_of(staff.id)
            details = {"sessions": ended}
            self._record(
                kept, AuditAction.SIGNED_OUT_EVERYWHERE, staff=staff.id, subject=staff.id, details=details
            )
        return ended

    def members(self, staff: StaffMember) -> tuple[StaffMember, ...]:
        """Every account, by name."""
        with self._store.reading() as kept:
            self._allow(kept, staff, Action.MANAGE_STAFF)
            return kept.staff.all()

    def switch(self, staff: StaffMember, member_id: str, *, active: bool) -> None:
        """Let a person in again, or no more: then all their sessions end at once.

        Raises AccountError for one's own account, so that a manager always remains; NotFoundError.
        """
        with self._store.transaction() as kept:
            person = self._allow(kept, staff, Action.MANAGE_STAFF)
            if person.id == member_id:
                raise AccountError("own", "Another manager has to do this for you.")
            if kept.staff.find(member_id) is None:
                raise NotFoundError("There is no such account.")
            kept.staff.switch(member_id, active=active)
            if not active:
                kept.sessions.delete_of(member_id)
            action = AuditAction.SWITCHED_ON if active else AuditAction.SWITCHED_OFF
            self._record(kept, action, staff=person.id, subject=member_id)

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, _password(password)[: PASSWORD_LENGTHS.stop])
        except (VerificationError, InvalidHashError):
            return False


def waiting_time(failures: Failures | None) -> timedelta:
    """How long the next try waits: not at all for the first three, then 1, 2, 4, 8 and at most 10 seconds."""
    count = failures.count if failures else 0
    if count < FREE_FAILURES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(count - FREE_FAILURES, 10)), LONGEST_WAIT)


def _plain(sign_in_name: str) -> str:
    return unicodedata.normalize("NFKC", sign_in_name).strip().casefold()[: NAME_LENGTHS.stop]


def _display_name(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _password(password: str) -> str:
    """The same password however the keyboard composes its letters; half characters become question marks."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())
