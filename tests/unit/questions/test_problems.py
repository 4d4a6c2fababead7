import pytest

from screening.questions.problems import Code, Place, Problems, nearest

PLACE = Place("f.yaml", 3, 7)


def test_a_problem_is_one_line_with_place_code_cause_and_remedy() -> None:
    problems = Problems()
    problems.unknown(PLACE, Code.UNKNOWN_OPTION, "yse", ["yes", "no"], "answer\n that\tsmoke offers")
    (problem,) = problems.found
    assert str(problem) == (
        'f.yaml:3:7: unknown-option "yse" is no answer that smoke offers. Did you mean "yes"?'
        " To mend: name an answer that the question offers."
    )
    assert problem.to_json() == {
        "file": "f.yaml",
        "line": 3,
        "column": 7,
        "code": "unknown-option",
        "cause": '"yse" is no answer that smoke offers',
        "remedy": "name an answer that the question offers",
        "nearest": "yes",
    }


def test_the_same_problem_is_said_once_and_all_are_in_order() -> None:
    problems = Problems()
    for place in (PLACE, Place("f.yaml", 10, 1), PLACE, Place("a.yaml", 99, 1), Place("f.yaml", 3, 2)):
        problems.add(place, Code.EMPTY, "this is empty")
    assert [(p.place.file, p.place.line, p.place.column) for p in problems.in_order()] == [
        ("a.yaml", 99, 1),
        ("f.yaml", 3, 2),
        ("f.yaml", 3, 7),
        ("f.yaml", 10, 1),
    ]


def test_what_could_not_be_built_is_not_blamed_on_who_names_it() -> None:
    problems = Problems()
    problems.broken.add("smoke")
    problems.unknown(PLACE, Code.UNKNOWN_NAME, "smoke", ["age"], "question")
    assert problems.found == ()


def test_a_hostile_word_is_shown_short_and_without_control_characters() -> None:
    problems = Problems()
    problems.unknown(PLACE, Code.UNKNOWN_KEY, "\x1b[2J\n" + "x" * 100_000, [], "word")
    shown = str(problems.found[0])
    assert len(shown) < 500
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("word", "found"),
    [("hormons", "hormones"), ("HORMONES", None), ("ho", None), ("", None), ("xyz", None), ("smok", "smoke")],
)
def test_the_nearest_spelling(word: str, found: str | None) -> None:
    assert nearest(word, ["hormones", "smoke", "height"]) == found
    assert nearest(word, []) is None
