"""What the patient reads after sending."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from screening.submissions.marking import failed_marking
from screening.submissions.submission import Identity, Receipt
from screening.web.patient.placeholders import day_in_words, filled
from screening.web.patient.result import ResultView, result_view
from tests.builders import HEALTHY, NOON, SMALL_SET, SWOLLEN, SmallClinic, loaded
from tests.journeys.form_rooms import WORDS


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[SmallClinic]:
    made = SmallClinic(tmp_path)
    yield made
    made.store.close()


def view(clinic: SmallClinic, receipt: Receipt) -> ResultView:
    return result_view(receipt, clinic.question_set, WORDS)


def test_a_booking_has_a_link_and_no_reasons(clinic: SmallClinic) -> None:
    shown = view(clinic, clinic.send(HEALTHY))
    assert (shown.title, shown.is_mildest, shown.reasons) == ("Book", True, ())
    assert shown.heading == WORDS.text("result.thanks", name="Zoë")


def test_a_doctor_reads_first_has_reasons_and_never_a_link(clinic: SmallClinic) -> None:
    """Red when: the link hangs on the clinic instead of on the mark."""
    text = SMALL_SET.replace(
        'phone: "020 7946 0000"', 'phone: "020 7946 0000"\n  booking_url: "https://b.example/"'
    )
    with_link = loaded(text)
    booking, doctor = clinic.send(HEALTHY), clinic.send(SWOLLEN)
    assert result_view(booking, with_link, WORDS).booking_url == "https://b.example/"
    shown = result_view(doctor, with_link, WORDS)
    assert (shown.booking_url, shown.is_mildest, shown.reasons) == (None, False, ("B",))


def test_each_reason_once_and_that_something_was_left_out(clinic: SmallClinic) -> None:
    answers = {name: raw for name, raw in HEALTHY.items() if name != "smokes"}
    shown = view(clinic, clinic.send({**answers, "chest": "yes", "leg": "yes"}))
    assert shown.reasons == ("B", WORDS.text("result.unanswered"))
    assert not shown.is_mildest


def test_a_failed_assessment_is_for_a_doctor_without_reasons(clinic: SmallClinic) -> None:
    """Red when: a failure of the rules shows the mildest mark, or no page at all."""

    def fails(*_: object) -> object:
        raise ZeroDivisionError

    clinic.intake._assess = fails  # type: ignore[assignment] # noqa: SLF001
    receipt = clinic.send(HEALTHY)
    assert receipt.submission.mark == failed_marking(clinic.question_set).mark == "doctor"
    shown = view(clinic, receipt)
    assert (shown.reasons, shown.booking_url, shown.is_mildest) == ((), None, False)


def test_a_form_without_a_name_is_thanked_too(clinic: SmallClinic) -> None:
    receipt = clinic.send(HEALTHY)
    nameless = replace(receipt, content=replace(receipt.content, identity=Identity()))
    assert view(clinic, nameless).heading == WORDS.text("result.thanks_nobody")


def test_the_day_of_the_reply_is_the_clinics(clinic: SmallClinic) -> None:
    assert day_in_words(NOON, "Europe/London") == "Friday 20 November"
    assert day_in_words(NOON, "Pacific/Auckland") == "Saturday 21 November"
    text = filled("We answer by {clinic.reply_by}.", clinic.question_set.clinic, NOON)
    assert text == "We answer by Friday 20 November."
    assert filled("No day {here}.", clinic.question_set.clinic, NOON) == "No day {here}."
