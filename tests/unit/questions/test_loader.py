"""Loading, and a set's identity: "Meaning", point 7."""

import json
import unicodedata
from pathlib import Path
from random import Random

import pytest

from screening.questions.loader import (
    SetText,
    canonical_text,
    from_canonical,
    load,
    load_file,
    load_text,
    sha256_of,
)
from screening.questions.model import QuestionSet
from screening.questions.problems import Code
from screening.rules.assess import assess
from tests.question_sets import TODAY, random_answers
from tests.yaml_sets import set_text

QUESTIONS = """
a: {ask: Is it a?, type: yes_no, not_sure: {raises: []}}
b: {ask: Is it b?, type: one_of, options: {z: Zed, y: Why, x: Ex}}
"""
RULES = """
r: {when: {b: [z, y]}, mark: doctor, because: B, title: T, source: [S1]}
q: {when: {any: [{b: x}, {none: [{a: yes}]}]}, title: T, source: [S1]}
"""
MORE = """
title: A set
values: {v: {count_not_sure: all}}
scores: {s: {points: [{points: 1, when: {a: yes}}], bands: {some: {at_least: 1}, nil: {less_than: 1}}}}
"""
TEXT = set_text(QUESTIONS, RULES, MORE)


def built(text: str) -> QuestionSet:
    found = load_text(text)
    assert found.question_set is not None, found.problems
    return found.question_set


def sha256(text: str) -> str:
    return built(text).sha256


# Red if: loader._canonical leaves a part out, or sorts what has an order.
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Is it a?", "Is it A?"),
        ("title: A set", "title: A set!"),
        ("{z: Zed, y: Why, x: Ex}", "{y: Why, z: Zed, x: Ex}"),
        ("book: {title: Book, text: Book.}", "book: {title: Book, text: Books.}"),
        ("raises: []", "raises: [q]"),
        ("[warfarin, blood thinner]", "[warfarin]"),
        ("source: [S1]", "source: [S2]"),
        ("{some: {at_least: 1}, nil: {less_than: 1}}", "{nil: {less_than: 1}, some: {at_least: 1}}"),
    ],
)
def test_the_identity_changes_with_anything_that_means_something(old: str, new: str) -> None:
    assert old in TEXT
    assert sha256(TEXT) != sha256(TEXT.replace(old, new))


@pytest.mark.parametrize("part", ["marks", "urgencies", "rules", "questions"])
def test_the_identity_changes_with_an_order_that_means_something(part: str) -> None:
    lines = TEXT.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == f"{part}:") + 1
    lines[start], lines[start + 1] = lines[start + 1], lines[start]
    assert sha256("\n".join(lines)) != sha256(TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A set", "# a comment\ntitle: 'A set'"),
        ("a: {ask: Is it a?, type: yes_no, ", "a: {type: yes_no, ask: Is it a?, "),
        ("title: A set", "title:   A set\napproved: {by: A, on: 2026-12-01, sha256: abc}"),
        ("title: A set", "title: A set\ncases: {c: {today: 2026-11-20, expect: {mark: doctor}}}"),
        ("title: A set", "title: >-\n  A\n  set"),
    ],
)
def test_the_identity_does_not_change_with_how_it_is_written_or_signed(old: str, new: str) -> None:
    assert old in TEXT
    assert sha256(TEXT) == sha256(TEXT.replace(old, new))


def test_the_identity_is_that_of_the_text_in_nfc() -> None:
    accented = TEXT.replace("title: A set", "title: \u00c9t\u00e9")
    assert sha256(accented) == sha256(unicodedata.normalize("NFD", accented))
    canonical = canonical_text(SetText(unicodedata.normalize("NFD", accented), "f"))
    assert canonical == unicodedata.normalize("NFC", canonical)
    assert sha256_of(canonical) == sha256(accented)


def test_the_canonical_text_is_sorted_json_without_signature_and_cases() -> None:
    text = (
        TEXT
        + "approved: {by: A, on: 2026-12-01, sha256: abc}\n"
        + "cases: {c: {today: 2026-11-20, expect: {mark: book}}}\n"
    )
    found = json.loads(canonical_text(SetText(text, "f")))
    assert list(found) == sorted(found)
    assert {"approved", "cases"}.isdisjoint(found)
    assert [name for name, _ in found["marks"]] == ["book", "nurse", "doctor"]


# Red if: from_canonical loses an order, an empty list under `raises`, or the set's own words.
def test_a_set_comes_back_from_its_canonical_text(repository: Path) -> None:
    shipped_text = (repository / "questions.yaml").read_text(encoding="utf-8")
    for text in (TEXT, shipped_text):
        first = built(text)
        again = from_canonical(canonical_text(SetText(text, "f")))
        assert again.sha256 == first.sha256
        assert [m.id for m in again.marks] == [m.id for m in first.marks]
        assert again.sections == first.sections
        assert (again.values, again.scores) == (first.values, first.scores)
        random = Random(1)  # noqa: S311
        for _ in range(20):
            answers = random_answers(first, random, sound=0.9)
            assert assess(again, answers, TODAY) == assess(first, answers, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "3",
        "null",
        '{"question_set": "x"}',
        '{"marks": [["a"]]}',
        "[" * 100_000,
        '{"a": NaN}',
        '"\\ud800"',
    ],
)
def test_what_is_no_canonical_text_of_a_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_canonical(text)


def test_a_text_that_means_a_set_but_is_not_canonical_is_refused() -> None:
    canonical = canonical_text(SetText(TEXT, "f"))
    with pytest.raises(ValueError, match="canonical"):
        from_canonical(canonical.replace(":", ": ", 1))
    with pytest.raises(ValueError, match="canonical"):
        from_canonical(canonical[:-1] + ',"question_set":"other"}')


def test_a_text_without_a_set_has_no_canonical_text() -> None:
    for text in ("", "a: [", "a: &b c"):
        with pytest.raises(ValueError, match="canonical"):
            canonical_text(SetText(text, "f"))


def test_a_file_that_can_not_be_read_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "set.yaml"
    (missing,) = load_file(path).problems
    assert (missing.code, missing.place.file) == (Code.UNREADABLE, str(path))
    path.write_bytes(b"title: x\nother: \xff\n")
    (not_text,) = load_file(path).problems
    assert (not_text.code, not_text.place.line, not_text.place.column) == (Code.UNREADABLE, 2, 8)
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load_file(path).question_set == built(TEXT)


def test_problems_of_the_set_and_of_the_cases_come_together(tmp_path: Path) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(TEXT.replace("b: [z, y]", "b: [z, w]"), encoding="utf-8")
    (tmp_path / "cases.yaml").write_text("cases: {c: {today: 2026-11-20}}\nother: 1\n", encoding="utf-8")
    found = load_file(path)
    assert found.question_set is None
    assert [(problem.code, Path(problem.place.file).name) for problem in found.problems] == [
        (Code.MISSING_KEY, "cases.yaml"),
        (Code.UNKNOWN_KEY, "cases.yaml"),
        (Code.UNKNOWN_OPTION, "set.yaml"),
    ]


def test_a_case_named_in_both_places_is_a_problem() -> None:
    case = "cases: {c: {today: 2026-11-20, expect: {mark: book}}}\n"
    found = load(SetText(TEXT + case, "set.yaml", case))
    assert [(problem.code, problem.place.file) for problem in found.problems] == [
        (Code.DUPLICATE_ID, "cases.yaml")
    ]
