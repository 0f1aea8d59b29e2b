"""Office hours in the words of the reader's language."""

import dataclasses
from datetime import date, time, timedelta
from typing import Any, Final

from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kim.network.models import OfficeHours
from kim.network.rules import DayPart, Description, days_of, describe, holidays_nrw

LOOK_AHEAD_DAYS: Final = 120
WEEK_DAYS: Final = 7

WEEKLY: Final[tuple[Promise, ...]] = (
    _("montags"),
    _("dienstags"),
    _("mittwochs"),
    _("donnerstags"),
    _("freitags"),
    _("samstags"),
    _("sonntags"),
)
# Whole phrases: in many languages the number changes with the gender of the weekday.
MONTHLY: Final[dict[int, tuple[Promise, ...]]] = {
    1: (
        _("erster Montag im Monat"),
        _("erster Dienstag im Monat"),
        _("erster Mittwoch im Monat"),
        _("erster Donnerstag im Monat"),
        _("erster Freitag im Monat"),
        _("erster Samstag im Monat"),
        _("erster Sonntag im Monat"),
    ),
    2: (
        _("zweiter Montag im Monat"),
        _("zweiter Dienstag im Monat"),
        _("zweiter Mittwoch im Monat"),
        _("zweiter Donnerstag im Monat"),
        _("zweiter Freitag im Monat"),
        _("zweiter Samstag im Monat"),
        _("zweiter Sonntag im Monat"),
    ),
    3: (
        _("dritter Montag im Monat"),
        _("dritter Dienstag im Monat"),
        _("dritter Mittwoch im Monat"),
        _("dritter Donnerstag im Monat"),
        _("dritter Freitag im Monat"),
        _("dritter Samstag im Monat"),
        _("dritter Sonntag im Monat"),
    ),
    4: (
        _("vierter Montag im Monat"),
        _("vierter Dienstag im Monat"),
        _("vierter Mittwoch im Monat"),
        _("vierter Donnerstag im Monat"),
        _("vierter Freitag im Monat"),
        _("vierter Samstag im Monat"),
        _("vierter Sonntag im Monat"),
    ),
    -1: (
        _("letzter Montag im Monat"),
        _("letzter Dienstag im Monat"),
        _("letzter Mittwoch im Monat"),
        _("letzter Donnerstag im Monat"),
        _("letzter Freitag im Monat"),
        _("letzter Samstag im Monat"),
        _("letzter Sonntag im Monat"),
    ),
}


@dataclasses.dataclass(frozen=True)
class HoursLine:
    """One office hour as it is shown: rhythm in words, times as digits, the next day where it is not obvious.

    Place, address and note are German, as they were entered. `leads_elsewhere` says that there are no open hours, and
    that people go to the place instead.
    """

    rhythm: str
    times: str
    next_on: str
    place: str
    address: str
    note: str
    leads_elsewhere: bool = dataclasses.field(default=False, kw_only=True)
    has_days: bool = dataclasses.field(default=False, kw_only=True)


def _day_words(day: DayPart) -> str:
    return str(WEEKLY[day.weekday] if day.ordinal is None else MONTHLY[day.ordinal][day.weekday])


def rhythm_words(said: Description) -> str:
    """Return when office hours recur, in the active language: "montags, alle 3 Wochen"."""
    between = gettext(", ")
    words = [_day_words(day) for day in said.days]
    if said.interval > 1 and said.frequency == "weekly":
        words.append(
            ngettext("jede Woche", "alle %(count)s Wochen", said.interval) % {"count": said.interval}
        )
    elif said.interval > 1:
        words.append(
            ngettext("jeden Monat", "alle %(count)s Monate", said.interval) % {"count": said.interval}
        )
    return between.join(words)


def day_words(day: date) -> str:
    """Return a day with its weekday in the active language: "Mittwoch, 25.11.2026"."""
    return format_date(day, gettext("l, d.m.Y"))


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"


def _next_day(row: OfficeHours, said: Description, today: date) -> str:
    """Return the next day if the rhythm does not tell it: not weekly, or the coming one is cancelled."""
    missed = {exception.on for exception in row.exceptions.all()}
    missed |= {day for year in (today.year, today.year + 1) for day in holidays_nrw(year)}
    planned = days_of(row.rule, row.first_on or today, today, today + timedelta(days=LOOK_AHEAD_DAYS))
    coming = [day for day in planned if day not in missed]
    if not coming:
        return ""
    day = coming[0]
    is_plain = said.frequency == "weekly" and said.interval == 1
    return "" if is_plain and day < today + timedelta(days=WEEK_DAYS) else day_words(day)


def hours_line(row: OfficeHours, today: date) -> HoursLine:
    """Return one office hour in the active language; `exceptions` of the row should be loaded."""
    shown: dict[str, Any] = {"place": row.place, "address": row.address, "note": row.note}
    if row.none:
        words = [_("keine offenen Sprechzeiten"), *([_("nach Vereinbarung")] if row.by_arrangement else [])]
        line = HoursLine(gettext(", ").join(str(each) for each in words), times="", next_on="", **shown)
        return dataclasses.replace(line, leads_elsewhere=bool(row.place) and not row.by_arrangement)
    if not row.rule:
        words = [_("Zeiten bitte erfragen")] if row.times_unknown else []
        words += [_("nach Vereinbarung")] if row.by_arrangement else []
        return HoursLine(gettext(", ").join(str(each) for each in words), times="", next_on="", **shown)
    said = describe(row.rule, row.starts, row.ends)
    rhythm, next_on = rhythm_words(said), _next_day(row, said, today)
    if said.starts is None or said.ends is None:
        rhythm = gettext(", ").join([rhythm, gettext("Uhrzeit bitte erfragen")])
        return HoursLine(rhythm, times="", next_on=next_on, has_days=True, **shown)
    times = f"{_clock(said.starts)}–{_clock(said.ends)}"
    return HoursLine(rhythm, times, next_on=next_on, has_days=True, **shown)
