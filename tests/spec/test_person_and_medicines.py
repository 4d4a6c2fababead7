"""Age and BMI at their bounds, medicines in free text, answers that do not fit together."""

import pytest

from screening.rules.assess import Certainty
from tests.spec.conftest import Patient


def rules(patient: Patient, **changes: object) -> list[str]:
    return [flag.rule for flag in patient(**changes).flags]


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        ("2008-11-21", ["age_under_18"]),
        ("2008-11-20", []),
        ("1951-11-21", []),
        ("1951-11-20", ["age_75_plus"]),
        ("2026-11-20", ["age_under_18"]),
        ("1906-11-21", ["age_75_plus"]),
    ],
)
def test_given_a_birthday_when_assessed_on_20_november_2026_then_the_age_counts(
    patient: Patient, birth_date: str, expected: list[str]
) -> None:
    assert rules(patient, birth_date=birth_date) == expected


@pytest.mark.parametrize("birth_date", ["2026-11-21", "1899-01-01", "15/06/1990", 19900615])
def test_given_a_birth_date_that_can_not_be_then_a_doctor_reads(patient: Patient, birth_date: object) -> None:
    assessment = patient(birth_date=birth_date)
    assert (assessment.mark, assessment.unanswered) == ("doctor_review", ("birth_date",))


# Red if: values.work_out uses floats, or a bound in questions.yaml is `more_than`.
@pytest.mark.parametrize(
    ("height", "weight", "expected"),
    [
        (160, 76.799, []),
        (160, 76.8, ["bmi_30_39"]),
        (170, 86.7, ["bmi_30_39"]),
        (160, 102.399, ["bmi_30_39"]),
        (160, 102.4, ["bmi_40_plus"]),
    ],
)
def test_given_height_and_weight_then_bmi_is_exact_at_30_and_40(
    patient: Patient, height: float, weight: float, expected: list[str]
) -> None:
    assert rules(patient, height=height, weight=weight) == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Eliquis 5 mg", "anticoagulant"),
        ("warfrin", "anticoagulant"),
        ("I was never on WARFARIN", "anticoagulant"),
        ("a blood thinner, do not know which", "anticoagulant"),
        ("h\u00e9parine injections", "anticoagulant"),
        ("Xarelto\u2122 20mg", "anticoagulant"),
        ("tamoxifin for 5 years", "tamoxifen_serm"),
        ("Antabus", "disulfiram"),
    ],
)
def test_given_a_listed_medicine_in_free_text_then_it_is_found_and_its_list_is_checked(
    patient: Patient, text: str, rule: str
) -> None:
    for place in ("med_list", "more"):
        assessment = patient(**{place: text})
        assert assessment.mark == "doctor_review"
        assert [flag.rule for flag in assessment.flags] == sorted(
            [rule, "contradiction_medicines"], key=rule.__ne__
        )
        assert assessment.flags[0].answers == {place: text}


@pytest.mark.parametrize(
    "text", ["none", "aspirin, iron and vitamin D", "tea for my blood", "hepatitis tablets"]
)
def test_given_other_words_then_no_medicine_is_found(patient: Patient, text: str) -> None:
    assert rules(patient, med_list=text) == []


def test_given_a_thinner_written_and_ticked_then_there_is_no_contradiction(patient: Patient) -> None:
    assert rules(patient, med_list="apixaban", thinners=["anticoagulant"]) == ["anticoagulant"]


# Red if: a test of an unanswered or "not sure" list question is taken for "did not tick it".
@pytest.mark.parametrize("thinners", [None, "not_sure"])
def test_given_a_thinner_written_and_the_list_not_answered_then_nothing_contradicts(
    patient: Patient, thinners: str | None
) -> None:
    assessment = patient(med_list="apixaban", thinners=thinners)
    assert [(flag.rule, flag.certainty) for flag in assessment.flags] == [
        ("anticoagulant", Certainty.CERTAIN)
    ]


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"pregnant": "does_not_apply", "feeding": "yes"}, "contradiction_feeding"),
        ({"past_tx": ["never"], "al_scler": "yes"}, "contradiction_past_treatment"),
        ({"past_tx": ["blood_clot"], "clot": "no"}, "contradiction_clot"),
    ],
)
def test_given_two_answers_that_do_not_fit_then_a_doctor_reads_both(
    patient: Patient, answers: dict[str, object], rule: str
) -> None:
    assessment = patient(**answers)
    flag = next(flag for flag in assessment.flags if flag.rule == rule)
    assert (assessment.mark, flag.answers) == ("doctor_review", answers)


def test_given_one_clot_risk_then_book_and_given_two_then_a_doctor_reads(patient: Patient) -> None:
    assert patient(smoke="yes").mark == "book_consultation"
    assessment = patient(smoke="yes", clot_family="yes")
    assert assessment.mark == "doctor_review"
    assert assessment.flags[-1].answers == {"clot_family": "yes", "smoke": "yes"}


def test_given_a_clot_risk_that_is_only_possible_then_the_pair_is_possible_and_a_doctor_reads(
    patient: Patient,
) -> None:
    assessment = patient(smoke="yes", phlebitis="not_sure")
    assert assessment.mark == "doctor_review"
    assert assessment.flags[-1].rule == "clot_risk_cluster"
    assert assessment.flags[-1].certainty is Certainty.POSSIBLE
    assert assessment.flags[-1].because is not None
    assert "phlebitis" in assessment.flags[-1].because
