"""Who sees which kept states of a concept, and who releases one."""

from django.db.models import QuerySet

from kim.accounts.models import Membership, Role
from kim.action_plans.models import PlanState
from kim.action_plans.permissions import may_see_plans, sees_living_plans
from kim.districts.territory import Territory
from kim.network.permissions import may_coordinate

__all__ = [
    "may_coordinate",
    "may_release_some",
    "may_see_all_releases",
    "may_see_plans",
    "may_see_whole",
    "releases_visible_to",
    "states_visible_to",
]


def may_see_whole(membership: Membership) -> bool:
    """See the living concepts of all places at once: the team."""
    return sees_living_plans(membership) and membership.role != Role.MUNICIPALITY_CONTACT


def may_see_all_releases(membership: Membership) -> bool:
    """See what was released of all places: the team and boards."""
    return may_see_plans(membership) and membership.role != Role.MUNICIPALITY_CONTACT


def sees_today(membership: Membership, territory: Territory) -> bool:
    """Read the concept as it stands today as a paper: who sees living concepts.

    Of the district's own, contact persons of municipalities take away what was released, as boards do.
    """
    from_outside = membership.role == Role.MUNICIPALITY_CONTACT and territory.municipality is None
    return sees_living_plans(membership) and not from_outside


def may_release_some(membership: Membership) -> bool:
    """Release the concept of at least one place or of the district: coordination."""
    return membership.role in (Role.TEAM_LEAD, Role.COORDINATOR)


def states_visible_to(membership: Membership, territory: Territory) -> QuerySet[PlanState]:
    """Return the kept states of a concept that a member may see: who reads no papers of today only what was released.

    The territory must be one that the member may see.
    """
    if not may_see_plans(membership):
        return PlanState.objects.none()
    kept: QuerySet[PlanState] = PlanState.objects.filter(municipality=territory.municipality)
    kept = kept.select_related("released_by__user").order_by("-as_of", "-pk")
    return kept if sees_today(membership, territory) else kept.filter(is_release=True)


def releases_visible_to(membership: Membership) -> QuerySet[PlanState]:
    """Return the releases of all concepts of the district for those who see all of them."""
    if not may_see_all_releases(membership):
        return PlanState.objects.none()
    released: QuerySet[PlanState] = PlanState.objects.filter(is_release=True)
    return released.order_by("-as_of", "-pk")
