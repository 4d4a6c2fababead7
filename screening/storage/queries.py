"""Every statement that looks something up, by name. A test refuses any whose plan scans a table."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    Delete,
    Select,
    Update,
    bindparam,
    delete,
    func,
    select,
    text,
    tuple_,
    update,
)

from screening.storage.tables import (
    DONE,
    HELD,
    OPEN,
    audit_event,
    blob,
    decision,
    draft,
    flag_index,
    invite,
    key_check,
    patient_index,
    question_set,
    session,
    sign_in_failure,
    staff,
    submission,
    submission_count,
    submission_key,
)

Lookup = Select[*tuple[Any, ...]]

_QUEUE = (submission.c.queue_rank, submission.c.due_at, submission.c.id)
_BEHIND: tuple[BindParameter[object], ...] = (bindparam("rank"), bindparam("due_at"), bindparam("id"))

QUESTION_SET_TEXT = select(question_set.c.content).where(question_set.c.sha256 == bindparam("sha256"))

DRAFT = select(draft).where(draft.c.token_hash == bindparam("key"))
DELETE_DRAFT = delete(draft).where(draft.c.token_hash == bindparam("key"))
DELETE_OLD_DRAFTS = delete(draft).where(draft.c.changed_at <= bindparam("moment"))
CHANGE_DRAFT = update(draft).where(draft.c.token_hash == bindparam("key"))

SUBMISSION = select(submission).where(submission.c.id == bindparam("id"))
SUBMISSION_BY_REFERENCE = select(submission).where(submission.c.reference == bindparam("reference"))
SUBMISSION_BY_RECEIPT = select(submission).where(submission.c.receipt_hash == bindparam("receipt_hash"))
CHANGE_SUBMISSION = update(submission).where(submission.c.id == bindparam("submission_id"))
HELD_UNTIL = (
    select(submission)
    .where(HELD, submission.c.hold_until <= bindparam("day"))
    .order_by(submission.c.hold_until)
    .limit(bindparam("limit"))
)

QUEUE = (
    select(submission)
    .where(OPEN, submission.c.state == bindparam("state"))
    .order_by(*_QUEUE)
    .limit(bindparam("limit"))
)
QUEUE_BEHIND = QUEUE.where(tuple_(*_QUEUE) > tuple_(*_BEHIND))
DONE_QUEUE = (
    select(submission)
    .where(DONE)
    .order_by(submission.c.due_at.desc(), submission.c.id.desc())
    .limit(bindparam("limit"))
)
DONE_QUEUE_BEHIND = DONE_QUEUE.where(tuple_(*_QUEUE[1:]) < tuple_(*_BEHIND[1:]))

_UNDER = submission.c.question_set == bindparam("question_set")
QUEUE_UNDER = QUEUE.where(_UNDER)
QUEUE_BEHIND_UNDER = QUEUE_BEHIND.where(_UNDER)
DONE_QUEUE_UNDER = DONE_QUEUE.where(_UNDER)
DONE_QUEUE_BEHIND_UNDER = DONE_QUEUE_BEHIND.where(_UNDER)

_NUMBER = select(func.count()).select_from(submission)
NUMBER_UNDER = _NUMBER.where(OPEN, submission.c.state == bindparam("state"), _UNDER)
NUMBER_DONE_UNDER = _NUMBER.where(DONE, _UNDER)
COUNTS = select(submission_count).where(submission_count.c.state > text("''"))
COUNT = select(submission_count.c.submissions).where(submission_count.c.state == bindparam("state"))
ADD_TO_COUNT = (
    update(submission_count)
    .where(submission_count.c.state == bindparam("of_state"))
    .values(submissions=submission_count.c.submissions + bindparam("change"))
)

SUBMISSION_KEYS = select(submission_key).where(
    submission_key.c.submission_id.in_(bindparam("ids", expanding=True))
)
BLOBS = select(blob).where(
    blob.c.submission_id.in_(bindparam("ids", expanding=True)), blob.c.kind == bindparam("kind")
)
DECISIONS = select(decision).where(decision.c.submission_id == bindparam("id")).order_by(decision.c.version)

FLAGGED = select(func.count()).select_from(flag_index).where(flag_index.c.rule_hash == bindparam("rule_hash"))
MATCHING = (
    select(patient_index.c.submission_id)
    .where(patient_index.c.token_hash.in_(bindparam("hashes", expanding=True)))
    .group_by(patient_index.c.submission_id)
    .having(func.count() == bindparam("number"))
    .limit(bindparam("limit"))
)

LAST_EVENT = select(audit_event).order_by(audit_event.c.seq.desc()).limit(1)
EVENTS_ABOUT = (
    select(audit_event).where(audit_event.c.subject == bindparam("subject")).order_by(audit_event.c.seq)
)
EVENTS = (
    select(audit_event)
    .where(audit_event.c.seq > bindparam("after"))
    .order_by(audit_event.c.seq)
    .limit(bindparam("limit"))
)

STAFF_MEMBER = select(staff).where(staff.c.id == bindparam("id"))
STAFF_BY_NAME = select(staff).where(staff.c.sign_in_name == bindparam("name"))
ALL_STAFF = select(staff).where(staff.c.sign_in_name > text("''")).order_by(staff.c.sign_in_name)
SWITCH_STAFF = update(staff).where(staff.c.id == bindparam("staff_id")).values(active=bindparam("is_active"))

FAILURES = select(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("name_hash"))
DELETE_FAILURES = delete(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("name_hash"))
DELETE_OLD_FAILURES = delete(sign_in_failure).where(sign_in_failure.c.last_at < bindparam("moment"))

SESSION = select(session).where(session.c.token_hash == bindparam("key"))
TOUCH_SESSION = (
    update(session).where(session.c.token_hash == bindparam("key")).values(seen_at=bindparam("at"))
)
DELETE_SESSION = delete(session).where(session.c.token_hash == bindparam("key"))
DELETE_SESSIONS_OF = delete(session).where(session.c.staff_id == bindparam("staff"))
DELETE_OLD_SESSIONS = delete(session).where(session.c.created_at < bindparam("moment"))

INVITE = select(invite).where(invite.c.token_hash == bindparam("key"))
USE_INVITE = update(invite).where(invite.c.token_hash == bindparam("key")).values(used_at=bindparam("at"))

KEY_CHECK = select(key_check).where(key_check.c.id == 1)
TOUCH_KEY_CHECK = update(key_check).where(key_check.c.id == 1).values(checked_at=bindparam("at"))


def named() -> dict[str, Lookup | Update | Delete]:
    """Every statement above by its name."""
    return {
        name: statement
        for name, statement in globals().items()
        if isinstance(statement, Select | Update | Delete) and not name.startswith("_")
    }
