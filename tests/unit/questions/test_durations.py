from datetime import date

import pytest

from screening.questions.durations import (
    Duration,
    parse_day,
    parse_duration,
    parse_test_date,
    years_between,
)


@pytest.mark.parametrize(
    ("length", "today", "day"),
    [
        ("3 months", date(2026, 11, 20), date(2026, 8, 20)),
        ("3 months", date(2026, 5, 31), date(2026, 2, 28)),
        ("3 months", date(2028, 5, 31), date(2028, 2, 29)),
        ("1 month", date(2026, 3, 30), date(2026, 2, 28)),
        ("1 month", date(2026, 1, 15), date(2025, 12, 15)),
        ("12 months", date(2028, 2, 29), date(2027, 2, 28)),
        ("1 year", date(2028, 2, 29), date(2027, 2, 28)),
        ("4 years", date(2028, 2, 29), date(2024, 2, 29)),
        ("6 weeks", date(2026, 11, 20), date(2026, 10, 9)),
        ("1 day", date(2026, 3, 1), date(2026, 2, 28)),
        ("0 days", date(2026, 3, 1), date(2026, 3, 1)),
        ("99999 years", date(2026, 11, 20), date.min),
        ("99999 weeks", date(2026, 11, 20), date(110, 5, 16)),
        ("2025 years", date(2026, 11, 20), date(1, 11, 20)),
        ("2026 years", date(2026, 11, 20), date.min),
    ],
)
def test_a_length_of_time_goes_back_by_the_calendar(length: str, today: date, day: date) -> None:
    duration = parse_duration(length)
    assert duration is not None
    assert duration.before(today) == day


# Red if: years_between compares with 28 February, or uses 365 days.
@pytest.mark.parametrize(
    ("birth", "today", "years"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 11, 20), date(2026, 11, 19), 17),
        (date(2008, 11, 20), date(2026, 11, 20), 18),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 21), date(2026, 11, 20), -1),
    ],
)
def test_birthdays(birth: date, today: date, years: int) -> None:
    assert years_between(birth, today) == years


@pytest.mark.parametrize(
    "text",
    [
        "3 moons",
        "three months",
        "3months",
        "-3 months",
        "3  months",
        "3 Months",
        "1.5 years",
        "",
        "\u0663 months",
    ],
)
def test_what_is_no_length_of_time(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-2-3", "20261120", "2026-W01-1", "2026-11-20T00:00", " 2026-11-20", "0000-01-01", "",
     "\uff12026-11-20"],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert parse_day(text) is None


def test_bounds_for_dates() -> None:
    today = date(2026, 11, 20)
    for text, day in (
        ("today", today),
        ("18 years ago", date(2008, 11, 20)),
        ("2000-02-29", date(2000, 2, 29)),
    ):
        bound = parse_test_date(text)
        assert bound is not None
        assert bound.on(today) == day
    for text in ("tomorrow", "3 moons ago", "3 months", "in 3 months", "ago"):
        assert parse_test_date(text) is None
    assert [str(Duration(1, "day")), str(Duration(3, "month"))] == ["1 day", "3 months"]
