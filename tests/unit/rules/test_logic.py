"""The three-valued tables of "Meaning", points 2 and 3, one rule at a time."""

from decimal import Decimal

import pytest

from screening.questions.model import QuestionSet
from tests.yaml_sets import assessed, flags, small

TWO = """
a: {ask: A, type: yes_no, not_sure: true}
b: {ask: B, type: yes_no, not_sure: true}
c: {ask: C, type: yes_no, not_sure: true}
"""
ANSWERS = {"T": "yes", "U": "not_sure", "F": "no", "silent": None}


def says(question_set: QuestionSet, **answers: object) -> str:
    return {"certain": "T", "possible": "U"}.get(flags(question_set, **answers).get("r", ""), "F")


def one_rule(when: str, more: str = "", questions: str = TWO) -> QuestionSet:
    return small(questions, f"r: {{when: {when}, title: T, source: [S1]}}", more)


# Red if: logic.judge takes max for All, min for AnyOf, or SILENT counts as anything but false.
@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        ("T", "T", "T", "T"),
        ("T", "U", "U", "T"),
        ("T", "F", "F", "T"),
        ("T", "silent", "F", "T"),
        ("U", "U", "U", "U"),
        ("U", "F", "F", "U"),
        ("U", "silent", "F", "U"),
        ("F", "F", "F", "F"),
        ("F", "silent", "F", "F"),
        ("silent", "silent", "F", "F"),
    ],
)
def test_all_and_any(first: str, second: str, both: str, either: str) -> None:
    for left, right in ((first, second), (second, first)):
        given = {"a": ANSWERS[left], "b": ANSWERS[right]}
        assert says(one_rule("{a: yes, b: yes}"), **given) == both
        assert says(one_rule("{all: [{a: yes}, {b: yes}]}"), **given) == both
        assert says(one_rule("{any: [{a: yes}, {b: yes}]}"), **given) == either


# Red if: logic._sided turns SILENT into TRUE under a negation, or negates UNKNOWN into anything else.
@pytest.mark.parametrize(
    ("first", "second", "none"),
    [
        ("T", "T", "F"),
        ("T", "silent", "F"),
        ("U", "U", "U"),
        ("U", "F", "U"),
        ("U", "silent", "F"),
        ("F", "F", "T"),
        ("F", "silent", "F"),
        ("silent", "silent", "F"),
    ],
)
def test_none_is_silent_where_nothing_is_said(first: str, second: str, none: str) -> None:
    given = {"a": ANSWERS[first], "b": ANSWERS[second]}
    assert says(one_rule("{none: [{a: yes}, {b: yes}]}"), **given) == none


def test_none_of_none_is_all_again_and_still_silent() -> None:
    twice = one_rule("{none: [{none: [{a: yes}]}]}")
    assert [says(twice, a=ANSWERS[key]) for key in ("T", "U", "F", "silent")] == ["T", "U", "F", "F"]


# Red if: conditions.negate keeps the count of an AtLeast, or logic.judge counts from the wrong end.
@pytest.mark.parametrize(
    ("given", "two_of_three", "not_two_of_three"),
    [
        ("TTT", "T", "F"),
        ("TTF", "T", "F"),
        ("TFF", "F", "T"),
        ("FFF", "F", "T"),
        ("TUF", "U", "U"),
        ("TUU", "U", "U"),
        ("UUF", "U", "U"),
        ("UFF", "F", "T"),
        ("TTU", "T", "F"),
        ("T--", "F", "F"),
        ("TF-", "F", "F"),
        ("FF-", "F", "T"),
        ("TU-", "U", "F"),
    ],
)
def test_at_least_two_of_three(given: str, two_of_three: str, not_two_of_three: str) -> None:
    answers = {name: ANSWERS["silent" if key == "-" else key] for name, key in zip("abc", given, strict=True)}
    condition = "{at_least: {count: 2, of: [{a: yes}, {b: yes}, {c: yes}]}}"
    assert says(one_rule(condition), **answers) == two_of_three
    assert says(one_rule(f"{{none: [{condition}]}}"), **answers) == not_two_of_three


@pytest.mark.parametrize(
    ("given", "one", "all_three"),
    [("TFF", "T", "F"), ("UFF", "U", "F"), ("TTU", "T", "U"), ("TT-", "T", "F")],
)
def test_at_least_one_and_at_least_three(given: str, one: str, all_three: str) -> None:
    answers = {name: ANSWERS["silent" if key == "-" else key] for name, key in zip("abc", given, strict=True)}
    condition = "{at_least: {count: COUNT, of: [{a: yes}, {b: yes}, {c: yes}]}}"
    assert says(one_rule(condition.replace("COUNT", "1")), **answers) == one
    assert says(one_rule(condition.replace("COUNT", "3")), **answers) == all_three


