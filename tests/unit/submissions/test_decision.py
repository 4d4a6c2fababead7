from datetime import timedelta

import pytest

from screening.submissions.decision import (
    TRANSITIONS,
    Decision,
    DecisionKind,
    check_decision,
    needs_note,
    possible_from,
)
from screening.submissions.errors import DecisionError
from screening.submissions.staff import Action
from screening.submissions.submission import State
from tests.builders import NOON, TODAY

JUDGING = set(DecisionKind) - {DecisionKind.BOOKED, DecisionKind.REOPEN}


def decided(kind: DecisionKind, **parts: object) -> Decision:
    tomorrow = TODAY + timedelta(days=1) if kind is DecisionKind.NOT_NOW else None
    values = {"note": "because", "until": tomorrow} | parts
    return Decision(kind, "staff", NOON, **values)  # type: ignore[arg-type]


def test_every_kind_has_one_way() -> None:
    assert set(TRANSITIONS) == set(DecisionKind)


def test_the_states_of_the_table() -> None:
    for state in (State.TO_REVIEW, State.WAITING_FOR_PATIENT):
        assert set(possible_from(state)) == JUDGING
    assert set(possible_from(State.CAN_BOOK)) == JUDGING | {DecisionKind.BOOKED}
    for state in (State.DONE, State.ON_HOLD):
        assert possible_from(state) == (DecisionKind.REOPEN,)


def test_reception_moves_nothing_but_bookings() -> None:
    marking = {kind for kind, way in TRANSITIONS.items() if way.action is Action.MARK_BOOKED}
    assert marking == {DecisionKind.BOOKED}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", DecisionKind)
def test_a_decision_leads_where_the_table_says_or_nowhere(kind: DecisionKind, state: State) -> None:
    if state in TRANSITIONS[kind].allowed_from:
        to = check_decision(decided(kind), state, mark_is_mildest=False, today=TODAY)
        assert to is TRANSITIONS[kind].to
    else:
        with pytest.raises(DecisionError, match="not possible"):
            check_decision(decided(kind), state, mark_is_mildest=False, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "if_mildest", "otherwise"),
    [
        (DecisionKind.BOOK_CONSULTATION, False, True),
        (DecisionKind.SEE_IN_PERSON, True, False),
        (DecisionKind.NOT_NOW, True, False),
        (DecisionKind.ADVISED_URGENT_CARE, True, False),
        (DecisionKind.NOT_SUITABLE, True, False),
        (DecisionKind.WITHDRAWN, False, False),
        (DecisionKind.BOOKED, False, False),
        (DecisionKind.REOPEN, True, True),
    ],
)
def test_a_note_is_needed_when_the_decision_differs_from_the_mark(
    kind: DecisionKind, if_mildest: bool, otherwise: bool
) -> None:
    assert needs_note(kind, mark_is_mildest=True) is if_mildest
    assert needs_note(kind, mark_is_mildest=False) is otherwise


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_missing_note_is_refused(note: str) -> None:
    # Red when check_decision no longer asks needs_note.
    decision = decided(DecisionKind.BOOK_CONSULTATION, note=note)
    with pytest.raises(DecisionError) as refused:
        check_decision(decision, State.TO_REVIEW, mark_is_mildest=False, today=TODAY)
    assert refused.value.code == "note"


@pytest.mark.parametrize("days", [None, -1, 0, 800])
def test_not_now_needs_a_day_ahead(days: int | None) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    with pytest.raises(DecisionError) as refused:
        check_decision(
            decided(DecisionKind.NOT_NOW, until=until), State.TO_REVIEW, mark_is_mildest=False, today=TODAY
        )
    assert refused.value.code == "until"


def test_only_not_now_takes_a_day() -> None:
    decision = decided(DecisionKind.WITHDRAWN, until=TODAY + timedelta(days=3))
    with pytest.raises(DecisionError, match="Only"):
        check_decision(decision, State.TO_REVIEW, mark_is_mildest=False, today=TODAY)


def test_an_endless_note_is_refused() -> None:
    decision = decided(DecisionKind.WITHDRAWN, note="x" * 4001)
    with pytest.raises(DecisionError, match="4000"):
        check_decision(decision, State.TO_REVIEW, mark_is_mildest=False, today=TODAY)
