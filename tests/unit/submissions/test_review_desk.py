"""The queue, opening, deciding."""

from datetime import date, timedelta

import pytest

from screening.submissions.audit import AuditAction
from screening.submissions.decision import DecisionKind
from screening.submissions.errors import ConflictError, DecisionError, NotFoundError, StorageError
from screening.submissions.staff import Role
from screening.submissions.store import Cursor
from screening.submissions.submission import State
from screening.submissions.views import QueueRow
from tests.builders import HEALTHY, SWOLLEN, TODAY, SmallClinic

CHEST = {**HEALTHY, "chest": "yes"}


def all_rows(clinic: SmallClinic, state: State, limit: int) -> list[QueueRow]:
    rows: list[QueueRow] = []
    after: Cursor | None = None
    while True:
        page = clinic.review.queue(clinic.doctor, state, after, limit)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


def test_counts_name_every_state(clinic: SmallClinic) -> None:
    clinic.send()
    clinic.send(SWOLLEN)
    assert clinic.review.counts(clinic.doctor) == {
        State.TO_REVIEW: 1,
        State.CAN_BOOK: 1,
        State.WAITING_FOR_PATIENT: 0,
        State.ON_HOLD: 0,
        State.DONE: 0,
    }


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_the_queue_is_urgent_first_then_what_is_due_first(clinic: SmallClinic, limit: int) -> None:
    for number in range(9):
        clinic.send((SWOLLEN, CHEST, {**HEALTHY, "leg": ""})[number % 3])
        clinic.clock.advance(timedelta(days=1 if number % 2 else 0))
    rows = all_rows(clinic, State.TO_REVIEW, limit)
    rank = {"emergency": 0, "same_day": 1, "none": 2, None: -1}
    order = [(rank[row.urgency], row.due_at, row.id) for row in rows]
    assert len({row.id for row in rows}) == 9
    assert order == sorted(order)


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_done_ones_come_latest_first(clinic: SmallClinic, limit: int) -> None:
    for _ in range(5):
        sent = clinic.send().submission
        clinic.review.decide(clinic.doctor, sent.id, 1, DecisionKind.BOOKED)
        clinic.clock.advance(timedelta(days=1))
    rows = all_rows(clinic, State.DONE, limit)
    order = [(row.due_at, row.id) for row in rows]
    assert len(rows) == 5
    assert order == sorted(order, reverse=True)


def test_doctors_see_reasons_and_reception_does_not(clinic: SmallClinic) -> None:
    # Red when queue no longer asks for SEE_ANSWERS before it decrypts the assessment.
    clinic.send(SWOLLEN)
    (row,) = clinic.review.queue(clinic.doctor, State.TO_REVIEW).rows
    assert row.reasons == ("Leg swollen",)
    (row,) = clinic.review.queue(clinic.person(Role.RECEPTION), State.TO_REVIEW).rows
    assert row.reasons == ()
    assert (row.name, row.birth_date, row.age) == ("Zoë O'Brien", date(1990, 3, 1), 36)


def test_reception_opens_the_contact_only(clinic: SmallClinic) -> None:
    # Red when _opened reads more than the contact document for reception.
    sent = clinic.send(SWOLLEN).submission
    clinic.review.decide(clinic.doctor, sent.id, 1, DecisionKind.SEE_IN_PERSON, note="a secret note")
    opened = clinic.review.open(clinic.person(Role.RECEPTION), sent.reference, "look1")
    assert not opened.medical
    assert opened.content.contact["phone"] == "020 7946 0123"
    assert opened.content.answers == {}
    assert opened.content.assessment is None
    assert opened.trail == ()
    assert [(decision.kind, decision.note) for decision in opened.decisions] == [
        (DecisionKind.SEE_IN_PERSON, "")
    ]


def test_a_doctor_opens_everything(clinic: SmallClinic) -> None:
    sent = clinic.send(SWOLLEN)
    clinic.review.decide(clinic.doctor, sent.submission.id, 1, DecisionKind.SEE_IN_PERSON, note="why")
    opened = clinic.review.open(clinic.doctor, sent.submission.reference, "look1")
    assert opened.medical
    assert opened.content == sent.content
    assert opened.question_set.questions == clinic.question_set.questions
    assert [decision.note for decision in opened.decisions] == ["why"]
    assert opened.people == {clinic.doctor.id: "Dr shah"}
    assert [event.action for event in opened.trail] == [
        AuditAction.SENT,
        AuditAction.DECIDED,
        AuditAction.VIEWED,
    ]


def test_reading_is_in_the_trail_once_per_person_submission_and_opening(clinic: SmallClinic) -> None:
    # Red when open returns before, or without, recording the event.
    sent, other = clinic.send().submission, clinic.person(Role.DOCTOR)
    for person, opening in [(clinic.doctor, "a"), (clinic.doctor, "a"), (other, "a"), (clinic.doctor, "b")]:
        clinic.review.open(person, sent.reference, opening)
    opened = clinic.review.open(clinic.doctor, sent.reference, "b")
    viewed = [event for event in opened.trail if event.action is AuditAction.VIEWED]
    assert [(event.staff, event.details["opening"]) for event in viewed] == [
        (clinic.doctor.id, "a"),
        (other.id, "a"),
        (clinic.doctor.id, "b"),
    ]


def test_no_audit_no_view(clinic: SmallClinic) -> None:
    sent = clinic.send().submission
    with pytest.raises(ValueError, match="codes only"):
        clinic.review.open(clinic.doctor, sent.reference, "not a code")


