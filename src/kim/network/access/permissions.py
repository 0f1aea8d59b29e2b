"""Who changes office hours, what is said about the access of a place, and the ways of access."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import SUPERVISION
from kim.accounts.queries.places import places_of
from kim.districts.models import Municipality
from kim.network.models import AccessRoute
from kim.network.permissions import may_contribute, may_coordinate, may_see_network, may_see_places


def may_keep_some_hours(membership: Membership) -> bool:
    """Change office hours of at least one's own places."""
    return membership.role in (*SUPERVISION, Role.CASE_MANAGER, Role.MUNICIPALITY_CONTACT)


def may_keep_hours(membership: Membership, municipality: Municipality) -> bool:
    """Change the office hours of a place and what is said about its access: who decides there or answers for it."""
    return may_keep_some_hours(membership) and may_contribute(membership, municipality)


def may_keep_routes(membership: Membership) -> bool:
    """Change ways of access: coordination and team lead; contact persons of municipalities those of their own alone."""
    return membership.role in (*SUPERVISION, Role.MUNICIPALITY_CONTACT)


def may_keep_route(membership: Membership, places: Iterable[Municipality]) -> bool:
    """Change a way of access that holds at `places`, or without any everywhere: who decides for all of them.

    Contact persons answer for all of them: what holds elsewhere, too, is coordination's.
    """
    wanted: list[Municipality | None] = [*places] or [None]
    if membership.role == Role.MUNICIPALITY_CONTACT:
        return all(may_contribute(membership, place) for place in wanted)
    return may_keep_routes(membership) and all(may_coordinate(membership, place) for place in wanted)


def routes_visible_to(membership: Membership) -> QuerySet[AccessRoute]:
    """Return the ways of access that a member may see, those out of use included.

    Contact persons of municipalities see those that hold at their own place or everywhere.
    """
    rows: QuerySet[AccessRoute] = AccessRoute.objects.order_by("position", "label", "pk")
    if may_see_network(membership):
        return rows
    named = AccessRoute.municipalities.through.objects.filter(accessroute=OuterRef("pk"))
    here = named.filter(municipality__in=places_of(membership))
    return rows.filter(Exists(here) | ~Exists(named)) if may_see_places(membership) else rows.none()
