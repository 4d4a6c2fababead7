from collections.abc import Mapping
from datetime import date

import pytest

from screening.questions.words import Words
from screening.submissions.decision import DecisionKind
from screening.submissions.errors import ConflictError
from screening.submissions.staff import Role
from screening.submissions.views import Opened
from screening.web.staff.deciding import Mistake, Typed, choices, conflict_words, mistakes, note_is_needed
from tests.builders import HEALTHY, SWOLLEN, SmallClinic
from tests.unit.web_staff.test_submission import moments

TODAY = date(2026, 11, 20)
WORDS = Words.english()


def opened(clinic: SmallClinic, answers: Mapping[str, object] = SWOLLEN, role: Role = Role.DOCTOR) -> Opened:
    reference = clinic.send(answers).submission.reference
    staff = clinic.doctor if role is Role.DOCTOR else clinic.person(role)
    return clinic.review.open(staff, reference, "one")


def test_a_doctor_chooses_among_what_the_state_allows(clinic: SmallClinic) -> None:
    found = choices(opened(clinic), clinic.doctor)
    assert DecisionKind.SEE_IN_PERSON in found
    assert DecisionKind.BOOKED not in found
    assert DecisionKind.REOPEN not in found
    assert DecisionKind.BOOKED in choices(opened(clinic, HEALTHY), clinic.doctor)


def test_reception_only_books(clinic: SmallClinic) -> None:
    reception = clinic.person(Role.RECEPTION)
    assert choices(opened(clinic, HEALTHY), reception) == (DecisionKind.BOOKED,)
    assert choices(opened(clinic), reception) == ()


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        (Typed(None), ["kind"]),
        (Typed(DecisionKind.BOOK_CONSULTATION), ["note"]),
        (Typed(DecisionKind.BOOK_CONSULTATION, "  \n"), ["note"]),
        (Typed(DecisionKind.BOOK_CONSULTATION, "seen before"), []),
        (Typed(DecisionKind.SEE_IN_PERSON), []),
        (Typed(DecisionKind.NOT_NOW, until="soon"), ["until"]),
        (Typed(DecisionKind.NOT_NOW, until="3 months"), []),
    ],
)
def test_mistakes_are_named_at_their_fields(clinic: SmallClinic, typed: Typed, fields: list[str]) -> None:
    assert [mistake.field for mistake in mistakes(typed, opened(clinic), TODAY, WORDS)] == fields


def test_a_note_is_needed_where_the_doctor_differs(clinic: SmallClinic) -> None:
    assert note_is_needed(opened(clinic), DecisionKind.BOOK_CONSULTATION)
    assert note_is_needed(opened(clinic, HEALTHY), DecisionKind.NOT_SUITABLE)
    assert not note_is_needed(opened(clinic, HEALTHY), DecisionKind.BOOK_CONSULTATION)
    assert not note_is_needed(opened(clinic), None)
    said = mistakes(Typed(DecisionKind.BOOK_CONSULTATION), opened(clinic), TODAY, WORDS)
    assert said == (Mistake("note", "Write a note that says why"),)


def test_who_was_faster_is_told(clinic: SmallClinic) -> None:
    told = conflict_words(ConflictError("Dr Lee", "not_now", clinic.clock.now), moments(clinic))
    assert told.startswith("Dr Lee decided “not now” (Fri 20 Nov, 12:00)")
    unknown = conflict_words(ConflictError("Dr Lee", None, clinic.clock.now), moments(clinic))
    assert unknown.startswith("Dr Lee changed this submission")
    assert conflict_words(ConflictError(None, None, None), moments(clinic)).startswith("The system changed")
