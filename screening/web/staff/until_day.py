"""Reads a day ahead as people type it: "20 2 2027", "20/02/2027", "2027-02-20", "3 months"."""

import re
from datetime import date

from screening.questions.durations import months_before, parse_day, parse_duration

_PARTS = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})")


def read_until(text: str, today: date) -> date | None:
    """The day that is meant; None if it can't be told."""
    plain = " ".join(text.lower().removeprefix("in ").split())
    iso = parse_day(plain)
    if iso is not None:
        return iso
    length = parse_duration(plain)
    if length is not None:
        return _ahead(today, length.count, length.unit)
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None
    return parse_day(f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}")


def _ahead(today: date, count: int, unit: str) -> date | None:
    months = {"month": count, "year": 12 * count}.get(unit)
    try:
        if months is not None:
            return months_before(today, -months)
        days = count * 7 if unit == "week" else count
        return date.fromordinal(today.toordinal() + days)
    except (OverflowError, ValueError):
        return None