SPECIALS = """
a: {ask: A, type: one_of, options: {x: X, y: Y}, not_sure: {raises: RAISES}, prefer_not_to_say: true}
"""


@pytest.mark.parametrize(
    ("raises", "test", "verdict"),
    [
        ("[r]", "x", "U"),
        ("[other]", "x", "F"),
        ("[]", "x", "F"),
        ("[]", "not_sure", "T"),
        ("[]", "prefer_not_to_say", "F"),
        ("[]", "[not_sure, prefer_not_to_say]", "T"),
        ("[r]", "not_sure", "T"),
        ("[r]", "[x, not_sure]", "U"),
    ],
)
def test_not_sure_raises_what_it_says(raises: str, test: str, verdict: str) -> None:
    other = "other: {when: {a: y}, title: O, source: [S1]}"
    question = SPECIALS.replace("RAISES", raises)
    plain = small(question, f"r: {{when: {{a: {test}}}, title: T, source: [S1]}}\n{other}")
    assert says(plain, a="not_sure") == verdict
    # Silent under a negation too; a test that names special answers only is true or false.
    turned = small(question, f"r: {{when: {{none: [{{a: {test}}}]}}, title: T, source: [S1]}}\n{other}")
    named_only = "x" not in test
    assert says(turned, a="not_sure") == {"U": "U", "T": "F", "F": "T" if named_only else "F"}[verdict]


SCORE = """
scores:
  s: {points: [{points: 2, when: {a: yes}}, {points: 1, when: {b: yes}}, {points: -1.5, when: {c: yes}}],
      bands: {low: {less_than: 1}, mid: {at_least: 1, less_than: 2}, high: {at_least: 2}}}
"""


@pytest.mark.parametrize(
    ("given", "low", "high", "band"),
    [
        ("TTT", "1.5", "1.5", "mid"),
        ("TFF", "2", "2", "high"),
        ("UFF", "0", "2", None),
        ("UUF", "0", "3", None),
        ("TUU", "0.5", "3", None),
        ("TUF", "2", "3", "high"),
        ("FFU", "-1.5", "0", "low"),
        ("UUU", "-1.5", "3", None),
        ("---", "0", "0", "low"),
        ("T--", "2", "2", "high"),
    ],
)
def test_a_score_is_all_it_can_be(given: str, low: str, high: str, band: str | None) -> None:
    question_set = one_rule("{s: high}", SCORE)
    answers = {name: ANSWERS["silent" if key == "-" else key] for name, key in zip("abc", given, strict=True)}
    score = assessed(question_set, **answers).scores["s"]
    assert (score.low, score.high, score.band) == (Decimal(low), Decimal(high), band)
    assert score.missing == tuple(name for name, key in zip("abc", given, strict=True) if key == "-")


# The score below is 0.5 to 3: b and c are not sure. Red if: logic._interval_compares looks at one end only.
@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ("{at_least: 0.5}", "T"),
        ("{at_least: 0.6}", "U"),
        ("{at_least: 3}", "U"),
        ("{at_least: 3.1}", "F"),
        ("{more_than: 0.5}", "U"),
        ("{more_than: 3}", "F"),
        ("{at_most: 3}", "T"),
        ("{at_most: 0.5}", "U"),
        ("{at_most: 0.4}", "F"),
        ("{less_than: 3}", "U"),
        ("{less_than: 0.5}", "F"),
        ("{between: [0, 4]}", "T"),
        ("{between: [1, 2]}", "U"),
        ("{between: [3, 4]}", "U"),
        ("{between: [-1, 0.4]}", "F"),
        ("{at_least: 0, at_most: 2}", "U"),
        ("1", "U"),
        ("4", "F"),
        ("low", "U"),
        ("mid", "U"),
        ("[low, 7]", "U"),
    ],
)
def test_a_test_of_a_score_that_is_not_known(test: str, verdict: str) -> None:
    answers = {"a": "yes", "b": "not_sure", "c": "not_sure"}
    assert says(one_rule(f"{{s: {test}}}", SCORE), **answers) == verdict
    turned = {"T": "F", "U": "U", "F": "T"}[verdict]
    assert says(one_rule(f"{{none: [{{s: {test}}}]}}", SCORE), **answers) == turned


# Red if: logic._names_score says UNKNOWN wherever no band holds both ends.
def test_a_band_out_of_reach_is_ruled_out() -> None:
    assert says(one_rule("{s: low}", SCORE), a="yes", b="not_sure", c="no") == "F"
    assert (
        says(one_rule("{s: low}", SCORE.replace("points: 2,", "points: 4,")), a="yes", b="no", c="not_sure")
        == "F"
    )
    wide = SCORE.replace("points: 1,", "points: 10,")
    assert says(one_rule("{s: low}", wide), a="not_sure", b="yes", c="not_sure") == "F"


