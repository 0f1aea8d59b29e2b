"""Office hours: rules of recurrence, their days, and how they are said.

Pure functions: no Django, no clock. A rule is written as in iCalendar (RFC 5545), of which only what
offices use is allowed: every n weeks on weekdays, every n months on the n-th or last weekday.
"""

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from dateutil.easter import easter
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

LOCAL_ZONE: Final = ZoneInfo("Europe/Berlin")
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_INTERVAL: Final = 12

_DAY: Final = re.compile(r"(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)")
_FREQUENCIES: Final[dict[str, Literal[1, 2]]] = {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY}


class RuleError(ValueError):
    """A rule cannot be used; the message is German and meant for the person who entered it."""


class DayPart(NamedTuple):
    """A weekday (Monday is 0); in a month also which one: 1 to 4, or -1 for the last."""

    ordinal: int | None
    weekday: int


class Recurrence(NamedTuple):
    """What a rule says."""

    frequency: str
    interval: int
    days: tuple[DayPart, ...]


class Description(NamedTuple):
    """A rule in parts, for sentences in any language. Frequency is "weekly" or "monthly"; times may be unknown."""

    frequency: str
    interval: int
    days: tuple[DayPart, ...]
    starts: time | None
    ends: time | None


class Occurrence(NamedTuple):
    """One sitting, from and to as instants with the offices' time zone."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Hours:
    """Office hours that come back: by which rule, counted from which day, at what local time."""

    rule: str
    first_on: date
    starts: time
    ends: time
    last_on: date | None = None


# --- reading ---------------------------------------------------------------------------------------


def check_rule(rule: str) -> str | None:
    """Return what is wrong with a rule in plain German, or None if it can be used."""
    try:
        read_rule(rule)
    except RuleError as error:
        return str(error)
    return None


def read_rule(rule: str) -> Recurrence:
    """NET-1: Office hours recur every so many weeks on weekdays, or months on the n-th or last weekday.

    RuleError with a German sentence for anything else.

    Source: concept Kreis Warendorf 2025, annexes 2 to 14 (office hours); requirement Z3.
    """
    parts = _parts(rule)
    frequency = parts.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise RuleError("Bitte wählen Sie, ob die Sprechzeit wöchentlich oder monatlich stattfindet.")
    interval = _interval(parts.pop("INTERVAL", "1"))
    days = _days(parts.pop("BYDAY", ""), is_monthly=frequency == "MONTHLY")
    if parts:
        raise RuleError(f"Diese Angabe gibt es bei Sprechzeiten nicht: {', '.join(sorted(parts))}.")
    return Recurrence(frequency.lower(), interval, days)


def _parts(rule: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in rule.split(";"):
        name, equals, value = part.partition("=")
        if not equals or name in found:
            raise RuleError("Die Regel der Sprechzeit ist nicht lesbar.")
        found[name] = value
    return found


def _interval(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= LONGEST_INTERVAL:
        raise RuleError(f"Der Abstand muss eine ganze Zahl von 1 bis {LONGEST_INTERVAL} sein.")
    return int(text)


def _days(text: str, *, is_monthly: bool) -> tuple[DayPart, ...]:
    if not text:
        raise RuleError("Bitte wählen Sie mindestens einen Wochentag.")
    days = []
    for word in text.split(","):
        match = _DAY.fullmatch(word)
        if match is None:
            raise RuleError("Bitte wählen Sie Wochentage, im Monat den ersten bis vierten oder den letzten.")
        if is_monthly != bool(match[1]):
            raise RuleError(
                "Bitte wählen Sie, der wievielte Wochentag im Monat gemeint ist."
                if is_monthly
                else "Bei wöchentlichen Sprechzeiten wird der Wochentag nicht gezählt."
            )
        days.append(DayPart(int(match[1]) if match[1] else None, WEEKDAYS.index(match[2])))
    if len(set(days)) < len(days):
        raise RuleError("Jeder Wochentag darf nur einmal vorkommen.")
    return tuple(sorted(days, key=_order))


def _order(day: DayPart) -> tuple[int, int]:
    """The last one of a month comes after the fourth."""
    return (day.ordinal or 0) % 6, day.weekday


# --- days ------------------------------------------------------------------------------------------


def occurrences(
    hours: Hours, window_from: date, window_to: date, exceptions: Collection[date] = ()
) -> list[Occurrence]:
    """NET-2: Office hours take place at their local time on each day of the rule that is no exception.

    The window includes both its days. Weeks and months are counted from the week or month of the
    first day; summer time changes the instant, not the time on the clock.

    Source: requirement Z3; RFC 5545 for the recurrence.
    """
    last_on = min(window_to, hours.last_on or window_to)
    return [
        Occurrence(
            datetime.combine(day, hours.starts, LOCAL_ZONE), datetime.combine(day, hours.ends, LOCAL_ZONE)
        )
        for day in days_of(hours.rule, hours.first_on, window_from, last_on)
        if day not in exceptions
    ]


def days_of(rule: str, first_on: date, window_from: date, window_to: date) -> list[date]:
    """NET-15: A rule says on which days office hours take place, also where nobody has said at what time.

    The window includes both its days. Weeks and months are counted from the week or month of the first day.

    Source: concept Kreis Warendorf 2025, annex 5 (last Thursday of the month, without a time).
    """
    frequency, interval, days = read_rule(rule)
    first = max(window_from, first_on)
    if first > window_to:
        return []
    moments = rrule(
        _FREQUENCIES[frequency.upper()],
        dtstart=datetime.combine(first_on, time()),
        until=datetime.combine(window_to, time()),
        interval=interval,
        wkst=0,
        byweekday=[weekday(day.weekday, day.ordinal) for day in days],
    )
    return [moment.date() for moment in moments if moment.date() >= first]


def holidays_nrw(year: int) -> dict[date, str]:
    """NET-3: On the public holidays of North Rhine-Westphalia offices are closed.

    Days with their German names; eleven a year.

    Source: Feiertagsgesetz NW, § 2.
    """
    sunday = easter(year)
    from_easter = {
        -2: "Karfreitag",
        1: "Ostermontag",
        39: "Christi Himmelfahrt",
        50: "Pfingstmontag",
        60: "Fronleichnam",
    }
    fixed = {
        (1, 1): "Neujahr",
        (5, 1): "Tag der Arbeit",
        (10, 3): "Tag der Deutschen Einheit",
        (11, 1): "Allerheiligen",
        (12, 25): "1. Weihnachtstag",
        (12, 26): "2. Weihnachtstag",
    }
    found = {date(year, *day): name for day, name in fixed.items()}
    for days, name in from_easter.items():
        day = sunday + timedelta(days=days)
        found[day] = f"{found[day]}, {name}" if day in found else name
    return dict(sorted(found.items()))


# --- words -----------------------------------------------------------------------------------------

_NAMES_DE: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_ORDINALS_DE: Final = {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", -1: "letzten"}
_NUMBERS_DE: Final = (
    "", "", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
)  # fmt: skip


def describe(rule: str, starts: time | None, ends: time | None) -> Description:
    """Return what a rule says in parts that can be put into a sentence of any language."""
    return Description(*read_rule(rule), starts, ends)


def describe_de(rule: str, starts: time | None, ends: time | None) -> str:
    """Return a rule as people say it in German: "jeden letzten Donnerstag im Monat 14:00–16:00 Uhr".

    Without times it says that they are to be asked for.
    """
    said = describe(rule, starts, ends)
    days = _monthly_de(said) if said.frequency == "monthly" else _weekly_de(said)
    if starts is None or ends is None:
        return f"{days}, Uhrzeit bitte erfragen"
    return f"{days} {_clock_de(starts)}–{_clock_de(ends)} Uhr"


def _weekly_de(said: Description) -> str:
    names = [_NAMES_DE[day.weekday] for day in said.days]
    if said.interval == 1:
        return f"jeden {_listed_de(names)}"
    return f"alle {_NUMBERS_DE[said.interval]} Wochen {_listed_de([f'{name.lower()}s' for name in names])}"


def _monthly_de(said: Description) -> str:
    by_weekday = itertools.groupby(sorted(said.days, key=lambda day: day.weekday), lambda day: day.weekday)
    groups = [
        (_listed_de([_ORDINALS_DE[day.ordinal or 1] for day in sorted(days, key=_order)]), _NAMES_DE[number])
        for number, days in by_weekday
    ]
    days = _listed_de([f"{ordinals} {name}" for ordinals, name in groups])
    every = "im Monat" if said.interval == 1 else f"alle {_NUMBERS_DE[said.interval]} Monate"
    return f"jeden {days} {every}"


def _listed_de(words: list[str]) -> str:
    return " und ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _clock_de(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
