from datetime import timedelta
from zoneinfo import ZoneInfo

from screening.questions.words import Words
from screening.submissions.staff import Role, StaffMember
from screening.submissions.submission import State
from screening.web.staff.badges import Tone
from screening.web.staff.moments import Moments
from screening.web.staff.queue_rows import ShownRow, row_html, shown_row
from tests.builders import HEALTHY, SWOLLEN, SmallClinic

HOSTILE = '<img src=x onerror=alert(1)> ![x](http://example.org/x.png) "quoted"'


def rows(clinic: SmallClinic, state: State, staff: StaffMember | None = None) -> list[ShownRow]:
    moments = Moments(clinic.clock.now, ZoneInfo("Europe/London"), Words.english())
    page = clinic.review.queue(staff or clinic.doctor, state)
    return [shown_row(row, clinic.question_set, moments) for row in page.rows]


def test_a_row_says_who_waits_how_long_and_why(clinic: SmallClinic) -> None:
    clinic.send(SWOLLEN)
    clinic.clock.advance(timedelta(minutes=25))
    (row,) = rows(clinic, State.TO_REVIEW)
    assert row.patient == "Zoë O'Brien, 36"
    assert row.waited == "25 min"
    assert row.reasons == ("Leg swollen",)
    assert row.urgency is not None
    assert row.urgency.tone is Tone.TODAY
    assert row.mark.text == "Doctor"


def test_reception_sees_no_reasons(clinic: SmallClinic) -> None:
    clinic.send(SWOLLEN)
    (row,) = rows(clinic, State.TO_REVIEW, clinic.person(Role.RECEPTION))
    assert row.reasons == ()
    assert "swollen" not in row_html(row, Words.english(), with_reasons=False)


def test_what_patients_type_is_only_text(clinic: SmallClinic) -> None:
    clinic.send({**HEALTHY, "called": HOSTILE})
    (row,) = rows(clinic, State.CAN_BOOK)
    html = row_html(row, Words.english(), with_reasons=True)
    assert "<img" not in html
    assert "&lt;img" in html


def test_a_row_that_does_not_open_says_so(clinic: SmallClinic) -> None:
    clinic.send(SWOLLEN)
    with clinic.store._writing() as connection:  # noqa: SLF001 - a disk that went bad
        connection.exec_driver_sql("UPDATE blob SET sealed = zeroblob(length(sealed))")
    (row,) = rows(clinic, State.TO_REVIEW)
    assert row.patient == "Cannot be opened"
    assert "cannot be opened" in row.problem
    assert row.reference
    assert row.problem in row_html(row, Words.english(), with_reasons=True)


def test_many_reasons_are_counted(clinic: SmallClinic) -> None:
    clinic.send({**SWOLLEN, "chest": "yes", "smokes": "yes", "packs": 3})
    (row,) = rows(clinic, State.TO_REVIEW)
    assert (len(row.reasons), row.more_reasons) == (3, 0)


def test_a_row_whose_question_set_cannot_be_read_looks_urgent_and_says_so(clinic: SmallClinic) -> None:
    clinic.send(SWOLLEN)
    moments = Moments(clinic.clock.now, ZoneInfo("Europe/London"), Words.english())
    (row,) = clinic.review.queue(clinic.doctor, State.TO_REVIEW).rows
    shown = shown_row(row, None, moments)
    assert "question set" in shown.problem
    assert shown.urgency is not None
    assert shown.urgency.tone is Tone.EMERGENCY
    assert shown.patient == "Zoë O'Brien, 36"
    clinic.send()
    (row,) = clinic.review.queue(clinic.doctor, State.CAN_BOOK).rows
    assert shown_row(row, None, moments).mark.tone is Tone.DOCTOR
