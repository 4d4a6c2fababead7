from datetime import UTC, date, datetime, time

import pytest

from screening.questions.working_time import (
    WorkingTime,
    parse_closed_days,
    parse_hours,
    parse_reply_within,
    parse_zone,
)

HOURS = "Mon-Thu 08:00-12:00, Mon-Thu 13:00-17:00, Fri 08:00-12:00"
ZONE = "Europe/London"


def due(sent: str, reply_within: str, hours: str = HOURS, closed: tuple[str, ...] = ()) -> str:
    """When the reply is due, both in London's time."""
    clinic = WorkingTime.of(hours, reply_within, closed, ZONE)
    moment = datetime.fromisoformat(sent).replace(tzinfo=clinic.zone)
    return clinic.due_at(moment).astimezone(clinic.zone).strftime("%Y-%m-%d %H:%M")


# 20 November 2026 is a Friday.
@pytest.mark.parametrize(
    ("sent", "reply_within", "expected"),
    [
        ("2026-11-19 09:00", "1 working day", "2026-11-20 12:00"),
        ("2026-11-20 09:00", "1 working day", "2026-11-23 17:00"),
        ("2026-11-20 23:59", "2 working days", "2026-11-24 17:00"),
        ("2026-11-21 09:00", "1 working day", "2026-11-23 17:00"),
        ("2026-11-19 16:00", "2 working hours", "2026-11-20 09:00"),
        ("2026-11-19 11:00", "2 working hours", "2026-11-19 14:00"),
        ("2026-11-20 11:30", "1 working hour", "2026-11-23 08:30"),
        ("2026-11-20 09:00", "1 day", "2026-11-21 09:00"),
        ("2026-11-20 09:00", "36 hours", "2026-11-21 21:00"),
        ("2026-10-24 12:00", "1 day", "2026-10-25 12:00"),
        ("2026-10-24 12:00", "24 hours", "2026-10-25 11:00"),
    ],
)
def test_when_a_reply_is_due(sent: str, reply_within: str, expected: str) -> None:
    assert due(sent, reply_within) == expected


def test_closed_days_and_closed_weeks_are_skipped() -> None:
    closed = ("2026-11-23", "2026-11-24")
    assert due("2026-11-20 09:00", "1 working day", closed=closed) == "2026-11-25 17:00"
    assert due("2026-11-20 11:00", "2 working hours", closed=closed) == "2026-11-25 09:00"


def test_an_hour_stays_an_hour_when_the_clocks_change() -> None:
    assert due("2026-10-24 23:00", "3 working hours", hours="Sat-Sun 00:00-23:59") == "2026-10-25 01:01"


def test_today_is_the_clinics_date() -> None:
    clinic = WorkingTime.of(HOURS, "1 day", (), "Pacific/Auckland")
    assert clinic.today(datetime(2026, 11, 20, 12, tzinfo=UTC)) == date(2026, 11, 21)
    assert clinic.is_open_on(date(2026, 11, 20))
    assert not clinic.is_open_on(date(2026, 11, 21))


def test_hours_are_read_in_any_order_and_with_a_dash() -> None:
    assert parse_hours("Fri 9:00 - 12:00, mon\u2013tue 13:00-17:00, Mon 08:00-12:00") == {
        4: ((time(9), time(12)),),
        0: ((time(8), time(12)), (time(13), time(17))),
        1: ((time(13), time(17)),),
    }


@pytest.mark.parametrize(
    "hours",
    ["", "Mon", "Mon-Fri", "9-5", "Mon-Fri 9 to 5", "Fri-Mon 09:00-17:00", "Mon 17:00-09:00",
     "Mon 09:00-25:00", "Mon 09:00-24:00", "Mon 09:00-12:00, Mon 11:00-13:00", "Xxx 09:00-17:00",
     "Mon 09:00-09:00"],
)  # fmt: skip
def test_hours_that_are_none(hours: str) -> None:
    with pytest.raises(ValueError, match=r"hours|time"):
        parse_hours(hours)


@pytest.mark.parametrize(
    "text", ["", "soon", "two days", "0 days", "-1 day", "2 weeks", "1.5 days", "9999 days"]
)
def test_a_promise_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="reply time"):
        parse_reply_within(text)


def test_days_and_zones_that_are_none() -> None:
    with pytest.raises(ValueError, match="closed day"):
        parse_closed_days(["2026-12-25", "Boxing Day"])
    for name in ("Europe/Londn", "", "../etc/passwd", "/etc/localtime", "Europe"):
        with pytest.raises(ValueError, match="time zone"):
            parse_zone(name)


def test_a_clinic_that_is_never_open_promises_nothing() -> None:
    clinic = WorkingTime({}, parse_reply_within("1 working day"), frozenset(), parse_zone(ZONE))
    with pytest.raises(ValueError, match="no day"):
        clinic.due_at(datetime(2026, 11, 20, tzinfo=UTC))
    hourly = WorkingTime({}, parse_reply_within("1 working hour"), frozenset(), parse_zone(ZONE))
    with pytest.raises(ValueError, match="no time"):
        hourly.due_at(datetime(2026, 11, 20, tzinfo=UTC))
