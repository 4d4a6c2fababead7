"""The question set that is served while its file is being edited."""

from pathlib import Path

import pytest

from screening.questions.model import QuestionSet
from screening.web import live_set
from screening.web.live_set import BrokenSetError, LiveSet
from tests.builders import SMALL_SET

KEPT: list[str] = []


@pytest.fixture(autouse=True)
def looking_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_set, "LOOK_EVERY", 0.0)
    KEPT.clear()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(SMALL_SET, encoding="utf-8")
    return path


def keep(question_set: QuestionSet, _: Path) -> None:
    KEPT.append(question_set.sha256)


def test_a_broken_file_leaves_the_last_good_one_and_tells_why(questions: Path) -> None:
    """Red when: `_look` serves a set that has problems, or forgets them."""
    live = LiveSet(questions, keep, watch=True)
    good = live.current()
    assert live.problems == ()
    questions.write_text(SMALL_SET.replace("chest: yes}, mark", "chst: yes}, mark") + "\n", encoding="utf-8")
    assert live.current() is good
    assert live.problems != ()
    questions.write_text(SMALL_SET.replace("title: Safety", "title: Safety first"), encoding="utf-8")
    mended = live.current()
    assert mended.sections[0].title == "Safety first"
    assert live.problems == ()
    assert [good.sha256, mended.sha256] == KEPT


def test_a_file_that_is_gone_leaves_the_last_good_one(questions: Path) -> None:
    live = LiveSet(questions, keep, watch=True)
    good = live.current()
    questions.unlink()
    assert live.current() is good
    assert live.problems


def test_a_failing_case_is_a_problem_too(questions: Path) -> None:
    live = LiveSet(questions, keep, watch=True)
    good = live.current()
    questions.write_text(SMALL_SET.replace("{mark: book, flags: []}", "{mark: doctor}"), encoding="utf-8")
    assert live.current() is good
    assert live.problems


def test_without_watching_the_file_is_read_once(questions: Path) -> None:
    live = LiveSet(questions, keep, watch=False)
    good = live.current()
    questions.write_text("broken", encoding="utf-8")
    assert live.current() is good
    assert live.problems == ()


def test_a_broken_file_at_the_start_is_refused_with_all_its_problems(questions: Path) -> None:
    questions.write_text(SMALL_SET.replace("chest: yes}, mark", "chst: yes}, mark").replace("[O]", "[]"))
    with pytest.raises(BrokenSetError) as refused:
        LiveSet(questions, keep, watch=True)
    assert len(refused.value.problems) > 3
    assert KEPT == []


def test_a_set_that_could_not_be_kept_is_not_served(questions: Path) -> None:
    """What was answered under a set must stay readable. Red when: it is served before it is kept."""
    live = LiveSet(questions, keep, watch=True)
    good = live.current()

    def refuse(_: QuestionSet, __: Path) -> None:
        raise OSError("no room")

    live._keep = refuse  # noqa: SLF001
    questions.write_text(SMALL_SET.replace("title: Safety", "title: Safety first"), encoding="utf-8")
    assert live.current() is good
    live._keep = keep  # noqa: SLF001
    assert live.current().sections[0].title == "Safety first"
