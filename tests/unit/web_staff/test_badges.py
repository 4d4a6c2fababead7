from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from screening.questions.words import Words
from screening.submissions.submission import State
from screening.web.staff.badges import (
    Badge,
    Promise,
    Tone,
    badge_html,
    due_badge,
    mark_badge,
    urgency_badge,
)
from screening.web.staff.moments import Moments
from tests.builders import small_set

WORDS = Words.english()
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MOMENTS = Moments(NOW, ZoneInfo("Europe/London"), WORDS)


def due(at: datetime, state: State = State.TO_REVIEW, *, promised: bool = True) -> Badge:
    return due_badge(
        Promise(state, promised, at, datetime(2026, 11, 18, tzinfo=UTC), date(2026, 12, 1)), MOMENTS
    )


@pytest.mark.parametrize(
    ("at", "tone", "words"),
    [
        (datetime(2026, 11, 20, 11, 59, tzinfo=UTC), Tone.EMERGENCY, "Overdue"),
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), Tone.TODAY, "Due today"),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), Tone.QUIET, "Due tomorrow"),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), Tone.QUIET, "Due Tue 24 Nov"),
    ],
)
def test_what_is_due_says_so_in_colour_and_word(at: datetime, tone: Tone, words: str) -> None:
    assert (due(at).tone, due(at).text) == (tone, words)


def test_what_waits_for_nobody_here_is_never_overdue() -> None:
    late = datetime(2026, 11, 1, tzinfo=UTC)
    assert due(late, State.ON_HOLD).text == "Back on Tue 1 Dec"
    assert due(late, State.DONE).text == "Sent Wed 18 Nov"
    assert due(late, State.CAN_BOOK).text == "Overdue"
    assert due(late, State.CAN_BOOK, promised=False).text == "Sent Wed 18 Nov"


def test_marks_and_urgencies_are_told_apart_by_icon_too() -> None:
    book, doctor = mark_badge(small_set(), "book"), mark_badge(small_set(), "doctor")
    assert (book.tone, doctor.tone) == (Tone.BOOK, Tone.DOCTOR)
    assert book.icon != doctor.icon
    today, now = urgency_badge(small_set(), "same_day", WORDS), urgency_badge(small_set(), "emergency", WORDS)
    assert today == Badge(Tone.TODAY, "Same day", "schedule")
    assert now is not None
    assert (now.tone, now.text) == (Tone.EMERGENCY, "Emergency")
    assert urgency_badge(small_set(), "none", WORDS) is None


def test_a_failed_assessment_is_no_quiet_row() -> None:
    failed = urgency_badge(small_set(), None, WORDS)
    assert failed == Badge(Tone.EMERGENCY, "Rules failed", "report")


def test_a_badge_is_text() -> None:
    assert "<script>" not in badge_html(Badge(Tone.QUIET, "<script>x</script>"))
