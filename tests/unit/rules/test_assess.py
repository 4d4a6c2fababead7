"""Flags, mark, urgency and reasons: "Meaning", points 4 and 5, and the contract's words."""

import json

import pytest

from screening.rules.answer_sets import to_line
from screening.rules.assess import Certainty
from tests.yaml_sets import assessed, flags, small

QUESTIONS = """
a: {ask: Is it a?, type: yes_no, not_sure: true}
b: {ask: Is it b?, type: yes_no, prefer_not_to_say: true}
c: {ask: Is it c?, type: yes_no, optional: true}
n: {ask: How many?, type: number, between: [0, 5]}
"""
RULES = """
note: {when: {b: yes}, title: Just a note, counts_as: [g, h], source: [S1, S2]}
mild: {when: {c: yes}, mark: nurse, because: You said c., title: Said c, source: [S1]}
bad:
  {when: {a: yes}, mark: doctor, because: You said a., title: Said a,
   urgency: emergency, postpone: yes, source: [S1]}
both:
  {when: {a: yes, b: yes}, mark: nurse, because: Both., title: Said both, urgency: same_day, source: [S1]}
"""
SET = small(QUESTIONS, RULES)
SOUND = {"a": "no", "b": "no", "n": 3}


def test_nothing_raised_and_nothing_missing_is_the_mildest_mark() -> None:
    assessment = assessed(SET, **SOUND)
    assert (assessment.mark, assessment.urgency, assessment.postpone) == ("book", "none", False)
    assert (assessment.flags, assessment.unanswered, assessment.invalid) == ((), (), {})
    assert assessment.asked == ("a", "b", "c", "n")


# Red if: assess._mark takes the first or the mildest flag, or max over urgencies goes by the alphabet.
def test_the_most_cautious_of_everything_wins() -> None:
    assessment = assessed(SET, a="yes", b="yes", c="yes", n=3)
    assert (assessment.mark, assessment.urgency, assessment.postpone) == ("doctor", "emergency", True)
    assert [flag.rule for flag in assessment.flags] == ["note", "mild", "bad", "both"]
    assert assessed(SET, **SOUND | {"c": "yes"}).mark == "nurse"
    assert assessed(SET, **SOUND | {"b": "yes"}).mark == "book"


# Red if: sheet.Sheet.is_complete looks only at `unanswered` or only at `invalid`.
@pytest.mark.parametrize(
    ("change", "unanswered", "invalid"),
    [
        ({"a": None}, ("a",), []),
        ({"n": 6}, ("n",), ["n"]),
        ({"n": True}, ("n",), ["n"]),
        ({"c": "maybe"}, (), ["c"]),
        ({"nobody_asked": "yes"}, (), ["nobody_asked"]),
        ({"a": ""}, ("a",), []),
    ],
)
def test_anything_missing_or_wrong_is_at_least_the_fail_safe(
    change: dict[str, object], unanswered: tuple[str, ...], invalid: list[str]
) -> None:
    assessment = assessed(SET, **SOUND | change)
    assert (assessment.mark, assessment.unanswered, list(assessment.invalid)) == (
        "doctor",
        unanswered,
        invalid,
    )
    assert (assessment.urgency, assessment.postpone) == ("none", False)
    chosen = small(QUESTIONS, RULES, "fail_safe: nurse\n")
    assert assessed(chosen, **SOUND | change).mark == "nurse"
    assert assessed(chosen, **SOUND | change | {"a": "yes"}).mark == "doctor"


def test_an_optional_question_may_stay_blank() -> None:
    assert assessed(SET, **SOUND | {"c": ""}).mark == "book"


# Red if: assess._flag drops mark, urgency or postpone from a flag that is only possible.
def test_a_possible_flag_has_our_words_and_the_rules_weight() -> None:
    assessment = assessed(SET, **SOUND | {"a": "not_sure", "b": "prefer_not_to_say"})
    assert (assessment.mark, assessment.urgency, assessment.postpone) == ("doctor", "emergency", True)
    bad = next(flag for flag in assessment.flags if flag.rule == "bad")
    assert (bad.certainty, bad.title) == (Certainty.POSSIBLE, "Not ruled out: Said a")
    assert bad.because is not None
    assert "Is it a?" in bad.because
    assert "You said a." not in bad.because
    assert bad.answers == {"a": "not_sure"}
    both = next(flag for flag in assessment.flags if flag.rule == "both")
    assert both.because is not None
    assert "Is it a?" in both.because
    assert "Is it b?" in both.because
    note = next(flag for flag in assessment.flags if flag.rule == "note")
    assert (note.because, note.mark, note.counts_as) == (None, None, ("g", "h"))


