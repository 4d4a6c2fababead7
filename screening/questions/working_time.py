"""A clinic's opening hours and its promise to reply: by when is "2 working days" after a given moment?

Reads the clinic block's own words. Knows no clock: every moment is given.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from screening.questions.durations import parse_day

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FURTHEST = timedelta(days=3660)
"""No promise reaches ten years ahead; a clinic with no open day in that time has its closed days wrong."""

_PERIOD = re.compile(r"([a-z]{3})(?: ?- ?([a-z]{3}))? (\d{1,2}:\d{2}) ?- ?(\d{1,2}:\d{2})")
_REPLY = re.compile(r"(\d{1,3}) (working day|working hour|day|hour)s?")
_HOURS_REMEDY = 'Write them like "Mon-Fri 09:00-17:00" or "Mon-Thu 08:00-18:00, Fri 08:00-12:00"'
_REPLY_REMEDY = 'Write it like "2 working days", "8 working hours" or "1 day"'

Periods = tuple[tuple[time, time], ...]


class Unit(StrEnum):
    """What a promise to reply counts in."""

    WORKING_DAY = "working day"
    WORKING_HOUR = "working hour"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class ReplyWithin:
    """A promise to reply."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When a clinic is open, where, and how soon it replies."""

    open_on: Mapping[int, Periods]
    """Opening periods by weekday (Monday is 0), earliest first; a weekday that is missing is closed."""

    reply_within: ReplyWithin
    closed_days: frozenset[date]
    zone: ZoneInfo

    @classmethod
    def of(cls, hours: str, reply_within: str, closed_days: Iterable[str], time_zone: str) -> "WorkingTime":
        """Read the clinic block's words. Raises ValueError that says which cannot be read, and the remedy."""
        return cls(
            parse_hours(hours),
            parse_reply_within(reply_within),
            parse_closed_days(closed_days),
            parse_zone(time_zone),
        )

    def today(self, moment: datetime) -> date:
        """The clinic's date at an aware moment."""
        return moment.astimezone(self.zone).date()

    def due_at(self, sent_at: datetime) -> datetime:
        """By when, in UTC, the clinic replies to what was sent at an aware moment.

        N working days: the closing time of the N-th open day after the local date of sending.
        Working hours are counted inside opening hours; days and hours without a break.
        Raises ValueError when the clinic never opens.
        """
        count = self.reply_within.count
        match self.reply_within.unit:
            case Unit.HOUR:
                return sent_at.astimezone(UTC) + timedelta(hours=count)
            case Unit.DAY:
                local = sent_at.astimezone(self.zone)
                return (local + timedelta(days=count)).astimezone(UTC)
            case Unit.WORKING_DAY:
                return self._close_of_working_day(self.today(sent_at), count)
            case Unit.WORKING_HOUR:
                return self._after_working_hours(sent_at.astimezone(UTC), timedelta(hours=count))

    def is_open_on(self, day: date) -> bool:
        """Whether the clinic opens at all that day."""
        return day not in self.closed_days and day.weekday() in self.open_on

    def _close_of_working_day(self, sent_on: date, count: int) -> datetime:
        following = self._open_days(sent_on + timedelta(days=1))
        day = next(islice(following, count - 1, None), None)
        if day is None:
            raise ValueError("The clinic's hours and closed days leave no day to reply on")
        return self._moment(day, self.open_on[day.weekday()][-1][1])

    def _after_working_hours(self, sent_at: datetime, left: timedelta) -> datetime:
        for day in self._open_days(self.today(sent_at)):
            for opens, closes in self.open_on[day.weekday()]:
                # Counted in UTC, so that an hour stays an hour on the night the clocks change.
                start, end = max(self._moment(day, opens), sent_at), self._moment(day, closes)
                if end - start >= left:
                    return start + left
                left -= max(end - start, timedelta())
        raise ValueError("The clinic's hours and closed days leave no time to reply in")

    def _open_days(self, first: date) -> Iterator[date]:
        for days in range(FURTHEST.days):
            day = first + timedelta(days=days)
            if self.is_open_on(day):
                yield day

    def _moment(self, day: date, clock_time: time) -> datetime:
        return datetime.combine(day, clock_time, self.zone).astimezone(UTC)


def parse_hours(text: str) -> dict[int, Periods]:
    """Read opening hours. Raises ValueError."""
    found: dict[int, list[tuple[time, time]]] = {}
    for part in text.replace("–", "-").lower().split(","):
        period = _PERIOD.fullmatch(" ".join(part.split()))
        if period is None or period[1] not in DAYS or (period[2] or period[1]) not in DAYS:
            raise ValueError(f'The hours "{part.strip()}" can\'t be read. {_HOURS_REMEDY}')
        first, last = DAYS.index(period[1]), DAYS.index(period[2] or period[1])
        opens, closes = _time(period[3]), _time(period[4])
        if first > last or opens >= closes:
            raise ValueError(f'The hours "{part.strip()}" end before they begin. {_HOURS_REMEDY}')
        for weekday in range(first, last + 1):
            found.setdefault(weekday, []).append((opens, closes))
    for weekday, periods in found.items():
        periods.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(periods)):
            raise ValueError(
                f"The hours name the same time on {DAYS[weekday].title()} twice. {_HOURS_REMEDY}"
            )
    return {weekday: tuple(periods) for weekday, periods in found.items()}


def parse_reply_within(text: str) -> ReplyWithin:
    """Read a promise to reply. Raises ValueError."""
    found = _REPLY.fullmatch(" ".join(text.lower().split()))
    if found is None or int(found[1]) == 0:
        raise ValueError(f'The reply time "{text}" can\'t be read. {_REPLY_REMEDY}')
    return ReplyWithin(int(found[1]), Unit(found[2]))


def parse_closed_days(days: Iterable[str]) -> frozenset[date]:
    """Read the days on which the clinic is closed. Raises ValueError."""
    found = set()
    for text in days:
        day = parse_day(text)
        if day is None:
            raise ValueError(f'The closed day "{text}" can\'t be read. Write it like 2026-12-25')
        found.add(day)
    return frozenset(found)


def parse_zone(name: str) -> ZoneInfo:
    """Read a time zone's name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'There is no time zone "{name}". Write it like Europe/London') from None


def _time(text: str) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError(f'There is no time "{text}". {_HOURS_REMEDY}') from None
