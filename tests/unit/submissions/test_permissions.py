"""The permission table walked whole: role x action, and role x every way in."""

import inspect
from collections.abc import Callable
from datetime import timedelta

import pytest

from screening.submissions.accounts import Accounts
from screening.submissions.audit_desk import AuditDesk
from screening.submissions.decision import TRANSITIONS, DecisionKind
from screening.submissions.draft import new_token
from screening.submissions.errors import NotAllowedError
from screening.submissions.export_desk import ExportDesk
from screening.submissions.intake_desk import IntakeDesk
from screening.submissions.review_desk import ReviewDesk
from screening.submissions.staff import MAY, Action, Role, StaffMember, may
from screening.submissions.submission import State
from tests.builders import HEALTHY, SWOLLEN, TODAY, SmallClinic

Way = Callable[[SmallClinic, StaffMember], object]

RECORDS = {
    Role.RECEPTION: {"see_counts", "see_queue", "see_contact", "mark_booked", "enter_form"},
    Role.DOCTOR: {
        "see_counts",
        "see_queue",
        "see_contact",
        "see_answers",
        "see_question_set",
        "decide",
        "mark_booked",
        "export",
    },
    Role.MANAGER: {"see_counts", "see_question_set", "manage_staff", "export_without_identity"},
    Role.AUDITOR: {"see_trail"},
}


def submit_for_patient(clinic: SmallClinic, staff: StaffMember) -> object:
    token = new_token()
    draft = clinic.intake.save_answers(token, clinic.question_set, HEALTHY)
    return clinic.intake.submit(token, draft.id, clinic.question_set, entered_by=staff)


def decide(kind: DecisionKind) -> Way:
    def way(clinic: SmallClinic, staff: StaffMember) -> object:
        sent = clinic.send(HEALTHY if kind is DecisionKind.BOOKED else SWOLLEN).submission
        if kind is DecisionKind.REOPEN:
            clinic.review.decide(clinic.doctor, sent.id, 1, DecisionKind.WITHDRAWN)
            sent = clinic.review.open(clinic.doctor, sent.reference, "a").submission
        until = TODAY + timedelta(days=1) if kind is DecisionKind.NOT_NOW else None
        return clinic.review.decide(staff, sent.id, sent.version, kind, note="why", until=until)

    return way


WAYS: list[tuple[str, frozenset[Action], Way]] = [
    ("ReviewDesk.counts", frozenset({Action.SEE_COUNTS}), lambda c, s: c.review.counts(s)),
    ("ReviewDesk.queue", frozenset({Action.SEE_QUEUE}), lambda c, s: c.review.queue(s, State.TO_REVIEW)),
    (
        "ReviewDesk.open",
        frozenset({Action.SEE_CONTACT}),
        lambda c, s: c.review.open(s, c.send().submission.reference, "a"),
    ),
    *[("ReviewDesk.decide", frozenset({TRANSITIONS[kind].action}), decide(kind)) for kind in DecisionKind],
    (
        "ExportDesk.rows_for_export",
        frozenset({Action.EXPORT, Action.EXPORT_WITHOUT_IDENTITY}),
        lambda c, s: c.export.rows_for_export(s),
    ),
    ("AuditDesk.events", frozenset({Action.SEE_TRAIL}), lambda c, s: c.audit.events(s)),
    ("AuditDesk.verify", frozenset({Action.SEE_TRAIL}), lambda c, s: c.audit.verify(s)),
    ("Accounts.members", frozenset({Action.MANAGE_STAFF}), lambda c, s: c.accounts.members(s)),
    (
        "Accounts.create_invite",
        frozenset({Action.MANAGE_STAFF}),
        lambda c, s: c.accounts.create_invite([Role.DOCTOR], s),
    ),
    (
        "Accounts.switch",
        frozenset({Action.MANAGE_STAFF}),
        lambda c, s: c.accounts.switch(s, c.doctor.id, active=False),
    ),
    ("IntakeDesk.submit", frozenset({Action.ENTER_FORM}), submit_for_patient),
]
OPEN_TO_ONESELF = {"Accounts.sign_out_everywhere"}


def test_the_table_is_the_one_of_the_records() -> None:
    # Red when any cell of MAY changes.
    assert {role: {str(action) for action in actions} for role, actions in MAY.items()} == RECORDS


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_may_reads_the_table(role: Role, action: Action) -> None:
    assert may(StaffMember("1", "n", "N", frozenset({role})), action) is (action in MAY[role])
    assert not may(StaffMember("1", "n", "N", frozenset({role}), active=False), action)


def test_several_roles_add_up() -> None:
    both = StaffMember("1", "n", "N", frozenset({Role.AUDITOR, Role.RECEPTION}))
    assert {action for action in Action if may(both, action)} == MAY[Role.AUDITOR] | MAY[Role.RECEPTION]


def test_every_way_in_is_walked() -> None:
    """A new desk method that takes a staff member has to be named above."""
    found = {
        f"{desk.__name__}.{name}"
        for desk in (ReviewDesk, ExportDesk, AuditDesk, Accounts, IntakeDesk)
        for name, method in inspect.getmembers(desk, inspect.isfunction)
        if not name.startswith("_")
        and any("StaffMember" in str(p.annotation) for p in inspect.signature(method).parameters.values())
    }
    assert found == {name for name, _, _ in WAYS} | OPEN_TO_ONESELF


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("name", "actions", "way"), WAYS, ids=[f"{w[0]}-{n}" for n, w in enumerate(WAYS)])
def test_each_role_comes_in_where_the_table_says(
    clinic: SmallClinic, role: Role, name: str, actions: frozenset[Action], way: Way
) -> None:
    # Red when a desk method no longer asks _allow, or asks for another action.
    person = clinic.person(role)
    if actions & MAY[role]:
        way(clinic, person)
    else:
        with pytest.raises(NotAllowedError):
            way(clinic, person)
    assert name


@pytest.mark.parametrize(("name", "actions", "way"), WAYS, ids=[f"{w[0]}-{n}" for n, w in enumerate(WAYS)])
def test_whoever_was_switched_off_comes_in_nowhere(
    clinic: SmallClinic, name: str, actions: frozenset[Action], way: Way
) -> None:
    # Red when _allow trusts the StaffMember it is given rather than the store.
    person = clinic.person(*Role)
    clinic.accounts.switch(clinic.person(Role.MANAGER), person.id, active=False)
    with pytest.raises(NotAllowedError):
        way(clinic, person)
    assert name
    assert actions


def test_a_stranger_comes_in_nowhere(clinic: SmallClinic) -> None:
    forged = StaffMember("forged", "forged", "Forged", frozenset(Role))
    for _, _, way in WAYS:
        with pytest.raises(NotAllowedError):
            way(clinic, forged)
