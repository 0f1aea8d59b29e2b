"""The lights of concepts: what they need besides the content is read here."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q

from kim.action_plans.models import FocusArea, YearlyTalk
from kim.action_plans.rules.lights import ENTRIES, Around, lights
from kim.network.models import AccessRoute, Agreement, NetworkMeeting, Offer
from kim.steering.models import Group

Lights = dict[str, dict[str, str]]
Places = Sequence[Any]


def completeness_of(places: Places, contents: Sequence[Mapping[str, Any]], day: date) -> list[Lights]:
    """Return the lights of several concepts in their order; None among the places is the district itself.

    - `contents` are the contents of these concepts without their completeness.
    - One query for the yearly talks; five more unless the district itself is among the places.
    """
    wide = _wide(places, contents, day)
    talks = talk_days([place.pk for place in places if place is not None])
    found = []
    for place, content in zip(places, contents, strict=True):
        held_on, planned_on = talks.get(place.pk, (None, None)) if place else (None, None)
        around = Around(wide, place is None, held_on, planned_on)
        found.append(lights(content, around, day))
    return found


def talk_days(places: Sequence[int]) -> dict[int, tuple[date | None, date | None]]:
    """Return by place the day of the last talk held, and the last day agreed for one not yet held; one query."""
    found: dict[int, tuple[date | None, date | None]] = {}
    rows = YearlyTalk.objects.filter(municipality__in=places).order_by("year")
    for place, held_on, planned_on in rows.values_list("municipality_id", "held_on", "planned_on"):
        held, planned = found.get(place, (None, None))
        found[place] = (held_on or held, planned if held_on else planned_on or planned)
    return found


def _wide(places: Places, contents: Sequence[Mapping[str, Any]], day: date) -> dict[str, int]:
    """Count what holds in the whole district, from its own content if that is there."""
    for place, content in zip(places, contents, strict=True):
        if place is None:
            counts = {part: len(content[key]) for part, key in ENTRIES.items()}
            return counts | {"infrastructure": len(content["infrastructure"]["offers"])}
    return district_wide(day)


def district_wide(day: date) -> dict[str, int]:
    """Return by part how many entries hold in the whole district; five queries."""
    lasting = Q(municipality__isnull=True) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    rows = {
        "infrastructure": Offer.objects.filter(lasting, listing=Offer.Listing.LISTED),
        "meetings": NetworkMeeting.objects.filter(lasting),
        "agreements": Agreement.objects.filter(municipality__isnull=True).exclude(
            state__in=(Agreement.State.DRAFT, Agreement.State.ENDED)
        ),
        "groups": Group.objects.filter(municipality__isnull=True),
        "focus": FocusArea.objects.filter(lasting),
    }
    return {part: found.order_by().aggregate(count=Count("pk"))["count"] for part, found in rows.items()}


def ways_for_all() -> int:
    """Return how many ways of access of the concept hold in the whole district; one query."""
    ways = AccessRoute.objects.filter(active=True, in_plan=True, municipalities__isnull=True)
    return int(ways.order_by().aggregate(count=Count("pk"))["count"])
