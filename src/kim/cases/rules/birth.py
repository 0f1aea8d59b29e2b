"""Birth dates as precisely as they are known: a day, a month or only a year."""

import re
from datetime import date
from typing import Final, NamedTuple

EARLIEST_YEAR: Final = 1900

_GERMAN: Final = re.compile(r"(?:(?:([0-9]{1,2})\.)?([0-9]{1,2})\.)?([0-9]{4})")
_ISO: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


class Age(NamedTuple):
    """Full years; not exact when the day or the month of birth is unknown and the birthday may lie ahead."""

    years: int
    exact: bool


def parse_birth_date(text: str, today: date) -> str:
    """Return a typed birth date in its stored form: `1990-05-01`, `1990-05` or `1990`; nothing stays empty.

    Understands 01.05.1990, 5.1990, 1990 and the stored forms. ValueError for anything else, for days that do not
    exist, lie in the future or before 1900.
    """
    typed = re.sub(r"\s+", "", text)
    if not typed:
        return ""
    if german := _GERMAN.fullmatch(typed):
        parts = (german[3], german[2], german[1])
    elif iso := _ISO.fullmatch(typed):
        parts = (iso[1], iso[2], iso[3])
    else:
        raise ValueError("not a birth date")
    known = [int(part) for part in parts if part]
    year, month, day = (*known, 1, 1)[:3]
    if not year >= EARLIEST_YEAR or date(year, month, day) > today:
        raise ValueError("a birth date out of range")
    return "-".join([f"{known[0]:04d}", *(f"{part:02d}" for part in known[1:])])


def birth_date_text(stored: str) -> str:
    """Return a stored birth date as people write it: 01.05.1990, 05.1990 or 1990."""
    return ".".join(reversed(stored.split("-")))


def age_on(stored: str, day: date) -> Age | None:
    """Return the age on a day, None without a birth date. Of the unknown part the earliest day is taken."""
    if not stored:
        return None
    year, *rest = (int(part) for part in stored.split("-"))
    full = (*rest, 1, 1)[:2]
    had_birthday = (day.month, day.day) >= full
    years = max(day.year - year - (not had_birthday), 0)
    return Age(years, exact=len(rest) == 2)
