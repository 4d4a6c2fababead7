"""The trail: who did what to which submission and when, in ids and codes only, each event chained up.

Verifying finds any edit, deletion or reorder within the chain; a cut tail needs an outside witness.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from screening.submissions.instants import to_milliseconds

GENESIS = bytes(32)
"""What the first event is chained to."""

_CODE = re.compile(r"[A-Za-z0-9_.:,+-]{0,128}")


class AuditAction(StrEnum):
    """Every kind of event."""

    SENT = "submission.sent"
    VIEWED = "submission.viewed"
    DECIDED = "submission.decided"
    WOKEN = "submission.woken"
    EXPORTED = "submissions.exported"
    SIGNED_IN = "staff.signed_in"
    SIGN_IN_FAILED = "staff.sign_in_failed"
    SIGNED_OUT = "staff.signed_out"
    SIGNED_OUT_EVERYWHERE = "staff.signed_out_everywhere"
    INVITED = "staff.invited"
    JOINED = "staff.joined"
    SWITCHED_ON = "staff.switched_on"
    SWITCHED_OFF = "staff.switched_off"
    TRAIL_VERIFIED = "trail.verified"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One event. `staff` is None when a patient or the system acted; `subject` is what it was done to.

    `details` hold codes and counts only: whatever looks like words is refused, so that no name, search
    or note can ever get into the chain.
    """

    seq: int
    at: datetime
    staff: str | None
    action: AuditAction
    subject: str | None
    previous: bytes
    hash: bytes
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    seq: int
    why: str


def event_hash(event: AuditEvent) -> bytes:
    """SHA-256 of the previous hash and the event's canonical JSON."""
    content = {
        "seq": event.seq,
        "at": to_milliseconds(event.at),
        "staff": event.staff,
        "action": event.action,
        "subject": event.subject,
        "details": dict(event.details),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(event.previous + text.encode("ascii")).digest()


def following(
    last: AuditEvent | None,
    *,
    at: datetime,
    action: AuditAction,
    staff: str | None = None,
    subject: str | None = None,
    details: Mapping[str, str | int] | None = None,
) -> AuditEvent:
    """The event that follows `last`. Raises ValueError when a part is no code."""
    codes = details or {}
    for part in (staff, subject, *codes, *codes.values()):
        if isinstance(part, str) and not _CODE.fullmatch(part):
            message = f"{action} takes ids and codes only"
            raise ValueError(message)
    seq, previous = (1, GENESIS) if last is None else (last.seq + 1, last.hash)
    bare = AuditEvent(seq, at, staff, action, subject, previous, b"", codes)
    return AuditEvent(seq, at, staff, action, subject, previous, event_hash(bare), codes)


def verify(events: Iterable[AuditEvent]) -> list[Break]:
    """Every place where the chain, read from its first event in order, was changed; empty if it holds."""
    return list(_breaks(events))


def _breaks(events: Iterable[AuditEvent]) -> Iterator[Break]:
    seq, previous = 0, GENESIS
    for event in events:
        if event.seq != seq + 1:
            yield Break(event.seq, f"follows {seq}: events are missing or out of order")
        elif event.previous != previous:
            yield Break(event.seq, "is not chained to the event before it")
        if event_hash(event) != event.hash:
            yield Break(event.seq, "was changed after it was written")
        seq, previous = event.seq, event.hash
