"""Who sees offers, and who enters and confirms them."""

from django.db.models import Q, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import SUPERVISION
from kim.accounts.queries.places import places_of
from kim.districts.models import Municipality
from kim.network.models import Offer
from kim.network.permissions import may_see_network

CONTRIBUTORS = (*SUPERVISION, Role.CASE_MANAGER, Role.MUNICIPALITY_CONTACT)


def may_see_offers(membership: Membership) -> bool:
    """See offers: the team all, contact persons of a municipality those of their place and of the whole district."""
    return may_see_network(membership) or membership.role == Role.MUNICIPALITY_CONTACT


def sees_only_offers(membership: Membership) -> bool:
    """Whether offers are all that a member sees of the network, so that they need an entry of their own."""
    return may_see_offers(membership) and not may_see_network(membership)


def may_enter_offers(membership: Membership) -> bool:
    """Enter offers of at least some places."""
    return membership.role in CONTRIBUTORS


def may_set_source(membership: Membership) -> bool:
    """Say where Integreat is, fetch from it now and read the reports."""
    return membership.role in SUPERVISION


def _visible(membership: Membership, prefix: str = "") -> Q:
    if membership.role == Role.MUNICIPALITY_CONTACT:
        here = Q(**{f"{prefix}in": places_of(membership)})
        return here | Q(**{f"{prefix}isnull": True})
    return Q()


def offers_visible_to(membership: Membership) -> QuerySet[Offer]:
    """Return the offers that a member may see."""
    if not may_see_offers(membership):
        return Offer.objects.none()
    found: QuerySet[Offer] = Offer.objects.filter(_visible(membership, "municipality__"))
    return found.select_related("municipality__area")


def places_visible_to(membership: Membership) -> QuerySet[Municipality]:
    """Return the municipalities whose offers a member may see."""
    places: QuerySet[Municipality] = Municipality.objects.select_related("area").order_by("name", "pk")
    if membership.role == Role.MUNICIPALITY_CONTACT:
        return places.filter(pk__in=places_of(membership))
    return places if may_see_offers(membership) else places.none()


def _contributed(membership: Membership) -> Q | None:
    """Return which municipalities a member enters offers for, as a condition on offers; None for no place at all."""
    if membership.role == Role.TEAM_LEAD or (
        membership.role == Role.COORDINATOR and membership.area_id is None
    ):
        return Q()
    if membership.role == Role.COORDINATOR:
        return Q(municipality__area=membership.area_id) | Q(municipality__isnull=True)
    if membership.role in CONTRIBUTORS:
        return Q(municipality__in=places_of(membership))
    return None


def offers_kept_by(membership: Membership) -> QuerySet[Offer]:
    """Return the offers that a member may change: `may_contribute` for a whole list."""
    condition = _contributed(membership)
    if condition is None:
        return Offer.objects.none()
    found: QuerySet[Offer] = Offer.objects.filter(condition)
    return found.select_related("municipality__area")


def places_kept_by(membership: Membership) -> QuerySet[Municipality]:
    """Return the municipalities for which a member may enter offers."""
    places: QuerySet[Municipality] = Municipality.objects.order_by("name", "pk")
    if membership.role == Role.COORDINATOR and membership.area_id is not None:
        return places.filter(area=membership.area_id)
    if membership.role in SUPERVISION:
        return places
    return places.filter(pk__in=places_of(membership)) if may_enter_offers(membership) else places.none()
