"""When and where people are open, and by which ways people come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kim.core import dates
from kim.districts.models import Municipality
from kim.network.models import AccessRoute, OfficeHours, OfficeHoursException
from kim.network.rules import Hours, days_of, describe_de, holidays_nrw, occurrences

WEEKS_SHOWN = 4
BY_ARRANGEMENT = "nach Vereinbarung"
NO_HOURS = "keine offene Sprechzeit"
TIMES_UNKNOWN = "Zeiten nicht bekannt, bitte erfragen"
# Hours without a first day are counted from a Monday long past: with a rhythm of one week any day will do.
ANY_MONDAY = date(2020, 1, 6)


@dataclass(frozen=True)
class Sitting:
    """One day of an office hour: when, on which holiday, and how it was cancelled, if it was.

    Without instants only the day is known.
    """

    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    holiday: str = ""
    cancelled: OfficeHoursException | None = None


def hours_of(municipality: Municipality) -> list[OfficeHours]:
    """Return the office hours of a municipality in their order; `exceptions` are loaded, two queries."""
    return hours_by_municipality([municipality])[municipality.pk]


def hours_by_municipality(municipalities: Iterable[Municipality]) -> dict[int, list[OfficeHours]]:
    """Return the office hours of several municipalities by the municipality's primary key; two queries."""
    wanted = [place.pk for place in municipalities]
    rows = OfficeHours.objects.filter(municipality__in=wanted).prefetch_related("exceptions")
    grouped: dict[int, list[OfficeHours]] = {key: [] for key in wanted}
    for row in rows.order_by("position", "pk"):
        grouped[row.municipality_id].append(row)
    return grouped


def in_words(hours: OfficeHours) -> str:
    """Return when an office hour is, in German: "jeden Dienstag 9:30–12:30 Uhr" or "nach Vereinbarung"."""
    if hours.none:
        return f"{NO_HOURS}, Termine {BY_ARRANGEMENT}" if hours.by_arrangement else NO_HOURS
    if hours.rule:
        words = describe_de(hours.rule, hours.starts, hours.ends)
    elif hours.times_unknown:
        words = TIMES_UNKNOWN
    else:
        return BY_ARRANGEMENT
    return f"{words}, sonst {BY_ARRANGEMENT}" if hours.by_arrangement else words


def where_in_words(hours: OfficeHours) -> str:
    """Return where an office hour is, or where people go instead if there is none."""
    leads_elsewhere = hours.place and hours.none and not hours.by_arrangement
    return f"stattdessen: {hours.place}" if leads_elsewhere else hours.place


def sittings(hours: OfficeHours, first: date, last: date) -> list[Sitting]:
    """Return the days of an office hour in a window, both ends inclusive, with holidays and cancelled ones marked.

    On a holiday an office hour does not take place. `exceptions` should be loaded.
    """
    if not hours.rule:
        return []
    # What is only being looked at has no row yet, and nothing hangs on it.
    cancelled = {exception.on: exception for exception in (hours.exceptions.all() if hours.pk else ())}
    holidays = {
        day: name for year in range(first.year, last.year + 1) for day, name in holidays_nrw(year).items()
    }
    return [
        Sitting(day, *clock, holidays.get(day, ""), cancelled.get(day))
        for day, clock in _planned(hours, first, last)
    ]


def _planned(
    hours: OfficeHours, first: date, last: date
) -> list[tuple[date, tuple[datetime | None, datetime | None]]]:
    """The days of the rule with their instants, as far as these are known."""
    first_on = hours.first_on or ANY_MONDAY
    if hours.starts is None or hours.ends is None:
        return [(day, (None, None)) for day in days_of(hours.rule, first_on, first, last)]
    rhythm = Hours(hours.rule, first_on, hours.starts, hours.ends)
    return [
        (dates.local_day(each.starts_at), (each.starts_at, each.ends_at))
        for each in occurrences(rhythm, first, last)
    ]


def next_sittings(hours: OfficeHours, weeks: int = WEEKS_SHOWN) -> list[Sitting]:
    """Return the days of an office hour from today on for some weeks."""
    today = dates.today()
    return sittings(hours, today, today + timedelta(weeks=weeks, days=-1))


def access_routes() -> list[AccessRoute]:
    """Return the ways into counselling in use, in the district's order, `municipalities` loaded; two queries."""
    return list(AccessRoute.objects.filter(active=True).prefetch_related("municipalities"))


def routes_of(municipality: Municipality) -> list[AccessRoute]:
    """Return the ways that hold at a place: those named for it and those that hold everywhere."""
    found = []
    for route in access_routes():
        places = [place.pk for place in route.municipalities.all()]
        if not places or municipality.pk in places:
            found.append(route)
    return found
