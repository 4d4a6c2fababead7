"""Moments and waiting times in words, in the clinic's own time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from screening.questions.words import Words

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moments:
    """Tells moments as they are seen at `now` in a time zone."""

    now: datetime
    zone: ZoneInfo
    words: Words

    @property
    def today(self) -> date:
        """The clinic's date."""
        return self.date_of(self.now)

    def date_of(self, moment: datetime) -> date:
        """The clinic's date at a moment."""
        return moment.astimezone(self.zone).date()

    def day(self, day: date) -> str:
        """A day: "Fri 20 Nov", with the year when it is another."""
        year = "" if day.year == self.today.year else f" {day.year}"
        return f"{day:%a} {day.day} {day:%b}{year}"

    def moment(self, moment: datetime) -> str:
        """A day and time: "Fri 20 Nov, 14:06"."""
        local = moment.astimezone(self.zone)
        return self.words.text("staff.time.at", day=self.day(local.date()), time=f"{local:%H:%M}")

    def waited(self, since: datetime) -> str:
        """How long ago that was: "25 min", "3 h", "1 d 4 h", "12 d"."""
        passed = max(self.now - since, timedelta())
        if passed < HOUR:
            return self.words.text("staff.time.minutes", count=passed // timedelta(minutes=1))
        if passed < DAY:
            return self.words.text("staff.time.hours", count=passed // HOUR)
        hours = passed % DAY // HOUR
        if passed < 3 * DAY and hours:
            return self.words.text("staff.time.days_hours", days=passed // DAY, hours=hours)
        return self.words.text("staff.time.days", count=passed // DAY)