def test_a_certain_flag_has_the_rules_words() -> None:
    flag = assessed(SET, **SOUND | {"a": "yes"}).flags[0]
    assert (flag.certainty, flag.title, flag.because) == (Certainty.CERTAIN, "Said a", "You said a.")
    assert (flag.source, flag.answers) == (("S1",), {"a": "yes"})


def test_the_contracts_keys() -> None:
    counted = small(QUESTIONS, RULES, "scores: {s: {sum: [n]}}\n")
    found = json.loads(to_line(assessed(counted, a="yes", b="no", n=2.5).to_json()))
    assert list(found) == [
        *("mark", "urgency", "postpone", "flags", "scores", "asked", "unanswered", "invalid", "question_set"),
    ]
    assert list(found["flags"][0]) == [
        *(
            "rule",
            "certainty",
            "mark",
            "urgency",
            "postpone",
            "counts_as",
            "title",
            "because",
            "source",
            "answers",
        ),
    ]
    assert found["scores"] == {"s": {"low": 2.5, "high": 2.5, "band": None, "missing": []}}
    assert found["question_set"] == {"name": "small", "sha256": counted.sha256}


def test_reasons_are_the_answers_that_made_the_rule_hold() -> None:
    question_set = small(
        """
        a: {ask: A, type: yes_no, not_sure: true}
        b: {ask: B, type: yes_no, not_sure: true}
        p: {ask: P, type: text}
        q: {ask: Q, type: text, not_sure: true}
        m: {ask: M, type: number, between: [0, 5], not_sure: true}
        """,
        """
        one: {when: {any: [{a: yes}, {b: yes}]}, counts_as: [g], title: T, source: [S1]}
        named: {when: {words: {mentions: thinners}}, mark: doctor, because: B, title: T, source: [S1]}
        counted: {when: {s: {at_least: 1}}, title: T, source: [S1]}
        unsure: {when: {unsure: {at_least: 1}}, title: T, source: [S1]}
        summed: {when: {total: {at_least: 4}}, title: T, source: [S1]}
        not_one:
          when: {none: [{flagged: one}], a: {answered: yes}}
          mark: nurse
          because: B
          title: T
          source: [S1]
        """,
        """
        values: {words: {text_of: [p, q]}, unsure: {count_not_sure: all}}
        scores: {s: {count_flags: g}, total: {sum: [m]}}
        """,
    )

    def reasons(rule: str, **answers: object) -> object:
        return next(flag.answers for flag in assessed(question_set, **answers).flags if flag.rule == rule)

    assert reasons("one", a="yes", b="no") == {"a": "yes"}
    assert reasons("one", a="no", b="not_sure") == {"b": "not_sure"}
    assert reasons("counted", a="yes", b="yes") == {"a": "yes", "b": "yes"}
    assert reasons("named", p="warfarin", q="tea") == {"p": "warfarin"}
    assert reasons("named", p="warfarin", q="not_sure") == {"p": "warfarin", "q": "not_sure"}
    assert reasons("unsure", a="not_sure", b="no", m=2) == {"a": "not_sure"}
    assert reasons("summed", m=5) == {"m": 5}
    assert reasons("not_one", a="not_sure", b="no") == {"a": "not_sure"}
    named = next(f for f in assessed(question_set, p="warfarin", q="not_sure").flags if f.rule == "named")
    assert named.because is not None
    assert "Q" in named.because


def test_a_score_lists_what_it_misses_however_deep() -> None:
    question_set = small(
        """
        a: {ask: A, type: yes_no}
        b: {ask: B, type: yes_no}
        o: {ask: O, type: yes_no, optional: true}
        h: {ask: H, type: yes_no, show_when: {a: yes}}
        """,
        """
        deep: {when: {any: [{b: yes}, {o: yes}, {h: yes}]}, counts_as: [g], title: T, source: [S1]}
        over: {when: {flagged: deep}, counts_as: [k], title: T, source: [S1]}
        """,
        """
        scores:
          first: {count_flags: g}
          second: {points: [{points: 1, when: {first: {at_least: 1}}}]}
          third: {count_flags: k}
        """,
    )
    for name in ("first", "second", "third"):
        assert assessed(question_set, a="no").scores[name].missing == ("b",)
        assert assessed(question_set, a="yes").scores[name].missing == ("b", "h")


def test_no_answer_at_all_is_the_fail_safe_without_a_flag() -> None:
    assessment = assessed(SET)
    assert (assessment.mark, assessment.urgency, assessment.flags) == ("doctor", "none", ())
    assert flags(SET) == {}
