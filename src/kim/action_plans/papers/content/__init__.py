"""The content of a concept: what page, papers, export and kept states are made from.

One dict per territory, of strings, numbers, truth values, lists and dicts only, so that its JSON says the same.
Entries of the whole district belong to the district's own concept and are not repeated for municipalities.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kim.action_plans.papers.content import network, parts, profile
from kim.action_plans.plans.completeness import completeness_of
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory

__all__ = ["Content", "content_of", "contents_of", "territories_of"]

Content = dict[str, Any]


def territories_of(district: District) -> list[Territory]:
    """Return the district itself, then its municipalities by name: the annexes in their order."""
    places = Municipality.objects.order_by("name", "pk")
    return [Territory(district), *(Territory(district, place) for place in places)]


def content_of(territory: Territory, day: date) -> Content:
    """Return the content of one concept as it is on a day; a constant number of queries."""
    return contents_of_all([territory], day)[0]


def contents_of(district: District, day: date) -> Content:
    """Return the whole: `as_of`, `district`, and `municipalities` by name; as many queries as for one."""
    own, *municipalities = contents_of_all(territories_of(district), day)
    return {"as_of": day.isoformat(), "district": own, "municipalities": municipalities}


def contents_of_all(territories: Sequence[Territory], day: date) -> list[Content]:
    """Return the contents of several concepts of one district, in the order given."""
    places = [territory.municipality for territory in territories]
    pieces = {
        **profile.indicators(places),
        "network_map": network.partners(places),
        "network_meetings": network.meetings(places, day),
        "agreements": network.agreements(places),
        "groups": network.groups(territories[0].district, places),
        "focus": parts.focus(places, day),
        "access": parts.access(places),
        "milestones": parts.milestones(places, day),
        "responsible": parts.responsible(places, day),
        "responsibilities": parts.responsibilities(places),
        "remarks": parts.remarks(places),
    }
    offers = network.offers(places, day)
    contents = [_content(territory, pieces, offers) for territory in territories]
    for content, lights in zip(contents, completeness_of(places, contents, day), strict=True):
        content["completeness"] = lights
    return contents


def _content(
    territory: Territory, pieces: dict[str, dict[int | None, Any]], offers: dict[int | None, Any]
) -> Content:
    place = territory.municipality
    key = place.pk if place else None
    found = {name: by_place[key] for name, by_place in pieces.items()}
    is_unnamed = place is not None and not place.contact_office
    return {
        "ags": territory.ags,
        "name": territory.name,
        "full_name": territory.full_name,
        "infrastructure": {
            "text": found["remarks"]["infrastructure"]["text"],
            "offers": offers[key],
            "integreat_url": place.integreat_url if place else "",
        },
        **found,
        "contact_office": place.contact_office if place else "",
        # Which office answers where none is named.
        "contact_rule": territory.district.contact_rule if is_unnamed else "",
        "completeness": {},
    }
