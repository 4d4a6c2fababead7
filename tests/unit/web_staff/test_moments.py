from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from screening.questions.words import Words
from screening.web.staff.moments import Moments
from screening.web.staff.until_day import read_until

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
ABROAD = ZoneInfo("Europe/Athens")
TODAY = date(2026, 11, 20)


def moments(zone: ZoneInfo = ABROAD) -> Moments:
    return Moments(NOW, zone, Words.english())


def test_days_and_times_are_the_clinic_s_own() -> None:
    assert moments().today == date(2026, 11, 21)
    assert moments().moment(NOW) == "Sat 21 Nov, 01:30"
    assert moments(ZoneInfo("UTC")).moment(NOW) == "Fri 20 Nov, 23:30"


def test_another_year_is_named() -> None:
    assert moments().day(date(2026, 2, 1)) == "Sun 1 Feb"
    assert moments().day(date(2027, 2, 1)) == "Mon 1 Feb 2027"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=1, hours=4), "1 d 4 h"),
        (timedelta(days=3, hours=5), "3 d"),
        (timedelta(minutes=-5), "0 min"),
    ],
)
def test_waiting_is_told_as_exactly_as_it_matters(ago: timedelta, words: str) -> None:
    assert moments().waited(NOW - ago) == words


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-02-20", date(2027, 2, 20)),
        ("20 2 2027", date(2027, 2, 20)),
        ("20/02/2027", date(2027, 2, 20)),
        (" 20.2.2027 ", date(2027, 2, 20)),
        ("3 months", date(2027, 2, 20)),
        ("in 3 months", date(2027, 2, 20)),
        ("1 Year", date(2027, 11, 20)),
        ("2 weeks", date(2026, 12, 4)),
        ("10 days", date(2026, 11, 30)),
    ],
)
def test_a_day_ahead_is_read_as_people_type_it(typed: str, day: date) -> None:
    assert read_until(typed, TODAY) == day


def test_a_month_ahead_ends_with_the_month() -> None:
    assert read_until("3 months", date(2026, 11, 30)) == date(2027, 2, 28)


@pytest.mark.parametrize("typed", ["", "soon", "31 2 2027", "3", "99999 years", "99999 days ago", "2 20 27"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_until(typed, TODAY) is None
