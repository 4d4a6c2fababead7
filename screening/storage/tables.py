"""The tables. Text, integers (moments in milliseconds since 1970) and bytes only, as strict tables take.

What is medical or personal of a patient stands in `sealed` columns, encrypted. `submission` holds in clear
only what the queue sorts and counts by. Triggers of the first migration refuse to change or delete an
audit_event or a question_set.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from screening.submissions.submission import State

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

question_set = Table(
    "question_set",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("kept_at", Integer, nullable=False),
    sqlite_strict=True,
)

draft = Table(
    "draft",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("id", Text, nullable=False),
    Column("question_set", Text, ForeignKey("question_set.sha256"), nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("changed_at", Integer, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_strict=True,
)

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sign_in_name", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Integer, nullable=False),
    UniqueConstraint("sign_in_name"),
    sqlite_strict=True,
)

submission = Table(
    "submission",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("draft_id", Text, nullable=False),
    Column("receipt_hash", LargeBinary, nullable=False),
    Column("question_set", Text, ForeignKey("question_set.sha256"), nullable=False),
    Column("sent_at", Integer, nullable=False),
    Column("mark", Text, nullable=False),
    Column("urgency", Text),
    # The urgency's rank turned round, so that the queue is one ascending order.
    Column("queue_rank", Integer, nullable=False),
    Column("postpone", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Integer, nullable=False),
    Column("hold_until", Text),
    Column("version", Integer, nullable=False),
    Column("entered_by", Text, ForeignKey("staff.id")),
    UniqueConstraint("reference"),
    UniqueConstraint("draft_id"),
    UniqueConstraint("receipt_hash"),
    CheckConstraint("(state = 'on_hold') = (hold_until IS NOT NULL)", name="hold"),
    sqlite_strict=True,
)

OPEN = text(f"state != '{State.DONE}'")
DONE = text(f"state = '{State.DONE}'")
HELD = text(f"state = '{State.ON_HOLD}'")
"""Written out in the queries just as here: else SQLite does not see that the partial index serves them."""

Index(
    "ix_submission_queue",
    submission.c.state,
    submission.c.queue_rank,
    submission.c.due_at,
    submission.c.id,
    sqlite_where=OPEN,
)
Index("ix_submission_done", submission.c.state, submission.c.due_at, submission.c.id, sqlite_where=DONE)
Index("ix_submission_held", submission.c.hold_until, sqlite_where=HELD)

submission_count = Table(
    "submission_count",
    metadata,
    Column("state", Text, primary_key=True),
    Column("submissions", Integer, nullable=False),
    sqlite_strict=True,
)

submission_key = Table(
    "submission_key",
    metadata,
    Column("submission_id", Text, ForeignKey("submission.id"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_strict=True,
)

blob = Table(
    "blob",
    metadata,
    Column("submission_id", Text, ForeignKey("submission.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_strict=True,
)

decision = Table(
    "decision",
    metadata,
    Column("submission_id", Text, ForeignKey("submission.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    Column("at", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_strict=True,
)

flag_index = Table(
    "flag_index",
    metadata,
    Column("rule_hash", LargeBinary, primary_key=True),
    Column("submission_id", Text, ForeignKey("submission.id"), primary_key=True, index=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

patient_index = Table(
    "patient_index",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("submission_id", Text, ForeignKey("submission.id"), primary_key=True, index=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

audit_event = Table(
    "audit_event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Integer, nullable=False),
    Column("staff_id", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text),
    Column("details", Text, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_event_subject", "subject", "seq"),
    sqlite_strict=True,
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("name_hash", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Integer, nullable=False, index=True),
    sqlite_strict=True,
)

session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False, index=True),
    Column("created_at", Integer, nullable=False, index=True),
    Column("seen_at", Integer, nullable=False),
    sqlite_strict=True,
)

invite = Table(
    "invite",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("roles", Text, nullable=False),
    Column("made_by", Text, ForeignKey("staff.id")),
    Column("expires_at", Integer, nullable=False),
    Column("used_at", Integer),
    sqlite_strict=True,
)

key_check = Table(
    "key_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("checked_at", Integer, nullable=False),
    sqlite_strict=True,
)
