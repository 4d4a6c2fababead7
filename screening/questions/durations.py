"""Lengths of time and dates as the language writes them: "3 months", "2026-11-20", "today".

Months and years go by the calendar, to the month's last day. Knows no clock: today is given.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_DURATION = re.compile(r"(\d{1,5}) (day|week|month|year)s?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of days, weeks, months or years."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def before(self, day: date) -> date:
        """The day that lies this long before `day`; the first day of the calendar at the earliest."""
        try:
            match self.unit:
                case "day":
                    return day - timedelta(days=self.count)
                case "week":
                    return day - timedelta(weeks=self.count)
                case "month":
                    return months_before(day, self.count)
                case _:
                    return months_before(day, 12 * self.count)
        except (OverflowError, ValueError):
            return date.min


@dataclass(frozen=True, slots=True)
class TestDate:
    """A bound for dates: a fixed day, today, or a length of time ago."""

    __test__ = False  # not a test class, whatever pytest makes of the name

    text: str
    day: date | None = None
    ago: Duration | None = None

    def on(self, today: date) -> date:
        """The day that is meant when the clinic's date is `today`."""
        if self.day is not None:
            return self.day
        return today if self.ago is None else self.ago.before(today)


def is_turned_round(low: TestDate, high: TestDate) -> bool:
    """Whether a range ends before it begins, whatever the day; a fixed day beside a relative one never is."""
    some_day = date(2000, 1, 1)
    return (low.day is None) == (high.day is None) and low.on(some_day) > high.on(some_day)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day.

    Raises ValueError before year 1.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1] if year >= 1 else 0
    return date(year, month + 1, min(day.day, last))


def years_between(birth: date, today: date) -> int:
    """Whole years from `birth` to `today`; born on 29 February is a year older on 1 March."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def parse_duration(text: str) -> Duration | None:
    """Read "3 months"; None if it is not a length of time."""
    found = _DURATION.fullmatch(text)
    return Duration(int(found[1]), found[2]) if found else None


def parse_day(text: str) -> date | None:
    """Read an ISO date (2026-11-20, ASCII digits only); None if it is not one."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_test_date(text: str) -> TestDate | None:
    """Read a bound for dates: an ISO date, "today" or "3 months ago"; None if it is none."""
    if text == "today":
        return TestDate(text)
    if text.endswith(" ago"):
        ago = parse_duration(text.removesuffix(" ago"))
        return TestDate(text, ago=ago) if ago else None
    day = parse_day(text)
    return TestDate(text, day=day) if day else None
