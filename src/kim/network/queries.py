"""When and where people are open, and by which ways people come."""

from collections.abc import Iterable

from kim.districts.models import Municipality
from kim.network.models import OfficeHours


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
