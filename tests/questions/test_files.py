"""Good and bad question sets as files: a file that is put into good/ or bad/ is tested from then on.

A bad file begins with what `check` has to say of it, every problem and nothing else:
`# expect: unknown-option 14:9 nearest: hormones`.
"""

import re
from pathlib import Path

import pytest

from screening.questions.model import Calculator, HeldFact, QuestionType
from screening.questions.problems import REMEDIES, Code
from screening.rules.check import check_file

FOLDER = Path(__file__).parent
GOOD = sorted((FOLDER / "good").glob("*.yaml"))
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
EXPECT = re.compile(r"# expect: (?P<code>[a-z-]+) (?P<place>\d+:\d+)(?: nearest: (?P<nearest>.+))?")
TESTED_ELSEWHERE = {Code.TOO_LARGE}
"""A file of 256 KiB is made in its own test."""


def expected(path: Path) -> list[tuple[str, str, str | None]]:
    found = (EXPECT.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [(match["code"], match["place"], match["nearest"]) for match in found if match]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_set_has_no_problem(path: Path) -> None:
    assert [str(problem) for problem in check_file(path).problems] == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_set_has_just_the_problems_it_says(path: Path) -> None:
    problems = check_file(path).problems
    found = [
        (str(problem.code), f"{problem.place.line}:{problem.place.column}", problem.nearest)
        for problem in problems
    ]
    assert found == expected(path), "\n".join(str(problem) for problem in problems)
    for problem in problems:
        assert problem.place.file == str(path)
        assert problem.remedy == REMEDIES[problem.code]
        assert "\n" not in str(problem)


def test_every_code_has_a_bad_set() -> None:
    tested = {code for path in BAD for code, _, _ in expected(path)}
    assert set(map(str, Code)) - tested == set(map(str, TESTED_ELSEWHERE))


def test_every_code_has_a_remedy() -> None:
    assert set(REMEDIES) == set(Code)


@pytest.mark.parametrize(
    "word",
    [
        *QuestionType,
        *HeldFact,
        *Calculator,
        *("flagged", "any", "all", "none", "at_least", "count", "of", "answered", "mentions", "within"),
        *("longer_ago_than", "more_than", "at_most", "less_than", "between", "today", "ago"),
        *("why", "hint", "optional", "alone", "picture", "unit", "also_units", "whole", "raises"),
        *("show_when", "not_sure", "prefer_not_to_say", "use: contact", "ft+in", "st+lb"),
        *("points", "sum", "bands", "count_flags", "counts_as", "postpone", "card", "urgency", "because"),
        *("fail_safe", "word_lists", "pages", "if_worse", "next", "like", "includes", "excludes"),
        *("possible", "scores", "unanswered", "{clinic.reply_by}", "closed_days"),
    ],
)  # fmt: skip
def test_every_word_of_the_language_stands_in_a_good_set(word: str) -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in GOOD)
    assert re.search(rf"(?<![a-z_]){re.escape(word)}(?![a-z_])", texts), word
