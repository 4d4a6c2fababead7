"""Moments as this room keeps them: aware, in UTC, whole milliseconds, so that stored equals remembered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present moment, aware; tests and the demo bring their own."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


def from_milliseconds(milliseconds: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + milliseconds * _MILLISECOND


def present(clock: Clock) -> datetime:
    """What the clock says, in UTC and whole milliseconds."""
    return from_milliseconds(to_milliseconds(clock()))
