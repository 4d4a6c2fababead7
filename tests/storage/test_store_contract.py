"""What every engine has to do; `opened` is the only place that names one."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from screening.storage.sql_store import open_store
from screening.submissions.audit import AuditAction, following
from screening.submissions.decision import Decision, DecisionKind
from screening.submissions.draft import Draft
from screening.submissions.errors import StorageError, StorageTrouble
from screening.submissions.staff import Role, StaffMember
from screening.submissions.store import (
    Credentials,
    Cursor,
    Document,
    Failures,
    Invite,
    Session,
    Store,
)
from screening.submissions.submission import DangerCard, State, Submission, new_id, new_reference
from tests.builders import NOON, SetClock

SETS = ("a" * 64, "b" * 64)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/contract.sqlite"
    opened = open_store(url, key=None, key_file=tmp_path / "a.key", clock=SetClock()).store
    with opened.transaction() as kept:
        for sha256 in SETS:
            kept.question_sets.add(sha256, "{}", NOON)
    yield opened
    opened.close()


def submission(**parts: object) -> Submission:
    plain = Submission(
        id=new_id(),
        reference=new_reference("contract"),
        question_set=SETS[0],
        sent_at=NOON,
        mark="doctor",
        urgency="none",
        urgency_rank=0,
        postpone=False,
        state=State.TO_REVIEW,
        due_at=NOON + timedelta(days=2),
        hold_until=None,
        version=1,
        entered_by=None,
    )
    return replace(plain, **parts)  # type: ignore[arg-type]


def add(store: Store, made: Submission) -> Submission:
    with store.transaction() as kept:
        kept.submissions.add(made, new_id(), made.id.encode())
    return made


def test_a_raised_error_undoes_everything(store: Store) -> None:
    # Red when a transaction commits what happened before the error.
    made = submission()

    def half_done() -> None:
        with store.transaction() as kept:
            kept.submissions.add(made, new_id(), b"hash")
            kept.documents.put(made, Document.CONTACT, {"a": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    with store.reading() as kept:
        assert kept.submissions.find(made.id) is None
        assert kept.submissions.counts()[State.TO_REVIEW] == 0


def test_reading_refuses_to_write(store: Store) -> None:
    with pytest.raises(StorageError) as refused, store.reading() as kept:
        kept.submissions.add(submission(), new_id(), b"hash")
    assert refused.value.trouble is StorageTrouble.READ_ONLY
    add(store, submission())


def test_reading_sees_one_moment(store: Store) -> None:
    made = submission()
    with store.reading() as kept:
        assert kept.submissions.counts()[State.TO_REVIEW] == 0
        writer = threading.Thread(target=add, args=(store, made))
        writer.start()
        writer.join(timeout=5)
        assert not writer.is_alive(), "a reader does not hold up a writer"
        assert kept.submissions.find(made.id) is None
    with store.reading() as kept:
        assert kept.submissions.find(made.id) == made


def test_question_sets_are_kept_word_for_word(store: Store) -> None:
    with store.transaction() as kept:
        kept.question_sets.add("c" * 64, '{"é":"\u2028"}', NOON)
    with store.reading() as kept:
        assert kept.question_sets.text("c" * 64) == '{"é":"\u2028"}'
        assert kept.question_sets.text("d" * 64) is None


def test_a_draft_comes_back_as_it_was(store: Store) -> None:
    card = DangerCard("same_day", ("a", "b"), NOON, NOON + timedelta(seconds=3))
    odd = {"text": "=cmd|' \u0000\ud800 <b>", "number": Decimal("70.10"), "many": ["a", "b"], "whole": 3}
    draft = Draft(new_id(), SETS[0], NOON, NOON, 1, odd, (card,), "you")
    with store.transaction() as kept:
        kept.drafts.put(b"key", draft)
        assert kept.drafts.find(b"key") == draft
        changed = replace(draft, answers={"text": "other"}, version=2, question_set=SETS[1], page=None)
        kept.drafts.put(b"key", changed)
        assert kept.drafts.find(b"key") == changed
        fresh = replace(draft, id=new_id())
        kept.drafts.put(b"key", fresh)
        assert kept.drafts.find(b"key") == fresh
        assert kept.drafts.find(b"other") is None
        kept.drafts.delete(b"key")
        assert kept.drafts.find(b"key") is None


def test_old_drafts_go_and_newer_ones_stay(store: Store) -> None:
    with store.transaction() as kept:
        for days in range(4):
            at = NOON + timedelta(days=days)
            kept.drafts.put(bytes([days]), Draft(new_id(), SETS[0], NOON, at, 1))
        assert kept.drafts.delete_unchanged_since(NOON + timedelta(days=1)) == 2
        assert [kept.drafts.find(bytes([days])) is None for days in range(4)] == [True, True, False, False]


def test_a_submission_is_found_every_way(store: Store) -> None:
    made = submission(
        urgency=None, urgency_rank=3, postpone=True, state=State.ON_HOLD, hold_until=date(2027, 1, 2)
    )
    with store.transaction() as kept:
        kept.submissions.add(made, "draft", b"receipt")
    with store.reading() as kept:
        assert kept.submissions.find(made.id) == made
        assert kept.submissions.by_reference(made.reference) == made
        assert kept.submissions.by_receipt(b"receipt") == made
        assert kept.submissions.draft_of(made.id) == "draft"
        assert kept.submissions.find("x") is None
        assert kept.submissions.by_reference("x") is None
        assert kept.submissions.by_receipt(b"x") is None
        assert kept.submissions.draft_of("x") is None


@pytest.mark.parametrize("again", ["id", "reference", "draft", "receipt"])
def test_nothing_is_sent_twice(store: Store, again: str) -> None:
    # Red when a UNIQUE is taken from the table: the last line of defence for one draft, one submission.
    first, second = submission(), submission()
    second = replace(
        second,
        id=first.id if again == "id" else second.id,
        reference=first.reference if again == "reference" else second.reference,
    )
    with store.transaction() as kept:
        kept.submissions.add(first, "draft", b"receipt")
    with pytest.raises(Exception, match="UNIQUE"), store.transaction() as kept:
        kept.submissions.add(
            second,
            "draft" if again == "draft" else "other",
            b"receipt" if again == "receipt" else b"other",
        )


def test_only_state_hold_and_version_change(store: Store) -> None:
    made = add(store, submission())
    held = replace(made, state=State.ON_HOLD, hold_until=date(2027, 1, 2), version=2)
    with store.transaction() as kept:
        kept.submissions.change(replace(held, mark="book", due_at=NOON))
    with store.reading() as kept:
        assert kept.submissions.find(made.id) == held
        assert kept.submissions.counts()[State.ON_HOLD] == 1
        assert kept.submissions.counts()[State.TO_REVIEW] == 0
    for version in (1, 2, 4):
        with pytest.raises(ValueError, match="version"), store.transaction() as kept:
            kept.submissions.change(replace(held, version=version))


@pytest.mark.parametrize("state", [State.TO_REVIEW, State.DONE])
@pytest.mark.parametrize("question_set", [None, *SETS])
def test_pages_follow_on_and_miss_nothing(store: Store, state: State, question_set: str | None) -> None:
    made = [
        add(
            store,
            submission(
                state=state,
                urgency_rank=number % 3,
                due_at=NOON + timedelta(hours=number % 4),
                question_set=SETS[number % 2],
            ),
        )
        for number in range(24)
    ]
    add(store, submission(state=State.CAN_BOOK))
    found: list[Submission] = []
    after: Cursor | None = None
    with store.reading() as kept:
        while page := kept.submissions.page(state, after, 5, question_set):
            found += page
            after = Cursor(page[-1].urgency_rank, page[-1].due_at, page[-1].id)
        wanted = [each for each in made if question_set in (None, each.question_set)]
        assert kept.submissions.number(state, question_set) == len(wanted)
    if state is State.DONE:
        assert found == sorted(wanted, key=lambda s: (s.due_at, s.id), reverse=True)
    else:
        assert found == sorted(wanted, key=lambda s: (-s.urgency_rank, s.due_at, s.id))


def test_holds_come_when_their_day_comes(store: Store) -> None:
    days = [date(2027, 1, day) for day in (3, 1, 2)]
    for day in days:
        add(store, submission(state=State.ON_HOLD, hold_until=day))
    with store.reading() as kept:
        found = kept.submissions.holds_until(date(2027, 1, 2), 10)
        assert [each.hold_until for each in found] == [date(2027, 1, 1), date(2027, 1, 2)]
        assert len(kept.submissions.holds_until(date(2027, 1, 9), 2)) == 2


def test_documents_come_back_equal(store: Store) -> None:
    made, other = add(store, submission()), add(store, submission())
    body = {"answers": {"n": Decimal("1.50"), "t": "é\ud800\u0000"}, "none": None, "yes": True}
    with store.transaction() as kept:
        kept.documents.put(made, Document.ANSWERS, body)
        assert kept.documents.read(made, Document.ANSWERS) == body
        many = kept.documents.read_many([made, other], Document.ANSWERS)
        assert many == {made.id: body, other.id: None}
        assert kept.documents.read_many([], Document.ANSWERS) == {}
        with pytest.raises(StorageError):
            kept.documents.read(made, Document.CONTACT)


def test_a_document_opens_only_with_its_own_submission_and_set(store: Store) -> None:
    # Red when the associated data loses the submission or the question set.
    made = add(store, submission())
    with store.transaction() as kept:
        kept.documents.put(made, Document.ANSWERS, {"a": 1})
        with pytest.raises(StorageError):
            kept.documents.read(replace(made, question_set=SETS[1]), Document.ANSWERS)


def test_decisions_come_back_in_order(store: Store) -> None:
    made = add(store, submission())
    member = StaffMember(new_id(), "shah", "Dr Shah", frozenset({Role.DOCTOR}))
    decisions = (
        Decision(DecisionKind.NOT_NOW, member.id, NOON, "wäit", date(2027, 1, 2), rule_right=False),
        Decision(DecisionKind.REOPEN, member.id, NOON + timedelta(days=1), "again"),
    )
    with store.transaction() as kept:
        kept.staff.add(Credentials(member, "hash"), NOON)
        for version, decision in enumerate(decisions, 2):
            kept.decisions.add(replace(made, version=version), decision)
        assert kept.decisions.of(made) == decisions


def test_indexes_find_by_all_tokens(store: Store) -> None:
    first, second = add(store, submission()), add(store, submission())
    with store.transaction() as kept:
        kept.indexes.add_flags(first.id, ["r1", "r2", "r1"])
        kept.indexes.add_flags(second.id, ["r1"])
        kept.indexes.add_flags(second.id, [])
        kept.indexes.add_patient(first.id, ["name:a", "name:b"])
        kept.indexes.add_patient(second.id, ["name:a"])
        assert [kept.indexes.flagged(rule) for rule in ("r1", "r2", "r3")] == [2, 1, 0]
        assert set(kept.indexes.matching(["name:a"], 9)) == {first.id, second.id}
        assert kept.indexes.matching(["name:a", "name:b"], 9) == [first.id]
        assert kept.indexes.matching(["name:a", "name:c"], 9) == []
        assert kept.indexes.matching([], 9) == []
        assert len(kept.indexes.matching(["name:a"], 1)) == 1


def test_the_trail_comes_back_as_written(store: Store) -> None:
    with store.transaction() as kept:
        assert kept.trail.last() is None
        events = []
        for subject in ("a", "b", "a"):
            event = following(
                kept.trail.last(),
                at=NOON,
                action=AuditAction.VIEWED,
                subject=subject,
                details={"n": 1, "k": "v"},
            )
            kept.trail.append(event)
            events.append(event)
        assert kept.trail.last() == events[-1]
        assert kept.trail.about("a") == (events[0], events[2])
        assert kept.trail.page(0, 2) == events[:2]
        assert kept.trail.page(2, 2) == events[2:]


def test_staff_sessions_invites_and_failures(store: Store) -> None:
    member = StaffMember(new_id(), "shah", "Dr Shah", frozenset({Role.DOCTOR, Role.MANAGER}))
    later = NOON + timedelta(hours=1)
    with store.transaction() as kept:
        kept.staff.add(Credentials(member, "hash"), NOON)
        assert kept.staff.find(member.id) == member
        assert kept.staff.by_sign_in_name("shah") == Credentials(member, "hash")
        assert "hash" not in repr(kept.staff.by_sign_in_name("shah"))
        assert kept.staff.by_sign_in_name("lee") is None
        kept.staff.switch(member.id, active=False)
        assert kept.staff.all() == (replace(member, active=False),)

        kept.sessions.add(b"one", Session(member.id, NOON, NOON))
        kept.sessions.add(b"two", Session(member.id, later, later))
        kept.sessions.touch(b"one", later)
        assert kept.sessions.find(b"one") == Session(member.id, NOON, later)
        assert kept.sessions.delete_created_before(later) == 1
        assert kept.sessions.find(b"one") is None
        assert kept.sessions.delete_of(member.id) == 1
        assert kept.sessions.find(b"two") is None

        invite = Invite(member.roles, None, later)
        kept.invites.add(b"token", invite)
        assert kept.invites.find(b"token") == invite
        kept.invites.use(b"token", NOON)
        assert kept.invites.find(b"token") == replace(invite, used_at=NOON)

        kept.staff.put_failures("x", Failures(1, NOON))
        kept.staff.put_failures("x", Failures(2, NOON))
        assert kept.staff.failures("x") == Failures(2, NOON)
        kept.staff.forget_failures_before(later)
        assert kept.staff.failures("x") is None


def test_it_is_ready(store: Store) -> None:
    assert store.readiness(NOON).is_ready
