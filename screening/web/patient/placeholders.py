"""Fills the one placeholder that a question set leaves open: by when the clinic replies."""

from datetime import datetime
from zoneinfo import ZoneInfo

from screening.questions.model import Clinic
from screening.questions.set_builder import REPLY_BY


def day_in_words(moment: datetime, time_zone: str) -> str:
    """A moment's day at the clinic: "Tuesday 24 November"."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return f"{local:%A} {local.day} {local:%B}"


def filled(text: str, clinic: Clinic, reply_by: datetime) -> str:
    """The text with the day in it, where it names one."""
    return text.replace(f"{{{REPLY_BY}}}", day_in_words(reply_by, clinic.time_zone))
