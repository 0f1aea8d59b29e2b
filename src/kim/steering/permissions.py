"""Who sees groups and who decides about them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import INBOX_ROLES
from kim.accounts.queries.places import places_of
from kim.districts.models import Municipality
from kim.network.agreements.permissions import agreements_visible_to
from kim.network.permissions import may_coordinate
from kim.steering.models import Group, GroupResult


def may_see_groups(membership: Membership) -> bool:
    """See groups: the team, and contact persons of municipalities those of their place and of all places."""
    return membership.role in (*INBOX_ROLES, Role.MUNICIPALITY_CONTACT)


def may_lead_some_groups(membership: Membership) -> bool:
    """Enter or change at least some groups: coordination and team lead."""
    return may_coordinate(membership, None)


def groups_visible_to(membership: Membership) -> QuerySet[Group]:
    """Return the groups that a member may see."""
    groups = Group.objects.select_related("municipality__area").order_by("position", "name", "pk")
    if not may_see_groups(membership):
        return groups.none()
    if membership.role == Role.MUNICIPALITY_CONTACT:
        return groups.filter(Q(municipality__isnull=True) | Q(municipality__in=places_of(membership)))
    return groups


def may_edit_group(membership: Membership, group: Group) -> bool:
    """Change a group and its results: coordination of the place; what holds everywhere, any coordination."""
    return may_coordinate(membership, group.municipality)


def results_visible_to(membership: Membership) -> QuerySet[GroupResult]:
    """Return the results of the groups that a member may see."""
    return GroupResult.objects.filter(group__in=groups_visible_to(membership)).select_related("agreement")


def agreements_named_to(membership: Membership, results: Iterable[GroupResult]) -> set[int]:
    """Return the primary keys of those agreements of results whose titles a member may read; one query."""
    asked = [result.agreement_id for result in results if result.agreement_id]
    return set(agreements_visible_to(membership).filter(pk__in=asked).values_list("pk", flat=True))


def places_for_groups(membership: Membership) -> list[Municipality]:
    """Return the municipalities for which a member may set up a group."""
    places = Municipality.objects.select_related("area").order_by("name", "pk")
    return [place for place in places if may_coordinate(membership, place)]
