"""The only clock of the system. Everything that needs to know the day or the time asks here."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_moved_to: ContextVar[datetime | None] = ContextVar("moved_to", default=None)


def now() -> datetime:
    """Return the present instant (UTC, aware)."""
    moved = _moved_to.get()
    if moved is not None:
        return moved
    return timezone.now() + timedelta(days=settings.CLOCK_SHIFT_DAYS)


def today() -> date:
    """Return the present day where the offices are, not where the server is."""
    return local_day(now())


def local_day(instant: datetime) -> date:
    """Return the day on which an instant falls in the time zone of the offices."""
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def local_time(instant: datetime) -> datetime:
    """Return an instant as the clocks of the offices show it."""
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE))


def start_of(day: date) -> datetime:
    """Return the first instant of a local day as UTC."""
    return at(day, time.min)


def at(day: date, clock: time = time(9)) -> datetime:
    """Return the instant of a local day and time as UTC."""
    return datetime.combine(day, clock, ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


@contextlib.contextmanager
def moved_clock(moment: date | datetime) -> Iterator[None]:
    """Let the clock stand at a moment, for building demo data and for tests."""
    instant = moment if isinstance(moment, datetime) else at(moment)
    token = _moved_to.set(instant)
    try:
        yield
    finally:
        _moved_to.reset(token)


WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def weekday(moment: date) -> str:
    """Return the short German name of the day of the week."""
    return WEEKDAYS[moment.weekday()]
