"""Who sees the concepts of which places, and in which state."""

from django.db.models import QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import INBOX_ROLES, OUTSIDE_READERS
from kim.accounts.queries.places import places_of
from kim.districts.models import District, Municipality
from kim.districts.territory import WHOLE_DISTRICT, Territory


def may_see_plans(membership: Membership) -> bool:
    """See concepts: the team, the contact persons of municipalities (their own), boards (what was released)."""
    return membership.role in (*INBOX_ROLES, *OUTSIDE_READERS)


def sees_living_plans(membership: Membership) -> bool:
    """See the concept as it stands today, not only what was released."""
    return may_see_plans(membership) and membership.role != Role.BOARD_MEMBER


def places_with_plans_visible_to(membership: Membership) -> QuerySet[Municipality]:
    """Return the municipalities whose concepts a member may see: contact persons only their own."""
    places = Municipality.objects.select_related("area").order_by("name", "pk")
    if not may_see_plans(membership):
        return places.none()
    if membership.role == Role.MUNICIPALITY_CONTACT:
        return places.filter(pk__in=places_of(membership))
    return places


def territory_visible_to(membership: Membership, district: District, key: str) -> Territory | None:
    """Return the territory behind the key of an address if the member may see its concept; None otherwise.

    The district's own concept is for everybody who sees concepts: what stands in it holds at every place.
    """
    if key == WHOLE_DISTRICT:
        return Territory(district) if may_see_plans(membership) else None
    place = places_with_plans_visible_to(membership).filter(ags=key).first()
    return Territory(district, place) if place else None
