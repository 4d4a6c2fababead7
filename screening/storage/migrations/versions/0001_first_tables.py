"""The first tables, as they were on the first day; later changes are later files."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UNCHANGEABLE = ("audit_event", "question_set")
STATES = ("to_review", "can_book", "waiting_for_patient", "on_hold", "done")


def upgrade() -> None:
    """Make all tables, their indexes and triggers."""
    _question_sets_and_staff()
    _drafts()
    _submissions()
    _queues()
    _sealed()
    _indexes()
    _trail()
    _doors()
    for table in UNCHANGEABLE:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
            )
    counts = sa.table("submission_count", sa.column("state"), sa.column("submissions"))
    op.bulk_insert(counts, [{"state": state, "submissions": 0} for state in STATES])


def _question_sets_and_staff() -> None:
    """What everything else refers to."""
    op.create_table(
        "question_set",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_question_set")),
        sqlite_strict=True,
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_staff_sign_in_name")),
        sqlite_strict=True,
    )


def _drafts() -> None:
    """Forms before they are sent."""
    op.create_table(
        "draft",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("question_set", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_set"], ["question_set.sha256"], name=op.f("fk_draft_question_set")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_draft")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_draft_changed_at"), "draft", ["changed_at"], unique=False)


def _submissions() -> None:
    """Forms after they are sent, in clear."""
    op.create_table(
        "submission",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("question_set", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("queue_rank", sa.Integer(), nullable=False),
        sa.Column("postpone", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Integer(), nullable=False),
        sa.Column("hold_until", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'on_hold') = (hold_until IS NOT NULL)", name=op.f("ck_submission_hold")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_submission_entered_by")),
        sa.ForeignKeyConstraint(
            ["question_set"], ["question_set.sha256"], name=op.f("fk_submission_question_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_submission_draft_id")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_submission_receipt_hash")),
        sa.UniqueConstraint("reference", name=op.f("uq_submission_reference")),
        sqlite_strict=True,
    )
    op.create_table(
        "submission_count",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_submission_count")),
        sqlite_strict=True,
    )


def _queues() -> None:
    """What the queue is read from, in its order."""
    op.create_index(
        "ix_submission_done",
        "submission",
        ["state", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'done'"),
    )
    op.create_index(
        "ix_submission_held",
        "submission",
        ["hold_until"],
        unique=False,
        sqlite_where=sa.text("state = 'on_hold'"),
    )
    op.create_index(
        "ix_submission_queue",
        "submission",
        ["state", "queue_rank", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state != 'done'"),
    )


def _sealed() -> None:
    """What is encrypted."""
    op.create_table(
        "submission_key",
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_key_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "blob",
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_blob_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "kind", name=op.f("pk_blob")),
        sqlite_strict=True,
    )
    op.create_table(
        "decision",
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_decision_staff_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_decision_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "version", name=op.f("pk_decision")),
        sqlite_strict=True,
    )
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_check")),
        sqlite_strict=True,
    )


def _indexes() -> None:
    """Keyed hashes to find by."""
    op.create_table(
        "flag_index",
        sa.Column("rule_hash", sa.LargeBinary(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_flag_index_submission_id")
        ),
        sa.PrimaryKeyConstraint("rule_hash", "submission_id", name=op.f("pk_flag_index")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_flag_index_submission_id"), "flag_index", ["submission_id"], unique=False)
    op.create_table(
        "patient_index",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_patient_index_submission_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", "submission_id", name=op.f("pk_patient_index")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_patient_index_submission_id"), "patient_index", ["submission_id"], unique=False)


def _trail() -> None:
    """The audit events."""
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject", "seq"], unique=False)


def _doors() -> None:
    """How staff come in."""
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_session_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_session_created_at"), "session", ["created_at"], unique=False)
    op.create_index(op.f("ix_session_staff_id"), "session", ["staff_id"], unique=False)
    op.create_table(
        "invite",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_invite_made_by")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invite")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_sign_in_failure")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_failure_last_at"), "sign_in_failure", ["last_at"], unique=False)
