"""By when the clinic replies, and what day it is there: the clinic's words turned into moments."""

from datetime import UTC, date, datetime

from screening.questions.model import Clinic
from screening.questions.working_time import WorkingTime, parse_zone


def due_at(clinic: Clinic, sent_at: datetime) -> datetime:
    """The moment, in UTC and whole milliseconds like `sent_at`, by which the clinic promises to reply.

    Raises ValueError when the clinic's words cannot be read.
    """
    working = WorkingTime.of(clinic.hours, clinic.reply_within, clinic.closed_days, clinic.time_zone)
    return working.due_at(sent_at)


def clinic_today(clinic: Clinic, now: datetime) -> date:
    """The clinic's date at an aware moment; a zone that cannot be read counts as UTC."""
    try:
        return now.astimezone(parse_zone(clinic.time_zone)).date()
    except ValueError:
        return now.astimezone(UTC).date()
