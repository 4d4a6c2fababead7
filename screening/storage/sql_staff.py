"""Accounts, sessions, invitations and the trail in SQL."""

import json
from datetime import datetime

from sqlalchemy import Connection, Row, insert

from screening.storage import queries
from screening.storage.encryption import Cipher
from screening.storage.tables import audit_event, sign_in_failure
from screening.storage.tables import invite as invite_table
from screening.storage.tables import session as session_table
from screening.storage.tables import staff as staff_table
from screening.submissions.audit import AuditAction, AuditEvent
from screening.submissions.instants import from_milliseconds, to_milliseconds
from screening.submissions.staff import Role, StaffMember
from screening.submissions.store import Credentials, Failures, Invite, Session


class SqlTrail:
    """Fulfils `Trail`; triggers refuse any change to what was appended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> AuditEvent | None:
        """The newest event."""
        row = self._connection.execute(queries.LAST_EVENT).one_or_none()
        return None if row is None else _event(row)

    def append(self, event: AuditEvent) -> None:
        """Add the event that follows the newest."""
        row = {
            "seq": event.seq,
            "at": to_milliseconds(event.at),
            "staff_id": event.staff,
            "action": event.action.value,
            "subject": event.subject,
            "details": json.dumps(dict(event.details), sort_keys=True),
            "previous": event.previous,
            "hash": event.hash,
        }
        self._connection.execute(insert(audit_event), row)

    def about(self, subject: str) -> tuple[AuditEvent, ...]:
        """The events of one subject, oldest first."""
        found = self._connection.execute(queries.EVENTS_ABOUT, {"subject": subject})
        return tuple(_event(row) for row in found)

    def page(self, after: int, limit: int) -> list[AuditEvent]:
        """Events behind this number, oldest first."""
        found = self._connection.execute(queries.EVENTS, {"after": after, "limit": limit})
        return [_event(row) for row in found]


class SqlStaff:
    """Fulfils `Staff`."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def add(self, credentials: Credentials, at: datetime) -> None:
        """Keep a new account."""
        member = credentials.member
        row = {
            "id": member.id,
            "sign_in_name": member.sign_in_name,
            "display_name": member.display_name,
            "roles": _roles_text(member.roles),
            "active": int(member.active),
            "password_hash": credentials.password_hash,
            "created_at": to_milliseconds(at),
        }
        self._connection.execute(insert(staff_table), row)

    def find(self, staff_id: str) -> StaffMember | None:
        """By its id."""
        row = self._connection.execute(queries.STAFF_MEMBER, {"id": staff_id}).one_or_none()
        return None if row is None else _member(row)

    def by_sign_in_name(self, name: str) -> Credentials | None:
        """By the name as `accounts` writes it."""
        row = self._connection.execute(queries.STAFF_BY_NAME, {"name": name}).one_or_none()
        return None if row is None else Credentials(_member(row), row.password_hash)

    def all(self) -> tuple[StaffMember, ...]:
        """Every account, by name."""
        return tuple(_member(row) for row in self._connection.execute(queries.ALL_STAFF))

    def switch(self, staff_id: str, *, active: bool) -> None:
        """Let the person in, or no more."""
        values = {"staff_id": staff_id, "is_active": int(active)}
        self._connection.execute(queries.SWITCH_STAFF, values)

    def failures(self, name: str) -> Failures | None:
        """How often the name was tried in vain lately."""
        values = {"name_hash": self._cipher.keyed_hash("sign-in", name)}
        row = self._connection.execute(queries.FAILURES, values).one_or_none()
        return None if row is None else Failures(row.failures, from_milliseconds(row.last_at))

    def put_failures(self, name: str, failures: Failures | None) -> None:
        """Note it; None forgets."""
        name_hash = self._cipher.keyed_hash("sign-in", name)
        self._connection.execute(queries.DELETE_FAILURES, {"name_hash": name_hash})
        if failures is not None:
            last_at = to_milliseconds(failures.last_at)
            row = {"name_hash": name_hash, "failures": failures.count, "last_at": last_at}
            self._connection.execute(insert(sign_in_failure), row)

    def forget_failures_before(self, moment: datetime) -> None:
        """Forget old ones."""
        self._connection.execute(queries.DELETE_OLD_FAILURES, {"moment": to_milliseconds(moment)})


class SqlSessions:
    """Fulfils `Sessions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token_hash: bytes, session: Session) -> None:
        """Keep a new one."""
        row = {
            "token_hash": token_hash,
            "staff_id": session.staff,
            "created_at": to_milliseconds(session.created_at),
            "seen_at": to_milliseconds(session.seen_at),
        }
        self._connection.execute(insert(session_table), row)

    def find(self, token_hash: bytes) -> Session | None:
        """By the hash of its token, however old."""
        row = self._connection.execute(queries.SESSION, {"key": token_hash}).one_or_none()
        if row is None:
            return None
        return Session(row.staff_id, from_milliseconds(row.created_at), from_milliseconds(row.seen_at))

    def touch(self, token_hash: bytes, at: datetime) -> None:
        """Note that it was in use."""
        self._connection.execute(queries.TOUCH_SESSION, {"key": token_hash, "at": to_milliseconds(at)})

    def delete(self, token_hash: bytes) -> None:
        """End it."""
        self._connection.execute(queries.DELETE_SESSION, {"key": token_hash})

    def delete_of(self, staff_id: str) -> int:
        """End all of one person; says how many."""
        return self._connection.execute(queries.DELETE_SESSIONS_OF, {"staff": staff_id}).rowcount

    def delete_created_before(self, moment: datetime) -> int:
        """Forget old ones; says how many."""
        values = {"moment": to_milliseconds(moment)}
        return self._connection.execute(queries.DELETE_OLD_SESSIONS, values).rowcount


class SqlInvites:
    """Fulfils `Invites`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token_hash: bytes, invite: Invite) -> None:
        """Keep a new one."""
        row = {
            "token_hash": token_hash,
            "roles": _roles_text(invite.roles),
            "made_by": invite.made_by,
            "expires_at": to_milliseconds(invite.expires_at),
        }
        self._connection.execute(insert(invite_table), row)

    def find(self, token_hash: bytes) -> Invite | None:
        """By the hash of its token, used or not."""
        row = self._connection.execute(queries.INVITE, {"key": token_hash}).one_or_none()
        if row is None:
            return None
        used_at = None if row.used_at is None else from_milliseconds(row.used_at)
        return Invite(_read_roles(row.roles), row.made_by, from_milliseconds(row.expires_at), used_at)

    def use(self, token_hash: bytes, at: datetime) -> None:
        """Note that it was used."""
        self._connection.execute(queries.USE_INVITE, {"key": token_hash, "at": to_milliseconds(at)})


def _event(row: Row[tuple[object, ...]]) -> AuditEvent:
    return AuditEvent(
        seq=row.seq,
        at=from_milliseconds(row.at),
        staff=row.staff_id,
        action=AuditAction(row.action),
        subject=row.subject,
        previous=row.previous,
        hash=row.hash,
        details=json.loads(row.details),
    )


def _member(row: Row[tuple[object, ...]]) -> StaffMember:
    return StaffMember(
        row.id, row.sign_in_name, row.display_name, _read_roles(row.roles), active=bool(row.active)
    )


def _roles_text(roles: frozenset[Role]) -> str:
    return ",".join(sorted(roles))


def _read_roles(text: str) -> frozenset[Role]:
    return frozenset(Role(role) for role in text.split(","))
