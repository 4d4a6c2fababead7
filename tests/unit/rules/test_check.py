from pathlib import Path

import pytest

from screening.questions.loader import load_text
from screening.questions.problems import Code
from screening.rules.cases import run_cases
from screening.rules.check import check, check_file
from tests.yaml_sets import set_text

QUESTIONS = "a: {ask: A, type: yes_no, not_sure: true}\nn: {ask: N, type: number, between: [0, 5]}"
RULES = (
    "r: {when: {a: yes}, mark: doctor, because: B, urgency: emergency, postpone: yes, title: T, source: [S]}"
)
WHOLE = """
title: Whole
clinic: {name: C, phone: "1", emergency_number: "9", advice_number: "1", country: GB, time_zone: UTC}
scores: {s: {sum: [n]}}
"""
CASES = """
cases:
  raised: {today: 2026-11-20, answers: {a: yes, n: 1}, expect: {mark: doctor}}
  not_raised: {like: raised, answers: {a: no}, expect: {mark: book}}
"""


def problems(cases: str, more: str = WHOLE) -> list[tuple[Code, str]]:
    found = load_text(set_text(QUESTIONS, RULES, more + cases))
    assert found.question_set is not None, found.problems
    return [(problem.code, problem.cause) for problem in check(found.question_set, "f.yaml")]


def test_a_whole_set_has_no_problem() -> None:
    assert problems(CASES) == []


# Red if: cases._differences skips a key of `expect`.
@pytest.mark.parametrize(
    ("expect", "cause"),
    [
        ("mark: nurse", "mark is book, expected nurse"),
        ("urgency: emergency", "urgency is none, expected emergency"),
        ("postpone: yes", "postpone is False, expected True"),
        ("flags: [r]", "flags are [], expected [r]"),
        ("includes: [r]", "r is not flagged"),
        ("possible: [r]", "r is not flagged as possible"),
        ("unanswered: [n]", "unanswered are [], expected [n]"),
        ("scores: {s: 2}", "score s is 1 to 1, expected 2"),
    ],
)
def test_every_expectation_is_held_against_what_comes_out(expect: str, cause: str) -> None:
    wrong = CASES.replace("expect: {mark: book}", f"expect: {{{expect}}}")
    assert problems(wrong) == [(Code.CASE_FAILS, f"case not_raised: {cause}")]


def test_excludes_and_flags_of_a_raised_rule() -> None:
    for expect, cause in (("excludes: [r]", "r is flagged"), ("flags: []", "flags are [r], expected []"),
                          ("possible: [r]", "r is not flagged as possible")):  # fmt: skip
        wrong = CASES.replace("expect: {mark: doctor}", f"expect: {{{expect}}}")
        assert problems(wrong) == [(Code.CASE_FAILS, f"case raised: {cause}")]


def test_a_case_that_is_like_another_changes_and_takes_away_answers() -> None:
    more = (
        CASES + "  third: {like: not_raised, today: 2020-01-01, answers: {n: }, expect: {unanswered: [n]}}\n"
    )
    assert problems(more) == []
    found = load_text(set_text(QUESTIONS, RULES, WHOLE + more)).question_set
    assert found is not None
    assert [(case.today, sorted(case.answers)) for case in found.cases] == [
        ("2026-11-20", ["a", "n"]),
        ("2026-11-20", ["a", "n"]),
        ("2020-01-01", ["a"]),
    ]
    assert [result.differences for result in run_cases(found)] == [(), (), ()]


def test_each_rule_wants_a_case_on_either_side() -> None:
    assert problems("") == [
        (Code.RULE_WITHOUT_CASE, "no case raises r"),
        (Code.RULE_WITHOUT_CASE, "no case leaves r unraised"),
    ]


def test_a_set_without_clinic_or_title_can_be_assessed_with_but_not_published() -> None:
    found = load_text(set_text(QUESTIONS, RULES, CASES)).question_set
    assert found is not None
    assert [problem.code for problem in check(found, "f")] == [Code.MISSING_KEY, Code.MISSING_KEY]


# Red if: model.is_approved compares anything but the sha256 of this very text.
def test_a_signature_holds_for_the_signed_text_alone() -> None:
    text = set_text(QUESTIONS, RULES, WHOLE + CASES)
    draft = load_text(text).question_set
    assert draft is not None
    assert not draft.is_approved
    signature = f"approved: {{by: Dr A, on: 2026-12-01, sha256: {draft.sha256}}}\n"
    signed = load_text(signature + text).question_set
    assert signed is not None
    assert signed.is_approved
    assert check(signed, "f") == []
    changed = load_text((signature + text).replace("ask: A", "ask: B")).question_set
    assert changed is not None
    assert not changed.is_approved
    assert [problem.code for problem in check(changed, "f")] == [Code.APPROVAL_STALE]


def test_cases_may_stand_in_a_file_beside(tmp_path: Path) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(set_text(QUESTIONS, RULES, WHOLE), encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(CASES.replace("mark: book", "mark: nurse"), encoding="utf-8")
    (problem,) = check_file(path).problems
    assert (problem.code, problem.place.file, problem.place.line) == (
        Code.CASE_FAILS,
        str(tmp_path / "cases.yaml"),
        4,
    )


def test_the_shipped_set_could_be_published(repository: Path) -> None:
    assert [str(problem) for problem in check_file(repository / "questions.yaml").problems] == []
