"""Who is here now, with everything a staff page needs; made afresh at every click."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from screening.questions.model import QuestionSet
from screening.questions.words import Words
from screening.questions.working_time import parse_zone
from screening.submissions.staff import Action, StaffMember, may
from screening.web.context import Context
from screening.web.staff.moments import Moments


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """One staff member's look at the staff area. `token` is their session's."""

    context: Context
    member: StaffMember
    token: str = field(repr=False)

    def may(self, action: Action) -> bool:
        """Whether the person may; the desk asks again before it acts."""
        return may(self.member, action)

    @property
    def live_set(self) -> QuestionSet:
        """The question set that is served now."""
        return self.context.live_set.current()

    @property
    def moments(self) -> Moments:
        """How moments are told here and now."""
        return Moments(self.now, zone_of(self.live_set), Words.english())

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.context.clock()


def zone_of(question_set: QuestionSet) -> ZoneInfo:
    """The clinic's time zone; one that can't be read counts as UTC."""
    try:
        return parse_zone(question_set.clinic.time_zone)
    except ValueError:
        return ZoneInfo("UTC")
