"""Missing answers never book; "not sure" is as cautious as its doctor said; hidden answers never count."""

import pytest

from screening.questions.model import QuestionSet
from screening.rules.assess import Certainty, assess
from tests.question_sets import TODAY
from tests.spec.conftest import Patient

# Red if: sheet stops listing a blank or invalid answer as unanswered, or assess._mark ignores the list.


def test_given_any_one_answer_missing_when_assessed_then_a_doctor_reads(
    patient: Patient, healthy: dict[str, object]
) -> None:
    for name in healthy:
        assessment = patient(**{name: None})
        assert assessment.mark == "doctor_review", name
        assert assessment.unanswered[:1] == (name,)
        assert assessment.urgency == "none"


def test_given_no_answer_at_all_then_a_doctor_reads_and_nothing_is_claimed(shipped: QuestionSet) -> None:
    assessment = assess(shipped, {}, TODAY)
    assert (assessment.mark, assessment.urgency, assessment.flags) == ("doctor_review", "none", ())
    assert assessment.unanswered[0] == "rf_now"


@pytest.mark.parametrize(
    "change",
    [
        {"smoke": "perhaps"},
        {"vein_look": ["spider", "dragons"]},
        {"recent": ["none", "cast"]},
        {"height": 17},
        {"birth_date": "1990-13-01"},
        {"birth_date": "2027-01-01"},
        {"med_list": "x" * 4001},
        {"no_such_question": "yes"},
        {"smoke": True},
        {"walking": "not_sure"},
    ],
)
def test_given_an_answer_that_means_nothing_then_it_is_named_and_a_doctor_reads(
    patient: Patient, change: dict[str, object]
) -> None:
    assessment = patient(**change)
    assert assessment.mark == "doctor_review"
    assert set(change) <= set(assessment.invalid)


def test_given_optional_lines_left_empty_then_they_may_still_book(patient: Patient) -> None:
    assert patient(more="", al_other=["latex"]).mark == "book_consultation"


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("stroke", "stroke_tia"),
        ("heart", "heart_disease"),
        ("al_severe", "anaphylaxis_history"),
        ("vein_fast", "tumour_or_sudden"),
        ("clot", "vte_history"),
        ("migraine", "migraine_aura"),
        ("recent", "surgery_3m"),
        ("thinners", "anticoagulant"),
        ("al_scler", "allergy_sclerosant"),
        ("ill_today", "acute_illness"),
    ],
)
def test_given_not_sure_about_something_grave_then_a_doctor_reads_it_as_possible(
    patient: Patient, question: str, rule: str
) -> None:
    assessment = patient(**{question: "not_sure"})
    assert assessment.mark == "doctor_review"
    flag = next(flag for flag in assessment.flags if flag.rule == rule)
    assert flag.certainty is Certainty.POSSIBLE
    assert flag.title.startswith("Not ruled out: ")
    assert flag.answers == {question: "not_sure"}


@pytest.mark.parametrize(
    "question", ["clot_gene", "hole", "artery", "walk_pain", "clot_family", "scars", "lie_flat"]
)
def test_given_not_sure_where_a_doctor_made_it_milder_then_alone_it_may_book(
    patient: Patient, question: str
) -> None:
    assert patient(**{question: "not_sure"}).mark == "book_consultation"


def test_given_not_sure_three_times_then_a_doctor_reads(patient: Patient) -> None:
    twice = patient(clot_family="not_sure", scars="not_sure")
    assert twice.mark == "book_consultation"
    thrice = patient(clot_family="not_sure", scars="not_sure", lie_flat="not_sure")
    assert thrice.mark == "doctor_review"
    assert [flag.rule for flag in thrice.flags] == ["many_not_sure"]


def test_given_height_kept_back_then_it_is_a_note_that_counts_as_weak(patient: Patient) -> None:
    assessment = patient(height="prefer_not_to_say")
    assert (assessment.mark, [flag.rule for flag in assessment.flags]) == (
        "book_consultation",
        ["bmi_not_given"],
    )


# Red if: sheet keeps the answer of a question that is no longer asked.
def test_given_pregnant_when_a_birth_was_told_before_then_the_hidden_answer_does_not_count(
    patient: Patient,
) -> None:
    assessment = patient(pregnant="yes", preg_ended="yes")
    assert "preg_ended" not in assessment.asked
    assert [flag.rule for flag in assessment.flags] == ["pregnant"]
    assert assessment == patient(pregnant="yes", preg_ended=None)


def test_given_maybe_pregnant_then_the_question_behind_it_is_asked_and_counts(patient: Patient) -> None:
    assessment = patient(pregnant="not_sure", preg_ended="yes")
    assert "preg_ended" in assessment.asked
    assert {flag.rule: flag.certainty for flag in assessment.flags} == {
        "pregnant": Certainty.POSSIBLE,
        "postpartum_3m": Certainty.CERTAIN,
    }
    assert patient(pregnant="not_sure", preg_ended=None).unanswered == ("preg_ended",)


def test_given_the_gate_left_blank_then_the_gate_is_what_is_missing(patient: Patient) -> None:
    assessment = patient(pregnant=None)
    assert assessment.unanswered == ("pregnant",)
    assert "preg_ended" not in assessment.asked


def test_given_hidden_nonsense_then_it_changes_nothing(patient: Patient) -> None:
    assert patient(stroke_details={"x": 1}, feeding_details="x" * 9999) == patient()
    assert patient(stroke="yes", stroke_details=5).invalid == {
        "stroke_details": "not the kind of answer that is asked for"
    }


def test_given_contact_answers_then_they_play_no_part(patient: Patient) -> None:
    assert patient(full_name="=cmd()", phone=7, email=["x"], agree=False) == patient()
