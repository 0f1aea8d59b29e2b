"""Office hours as a calendar (iCalendar, RFC 5545) that other programs read.

Where only the day is known, an event lasts all day. The rules end two years ahead, and every holiday and cancelled day
until then is left out by name: a calendar that has been fetched never shows a day on which nobody is there. Programs
that subscribe fetch it anew.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from kim.core import dates
from kim.districts.models import Municipality
from kim.network.models import OfficeHours
from kim.network.queries import Sitting, in_words, sittings
from kim.network.rules import LOCAL_ZONE, WEEKDAYS, read_rule

if TYPE_CHECKING:
    from icalendar import Calendar, Timezone

CONTENT_TYPE = "text/calendar; charset=utf-8"
YEARS_AHEAD = 2
# Summer time in the European Union since 1996; the same rules hold for all that is shown here.
ZONE_CHANGES = (
    ("daylight", datetime.combine(date(1996, 3, 31), time(2)), 1, 2, 3),
    ("standard", datetime.combine(date(1996, 10, 27), time(3)), 2, 1, 10),
)


def horizon(today: date) -> tuple[date, date]:
    """Return the first and the last day that a calendar tells of: from the first of January, for some years."""
    return date(today.year, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)


def calendar_of(municipality: Municipality, hours: Iterable[OfficeHours], words: Any = in_words) -> bytes:
    """Return the calendar of a place. `words(hours)` says in the reader's language when an office hour is.

    `exceptions` of the hours should be loaded. Hours by arrangement have no days and are left out.
    """
    # Loaded here, so that starting a worker does not pay for it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//KIM//Sprechzeiten//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"KIM {municipality.name}")
    calendar.add("x-published-ttl", "P1D")
    calendar.add_component(_zone())
    for row in hours:
        _add_event(calendar, municipality, row, words(row))
    written: bytes = calendar.to_ical()
    return written


def _add_event(calendar: "Calendar", municipality: Municipality, row: OfficeHours, words: str) -> None:
    first, last = horizon(dates.today())
    days = sittings(row, max(first, row.first_on or first), last)
    if not days:
        return
    from icalendar import Event

    event: Event = Event()
    event.add("uid", f"sprechzeit-{row.pk}@{municipality.district.slug}.kim")
    event.add("dtstamp", dates.now())
    event.add("sequence", row.version)
    event.add("summary", f"KIM {municipality.name}")
    event.add("location", ", ".join(filter(None, [row.place, row.address])))
    event.add("description", "\n".join(filter(None, [words, row.note])))
    event.add("dtstart", _start(days[0]))
    event.add("dtend", days[0].ends_at or days[0].day + timedelta(days=1))
    event.add("rrule", _rule(row.rule, days[-1]))
    missed = [_start(each) for each in days if each.holiday or each.cancelled]
    if missed:
        # Days are told from instants by a parameter, which the library adds at the beginning of an event only.
        event.add("exdate", missed, parameters={} if days[0].starts_at else {"VALUE": "DATE"})
    calendar.add_component(event)


def _start(sitting: Sitting) -> date:
    """Return the instant of a sitting, or its day where only that is known."""
    return sitting.starts_at or sitting.day


def _rule(rule: str, last: Sitting) -> dict[str, Any]:
    said = read_rule(rule)
    byday = [f"{day.ordinal or ''}{WEEKDAYS[day.weekday]}" for day in said.days]
    return {
        "freq": said.frequency,
        "interval": said.interval,
        "until": last.starts_at.astimezone(UTC) if last.starts_at else last.day,
        "byday": byday,
        "wkst": "MO",
    }


def _zone() -> "Timezone":
    """Return how the clocks of the offices change."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", str(LOCAL_ZONE))
    for name, since, before, after, month in ZONE_CHANGES:
        part: Any = TimezoneDaylight() if name == "daylight" else TimezoneStandard()
        part.add("dtstart", since)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", "CEST" if name == "daylight" else "CET")
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(part)
    return zone
