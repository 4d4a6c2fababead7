"""Due dates, and the clinic's words they are worked out from."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.questions.working_time import (
    Unit,
    WorkingTime,
    parse_closed_days,
    parse_hours,
    parse_reply_within,
    parse_zone,
)
from screening.submissions.due import clinic_today, due_at
from tests.builders import small_set

LONDON = ZoneInfo("Europe/London")
NINE, FIVE = time(9), time(17)


def working(reply: str, hours: str = "Mon-Fri 09:00-17:00", closed: tuple[str, ...] = ()) -> WorkingTime:
    return WorkingTime.of(hours, reply, closed, "Europe/London")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("sent", "reply", "due"),
    [
        ("2026-11-20T12:00", "2 working days", "2026-11-24T17:00"),  # Friday to Tuesday
        ("2026-11-21T12:00", "1 working day", "2026-11-23T17:00"),  # Saturday to Monday
        ("2026-11-20T23:59", "1 working day", "2026-11-23T17:00"),  # after closing: still that day
        ("2026-11-20T16:00", "2 working hours", "2026-11-23T10:00"),
        ("2026-11-20T20:00", "2 working hours", "2026-11-23T11:00"),
        ("2026-11-20T06:00", "2 working hours", "2026-11-20T11:00"),
        ("2026-11-20T09:00", "8 working hours", "2026-11-20T17:00"),
        ("2026-11-20T12:00", "1 day", "2026-11-21T12:00"),
        ("2026-11-20T12:00", "36 hours", "2026-11-22T00:00"),
        # The clocks go back on 25 October 2026 and forward on 28 March 2027: closing time stays 17:00 there.
        ("2026-10-23T12:00", "1 working day", "2026-10-26T17:00"),
        ("2027-03-26T12:00", "1 working day", "2027-03-29T17:00"),
        ("2026-10-24T12:00", "1 day", "2026-10-25T12:00"),
    ],
)
def test_due_dates_by_example(sent: str, reply: str, due: str) -> None:
    assert working(reply).due_at(london(sent)) == london(due)


def test_closing_time_follows_the_day() -> None:
    hours = "Mon-Thu 08:00-18:00, Fri 08:00-12:00"
    assert working("1 working day", hours).due_at(london("2026-11-19T09:00")) == london("2026-11-20T12:00")
    assert working("1 working day", hours).due_at(london("2026-11-20T09:00")) == london("2026-11-23T18:00")


def test_a_lunch_break_does_not_count() -> None:
    hours = "Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:00"
    assert working("4 working hours", hours).due_at(london("2026-11-20T09:00")) == london("2026-11-20T14:00")


def test_closed_days_are_skipped() -> None:
    # Red when closed_days is left out of is_open_on.
    closed = ("2026-12-25", "2026-12-28")
    due = working("1 working day", closed=closed).due_at(london("2026-12-24T10:00"))
    assert due == london("2026-12-29T17:00")


def test_working_hours_are_real_hours_when_the_clocks_change() -> None:
    # Red when the hours are subtracted in local time: open from 00:00 to 06:00 that night lasts five hours.
    due = working("6 working hours", "Sun 00:00-06:00").due_at(london("2027-03-27T12:00"))
    assert due == london("2027-04-04T01:00")


@given(
    sent=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    count=st.integers(1, 30),
    closed=st.frozensets(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=60),
    days=st.sets(st.integers(0, 6), min_size=1),
)
def test_n_working_days_are_n_open_days_later(
    sent: datetime, count: int, closed: frozenset[date], days: set[int]
) -> None:
    open_on = dict.fromkeys(days, ((NINE, FIVE),))
    time_of = WorkingTime(open_on, parse_reply_within(f"{count} working days"), closed, LONDON)
    due = time_of.due_at(sent).astimezone(LONDON)
    first = sent.astimezone(LONDON).date()
    between = [first + timedelta(days=n) for n in range(1, (due.date() - first).days + 1)]
    assert due.time() == FIVE
    assert time_of.is_open_on(due.date())
    assert sum(time_of.is_open_on(day) for day in between) == count


@given(
    sent=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    less=st.integers(1, 40),
    more=st.integers(0, 40),
)
def test_more_hours_are_never_due_earlier_and_end_in_opening_hours(
    sent: datetime, less: int, more: int
) -> None:
    earlier = working(f"{less} working hours").due_at(sent)
    later = working(f"{less + more} working hours").due_at(sent)
    assert sent < earlier <= later
    local = earlier.astimezone(LONDON)
    assert local.weekday() < 5
    assert NINE < local.time() <= FIVE


@pytest.mark.parametrize(
    "hours",
    ["", "always", "Mon-Fri", "Mon-Fri 9-17", "Fri-Mon 09:00-17:00", "Mon 17:00-09:00", "Mon 25:00-26:00"],
)
def test_unreadable_hours_are_refused_with_the_remedy(hours: str) -> None:
    with pytest.raises(ValueError, match="Write them like"):
        parse_hours(hours)


def test_the_same_time_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        parse_hours("Mon-Fri 09:00-17:00, Wed 12:00-13:00")


@pytest.mark.parametrize("reply", ["", "soon", "2 days or so", "0 days", "-1 days", "two working days"])
def test_an_unreadable_promise_is_refused_with_the_remedy(reply: str) -> None:
    with pytest.raises(ValueError, match="Write it like"):
        parse_reply_within(reply)


def test_words_are_read_whatever_their_case_and_spaces() -> None:
    assert parse_hours("mon - fri 9:00 – 17:00") == parse_hours("Mon-Fri 09:00-17:00")
    assert parse_reply_within(" 2  Working Days ").unit is Unit.WORKING_DAY


@pytest.mark.parametrize("name", ["", "Nowhere/Town", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        parse_zone(name)


def test_an_unreadable_closed_day_is_refused() -> None:
    with pytest.raises(ValueError, match=r"25\.12"):
        parse_closed_days(["25.12.2026"])


def test_a_clinic_that_never_opens_has_no_due_date() -> None:
    every_day = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(4500))
    never = WorkingTime({0: ((NINE, FIVE),)}, parse_reply_within("1 working day"), every_day, LONDON)
    with pytest.raises(ValueError, match="no day"):
        never.due_at(london("2026-11-20T12:00"))
    hours = WorkingTime({0: ((NINE, FIVE),)}, parse_reply_within("1 working hour"), every_day, LONDON)
    with pytest.raises(ValueError, match="no time"):
        hours.due_at(london("2026-11-20T12:00"))


def test_the_clinics_own_words_and_date() -> None:
    clinic = small_set().clinic
    assert due_at(clinic, london("2026-11-20T12:00")) == london("2026-11-24T17:00")
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert clinic_today(clinic, late) == date(2026, 7, 2)
    assert clinic_today(clinic.model_copy(update={"time_zone": "?"}), late) == date(2026, 7, 1)