SUM = """
scores:
  s: {sum: [m, n], bands: {low: {less_than: 4}, high: {at_least: 4}}}
"""
NUMBERS = """
m: {ask: M, type: number, between: [1, 3], not_sure: {raises: [s]}}
n: {ask: N, type: number, between: [0, 5], not_sure: {raises: []}, prefer_not_to_say: true}
"""


@pytest.mark.parametrize(
    ("m", "n", "low", "high", "band"),
    [
        (2, 1.5, "3.5", "3.5", "low"),
        ("not_sure", 0, "1", "3", "low"),
        ("not_sure", 2, "3", "5", None),
        (2, "not_sure", "2", "2", "low"),
        (2, "prefer_not_to_say", "2", "7", None),
        ("not_sure", "prefer_not_to_say", "1", "8", None),
        (None, 4, "4", "4", "high"),
        (9, 4, "4", "4", "high"),
    ],
)
def test_a_sum_with_unknown_parts(m: object, n: object, low: str, high: str, band: str | None) -> None:
    score = assessed(one_rule("{s: high}", SUM, NUMBERS), m=m, n=n).scores["s"]
    assert (score.low, score.high, score.band) == (Decimal(low), Decimal(high), band)
    assert score.missing == (("m",) if m in (None, 9) else ())


def test_a_count_of_flags_counts_possible_ones_as_perhaps() -> None:
    question_set = small(
        TWO,
        """
        one: {when: {a: yes}, counts_as: [g], title: T, source: [S1]}
        two: {when: {b: yes}, counts_as: [g], title: T, source: [S1]}
        both: {when: {s: {at_least: 2}}, title: T, source: [S1]}
        """,
        "scores: {s: {count_flags: g}}\n",
    )
    assert flags(question_set, a="yes", b="yes", c="no")["both"] == "certain"
    assert flags(question_set, a="yes", b="not_sure", c="no")["both"] == "possible"
    assert "both" not in flags(question_set, a="not_sure", b="no", c="no")


def test_flagged_asks_another_rule_by_its_own_meaning() -> None:
    question_set = small(
        "a: {ask: A, type: yes_no, not_sure: {raises: [first]}}",
        """
        first: {when: {a: yes}, title: T, source: [S1]}
        second: {when: {flagged: [first]}, title: T, source: [S1]}
        third: {when: {none: [{flagged: first}], a: {answered: yes}}, title: T, source: [S1]}
        """,
    )
    assert flags(question_set, a="yes") == {"first": "certain", "second": "certain"}
    assert flags(question_set, a="not_sure") == {
        "first": "possible",
        "second": "possible",
        "third": "possible",
    }
    assert flags(question_set, a="no") == {"third": "certain"}
    assert flags(question_set) == {}


def test_answered_is_true_or_false_of_any_question_that_is_asked() -> None:
    question_set = small(
        """
        gate: {ask: G, type: yes_no}
        a: {ask: A, type: number, between: [0, 5], not_sure: true, show_when: {gate: yes}}
        """,
        """
        told: {when: {a: {answered: yes}}, title: T, source: [S1]}
        untold: {when: {a: {answered: no}}, title: T, source: [S1]}
        not_told: {when: {none: [{a: {answered: yes}}]}, title: T, source: [S1]}
        """,
    )
    assert flags(question_set, gate="yes", a=3) == {"told": "certain"}
    assert flags(question_set, gate="yes", a="not_sure") == {"told": "certain"}
    assert flags(question_set, gate="yes", a=9) == {"untold": "certain", "not_told": "certain"}
    assert flags(question_set, gate="yes") == {"untold": "certain", "not_told": "certain"}
    assert flags(question_set, gate="no", a=3) == {}


DATES = "d: {ask: D, type: date}"


@pytest.mark.parametrize(
    ("test", "day", "holds"),
    [
        ("{within: 3 months}", "2026-08-20", True),
        ("{within: 3 months}", "2026-08-19", False),
        ("{within: 3 months}", "2026-11-20", True),
        ("{within: 3 months}", "2026-11-21", False),
        ("{longer_ago_than: 3 months}", "2026-08-19", True),
        ("{longer_ago_than: 3 months}", "2026-08-20", False),
        ("{at_least: 2026-08-20}", "2026-08-20", True),
        ("{more_than: 3 months ago}", "2026-08-20", False),
        ("{more_than: today}", "2026-11-21", True),
        ("{between: [2026-01-01, today]}", "2026-01-01", True),
        ("2026-01-01", "2026-01-01", True),
        ("[today, 2026-01-01]", "2026-01-02", False),
    ],
)
def test_tests_of_dates(test: str, day: str, holds: bool) -> None:
    assert bool(flags(one_rule(f"{{d: {test}}}", questions=DATES), d=day)) == holds
    assert bool(flags(one_rule(f"{{none: [{{d: {test}}}]}}", questions=DATES), d=day)) != holds
