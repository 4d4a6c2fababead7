import pytest

from tests.yaml_sets import flags, small

PEOPLE = """
born: {ask: B, type: date, not_sure: {raises: [old]}}
height: {ask: H, type: number, unit: cm, between: [100, 230], prefer_not_to_say: {raises: []}}
weight: {ask: W, type: number, unit: kg, between: [30, 300], prefer_not_to_say: true}
pills: {ask: P, type: long_text, none: None, not_sure: {raises: [thinned]}}
more: {ask: M, type: long_text, optional: true}
"""
RULES = """
old: {when: {age: {at_least: 75}}, title: T, source: [S1]}
young: {when: {age: {less_than: 18}}, title: T, source: [S1]}
lately: {when: {days: {at_most: 10}}, title: T, source: [S1]}
heavy: {when: {bmi: {at_least: 30, less_than: 40}}, title: T, source: [S1]}
not_heavy: {when: {none: [{bmi: {at_least: 30}}]}, title: T, source: [S1]}
thinned: {when: {words: {mentions: thinners}}, title: T, source: [S1]}
unsure: {when: {unsure: {at_least: 2}}, title: T, source: [S1]}
"""
VALUES = """
values:
  age: {years_since: born}
  days: {days_since: born}
  bmi: {bmi: [height, weight]}
  words: {text_of: [pills, more]}
  unsure: {count_not_sure: all}
"""
SET = small(PEOPLE, RULES, VALUES)


# Red if: durations.years_between counts a birthday a day early or late.
@pytest.mark.parametrize(
    ("born", "raised"),
    [
        ("1951-11-20", {"old": "certain"}),
        ("1951-11-21", {}),
        ("2008-11-20", {}),
        ("2008-11-21", {"young": "certain"}),
        ("2026-11-10", {"young": "certain", "lately": "certain"}),
        ("2026-11-09", {"young": "certain"}),
        ("not_sure", {"old": "possible"}),
        (None, {}),
    ],
)
def test_ages_and_days(born: str | None, raised: dict[str, str]) -> None:
    assert flags(SET, born=born) == raised


# Red if: values.work_out uses floats: with them 102.4 kg at 1.6 m is 39.99999999999999, so not yet 40.
@pytest.mark.parametrize(
    ("height", "weight", "raised"),
    [
        (170, 86.7, {"heavy": "certain"}),
        (165, 81.675, {"heavy": "certain"}),
        (165, 81.674999, {"not_heavy": "certain"}),
        (160, 102.4, {}),
        (160, 102.399999, {"heavy": "certain"}),
        ("prefer_not_to_say", 90, {}),
        (170, "prefer_not_to_say", {"heavy": "possible", "not_heavy": "possible"}),
        ("prefer_not_to_say", "prefer_not_to_say", {"heavy": "possible", "not_heavy": "possible"}),
        (170, None, {}),
        (None, "prefer_not_to_say", {"heavy": "possible", "not_heavy": "possible"}),
        (99, 90, {}),
    ],
)
def test_bmi_is_exact_at_its_bounds(height: object, weight: object, raised: dict[str, str]) -> None:
    assert flags(SET, height=height, weight=weight) == raised


@pytest.mark.parametrize(
    ("pills", "more", "raised"),
    [
        ("warfarin", None, {"thinned": "certain"}),
        (None, "warfarin", {"thinned": "certain"}),
        ("tea", "warfarin", {"thinned": "certain"}),
        ("none", "", {}),
        ("not_sure", None, {"thinned": "possible"}),
        ("not_sure", "warfarin", {"thinned": "possible"}),
        (None, None, {}),
        ("x" * 4001, "tea", {}),
    ],
)
def test_texts_are_joined(pills: object, more: object, raised: dict[str, str]) -> None:
    assert flags(SET, pills=pills, more=more) == raised


def test_not_sure_is_counted_where_it_is_said_and_valid() -> None:
    assert flags(SET, born="not_sure", pills="not_sure")["unsure"] == "certain"
    assert "unsure" not in flags(SET, born="not_sure", height="prefer_not_to_say", weight="prefer_not_to_say")
    assert "unsure" not in flags(SET, born="not_sure", more="not_sure")
