"""Danger signs: the card comes from the answer that raises it, whatever else is on the form."""

import pytest

from screening.questions.model import QuestionSet
from screening.rules.assess import Assessment, Certainty, assess
from tests.question_sets import TODAY
from tests.spec.conftest import Patient

EMERGENCIES = {
    "chest_or_breath": "rf_chest_breath",
    "stroke_signs": "rf_stroke_now",
    "bleeding": "rf_bleed_now",
}
SAME_DAY = {
    "rf_one_leg": ("yes", "rf_dvt"),
    "rf_hard_vein": ("yes", "rf_svt"),
    "rf_skin": ("yes", "rf_skin_infection"),
    "rf_bled": ("recent", "rf_bleed_recent"),
    "rf_foot": ("yes", "rf_limb_ischaemia"),
}


def certainty(assessment: Assessment, rule: str) -> Certainty | None:
    return next((flag.certainty for flag in assessment.flags if flag.rule == rule), None)


def test_given_a_healthy_adult_when_assessed_then_they_may_book(patient: Patient) -> None:
    assessment = patient()
    assert (assessment.mark, assessment.urgency, assessment.flags) == ("book_consultation", "none", ())


# Red if: a danger rule loses its urgency in questions.yaml, or assess takes the first urgency of several.
@pytest.mark.parametrize(("sign", "rule"), EMERGENCIES.items())
def test_given_an_emergency_sign_when_assessed_then_call_now_and_a_doctor_reads(
    patient: Patient, sign: str, rule: str
) -> None:
    assessment = patient(rf_now=[sign], rf_one_leg="yes")
    assert (assessment.mark, assessment.urgency) == ("doctor_review", "emergency")
    assert certainty(assessment, rule) is Certainty.CERTAIN


@pytest.mark.parametrize(("question", "answer", "rule"), [(q, a, r) for q, (a, r) in SAME_DAY.items()])
def test_given_a_sign_of_today_when_assessed_then_help_the_same_day(
    patient: Patient, question: str, answer: str, rule: str
) -> None:
    assessment = patient(**{question: answer})
    assert (assessment.mark, assessment.urgency) == ("doctor_review", "same_day")
    assert certainty(assessment, rule) is Certainty.CERTAIN


# Red if: `not_sure` of a danger sign gets `raises: []`, or a possible flag carries no urgency.
@pytest.mark.parametrize("question", ["rf_one_leg", "rf_hard_vein", "rf_skin", "rf_foot"])
def test_given_not_sure_about_a_sign_when_assessed_then_as_urgent_as_yes(
    patient: Patient, question: str
) -> None:
    assessment = patient(**{question: "not_sure"})
    assert (assessment.mark, assessment.urgency) == ("doctor_review", "same_day")
    assert certainty(assessment, SAME_DAY[question][1]) is Certainty.POSSIBLE


def test_given_not_sure_about_all_signs_now_when_assessed_then_help_the_same_day(patient: Patient) -> None:
    assessment = patient(rf_now="not_sure")
    assert (assessment.mark, assessment.urgency) == ("doctor_review", "same_day")


def test_given_only_one_answer_and_it_is_a_danger_sign_then_the_card_needs_no_other(
    shipped: QuestionSet,
) -> None:
    assessment = assess(shipped, {"rf_now": ["bleeding"]}, TODAY)
    assert (assessment.mark, assessment.urgency) == ("doctor_review", "emergency")


def test_given_a_danger_sign_and_nonsense_everywhere_else_then_the_card_still_comes(
    shipped: QuestionSet, healthy: dict[str, object]
) -> None:
    assessment = assess(shipped, {name: {"x": [1]} for name in healthy} | {"rf_foot": "yes"}, TODAY)
    assert (assessment.mark, assessment.urgency) == ("doctor_review", "same_day")


def test_given_every_danger_sign_at_once_then_the_most_urgent_wins(patient: Patient) -> None:
    signs = {question: answer for question, (answer, _) in SAME_DAY.items()}
    assessment = patient(rf_now=list(EMERGENCIES), **signs)
    assert assessment.urgency == "emergency"
    assert len([flag for flag in assessment.flags if flag.urgency != "none"]) == 8


def test_given_a_vein_that_bled_long_ago_then_a_doctor_reads_without_an_alarm(patient: Patient) -> None:
    assessment = patient(rf_bled="past")
    assert (assessment.mark, assessment.urgency) == ("doctor_review", "none")
