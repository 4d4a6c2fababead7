"""Whatever the text: a set or problems, never an exception, and never a rule that is dropped unseen."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from screening.questions.loader import load_text
from screening.questions.model import QuestionSet
from tests.question_sets import SmallSet, small_sets
from tests.yaml_sets import set_text

SNIPPETS = (
    *(
        "",
        " ",
        "\n",
        "\t",
        ":",
        ": ",
        ",",
        "#",
        " #",
        "?",
        "-",
        "- ",
        "&a ",
        "*a",
        "!a ",
        "|",
        ">",
        "%",
        "@",
        "`",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "\\",
        "\u2028",
        "\u0085",
        "\x00",
        "\x1b",
        "\ufeff",
        "\u00e9",
        "\U0001f600",
    ),
    *(
        "~",
        "null",
        "[]",
        "{}",
        "---\n",
        "...\n",
        "<<",
        "yes",
        "none",
        "not_sure",
        "0",
        "-1",
        "1e9",
        "{clinic.x}",
    ),
    *(
        "when:",
        "any: [",
        "questions:",
        "raises: []",
        "today",
        "flagged: r",
        "<<: *a\n",
        "? a\n",
        "\r",
        "\r\n",
    ),
)
HAND_MADE = set_text(
    """
    a: {ask: A, type: yes_no, not_sure: {raises: [r]}}
    n: {ask: N, type: number, between: [0, 5]}
    d: {ask: D, type: date, show_when: {any: [{a: yes}, {none: [{n: {at_least: 2}}]}]}}
    """,
    """
    r: {when: {a: yes}, mark: doctor, because: B, urgency: emergency, counts_as: [g], title: T, source: [S1]}
    s: {when: {at_least: {count: 1, of: [{d: {within: 3 months}}, {flagged: r}]}}, title: T, source: [S1]}
    """,
    """
    values: {age: {years_since: d}}
    scores: {g: {count_flags: g, bands: {nil: {less_than: 1}, some: {at_least: 1}}}}
    cases:
      c: {today: 2026-11-20, answers: {a: no, n: 3}, expect: {mark: book, flags: []}}
    """,
)


def loads(text: str) -> None:
    found = load_text(text)
    assert (found.question_set is None) == bool(found.problems)
    for problem in found.problems:
        assert "\n" not in str(problem)
        assert problem.place.line >= 1
        assert problem.place.column >= 1
    if isinstance(found.question_set, QuestionSet):
        assert found.question_set.rules  # each text below has rules: losing one must be a problem


def mutated(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text) + 1)
        cut = random.choice((0, 0, 1, 1, 5, 40))
        text = text[:at] + random.choice(SNIPPETS) + text[at + cut :]
    return text


@settings(max_examples=250, derandomize=True, deadline=None, database=None, phases=(Phase.generate,))
@given(st.randoms(use_true_random=False))
def test_a_small_set_with_slips(random: Random) -> None:
    loads(mutated(HAND_MADE, random))


@pytest.mark.parametrize("seed", range(4))
def test_the_shipped_set_with_slips(repository: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 (the same slips every time)
    text = (repository / "questions.yaml").read_text(encoding="utf-8")
    for _ in range(5):
        loads(mutated(text, random))


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(st.text(alphabet=st.sampled_from(list("ab:-?#,[]{}&*!|>'\"%@ \n\t\\0~")), max_size=60))
def test_a_soup_of_signs(text: str) -> None:
    loads(text)


@settings(max_examples=60, derandomize=True, deadline=None, database=None, phases=(Phase.generate,))
@given(small_sets(), st.randoms(use_true_random=False))
def test_a_part_left_out_of_a_random_set_is_a_problem_or_a_set(small: SmallSet, random: Random) -> None:
    plain = {key: value for key, value in small.plain.items() if random.random() < 0.8 or key == "rules"}
    for part in ("rules", "values", "scores"):
        for thing in plain.get(part, {}).values():
            if random.random() < 0.2:
                thing.pop(random.choice(list(thing)))
    found = load_text(json.dumps(plain))
    assert (found.question_set is None) == bool(found.problems)
    if found.question_set is not None:
        assert [rule.id for rule in found.question_set.rules] == list(plain["rules"])


def test_very_many_problems_are_found_in_a_moment() -> None:
    found = load_text("{" + ",".join(f"k{number}" for number in range(10_000)) + "}")
    assert len(found.problems) > 10_000


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 20_000,
        "- " * 20_000,
        "? " * 5_000,
        "a: " + "'" * 50_001,
        "a: >" + "\n " * 50_000,
        "".join(f"k{number}: {{when: {{flagged: k{number + 1}}}}}\n" for number in range(3_000)),
        "rules:\n"
        + "".join(f"  k{n}: {{when: {{flagged: k{n + 1}}}, title: T, source: [S]}}\n" for n in range(3_000)),
        "cases:\n" + "".join(f"  k{n}: {{like: k{n + 1}}}\n" for n in range(3_000)),
    ],
)
def test_large_and_deep_texts(text: str) -> None:
    found = load_text(text)
    assert found.problems