def test_an_unknown_reference_is_not_found(clinic: SmallClinic) -> None:
    with pytest.raises(NotFoundError):
        clinic.review.open(clinic.doctor, "SM-2222-22", "a")
    with pytest.raises(NotFoundError):
        clinic.review.decide(clinic.doctor, "nothing", 1, DecisionKind.BOOKED)


def test_two_deciders_make_one_decision_and_the_other_is_told(clinic: SmallClinic) -> None:
    # Red when decide no longer compares the version.
    sent, other = clinic.send(SWOLLEN).submission, clinic.person(Role.DOCTOR, name="lee")
    clinic.review.decide(clinic.doctor, sent.id, sent.version, DecisionKind.ADVISED_URGENT_CARE)
    with pytest.raises(ConflictError, match=r"Dr shah .*advised urgent care") as refused:
        clinic.review.decide(other, sent.id, sent.version, DecisionKind.SEE_IN_PERSON)
    assert refused.value.kind == "advised_urgent_care"
    assert len(clinic.review.open(other, sent.reference, "a").decisions) == 1


def test_reception_is_not_told_a_medical_decision(clinic: SmallClinic) -> None:
    sent = clinic.send().submission
    clinic.review.decide(clinic.doctor, sent.id, 1, DecisionKind.NOT_SUITABLE, note="why")
    with pytest.raises(ConflictError) as refused:
        clinic.review.decide(clinic.person(Role.RECEPTION), sent.id, 1, DecisionKind.BOOKED)
    assert refused.value.kind is None
    assert "suitable" not in str(refused.value)


def test_a_note_is_asked_for_by_the_submissions_own_marks(clinic: SmallClinic) -> None:
    sent = clinic.send(SWOLLEN).submission
    with pytest.raises(DecisionError):
        clinic.review.decide(clinic.doctor, sent.id, 1, DecisionKind.BOOK_CONSULTATION)
    decided = clinic.review.decide(
        clinic.doctor, sent.id, 1, DecisionKind.BOOK_CONSULTATION, note="scan fine"
    )
    assert (decided.state, decided.version, decided.mark) == (State.CAN_BOOK, 2, "doctor")


def test_a_hold_comes_back_on_its_day_with_the_old_note(clinic: SmallClinic) -> None:
    sent = clinic.send(SWOLLEN).submission
    until = TODAY + timedelta(days=3)
    held = clinic.review.decide(
        clinic.doctor, sent.id, 1, DecisionKind.NOT_NOW, note="after the scan", until=until, rule_right=True
    )
    assert (held.state, held.hold_until) == (State.ON_HOLD, until)
    assert clinic.review.wake_holds(until - timedelta(days=1)) == 0
    assert clinic.review.wake_holds(until) == 1
    assert clinic.review.wake_holds(until) == 0
    opened = clinic.review.open(clinic.doctor, sent.reference, "a")
    assert (opened.submission.state, opened.submission.hold_until) == (State.TO_REVIEW, None)
    (decision,) = opened.decisions
    assert (decision.note, decision.until, decision.rule_right) == ("after the scan", until, True)
    assert AuditAction.WOKEN in [event.action for event in opened.trail]
    assert opened.submission.due_at == sent.due_at
    with pytest.raises(ConflictError, match="The system"):
        clinic.review.decide(clinic.doctor, sent.id, 2, DecisionKind.WITHDRAWN)


def test_done_and_held_ones_are_reopened_with_a_note(clinic: SmallClinic) -> None:
    sent = clinic.send().submission
    clinic.review.decide(clinic.doctor, sent.id, 1, DecisionKind.BOOKED)
    with pytest.raises(DecisionError):
        clinic.review.decide(clinic.doctor, sent.id, 2, DecisionKind.REOPEN)
    again = clinic.review.decide(clinic.doctor, sent.id, 2, DecisionKind.REOPEN, note="called us")
    assert again.state is State.TO_REVIEW


def test_what_does_not_open_is_shown_as_such_and_hides_no_other(clinic: SmallClinic) -> None:
    good, bad = clinic.send(SWOLLEN).submission, clinic.send(SWOLLEN).submission
    with clinic.store.transaction() as kept:
        kept.documents._connection.exec_driver_sql(  # noqa: SLF001 - damage cannot be done through the desk
            "UPDATE blob SET sealed = x'00' WHERE submission_id = ?", (bad.id,)
        )
    rows = {row.id: row for row in clinic.review.queue(clinic.doctor, State.TO_REVIEW).rows}
    assert rows[good.id].name == "Zoë O'Brien"
    assert (rows[bad.id].readable, rows[bad.id].name) == (False, None)
    with pytest.raises(StorageError):
        clinic.review.open(clinic.doctor, bad.reference, "a")


def test_counts_stay_true_through_a_life(clinic: SmallClinic) -> None:
    sent = [clinic.send(answers).submission for answers in (HEALTHY, SWOLLEN, CHEST)]
    clinic.review.decide(clinic.doctor, sent[0].id, 1, DecisionKind.BOOKED)
    clinic.review.decide(
        clinic.doctor, sent[1].id, 1, DecisionKind.NOT_NOW, until=TODAY + timedelta(days=1), note="n"
    )
    counts = clinic.review.counts(clinic.doctor)
    assert counts == {state: len(all_rows(clinic, state, 10)) for state in State}
