"""Who sees the network, and who may say that an office hour does not take place."""

from collections.abc import Iterable

from django.db.models import QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import SUPERVISION, may_see_team, may_work_cases
from kim.accounts.queries import OnDuty, on_duty
from kim.accounts.queries.places import places_of
from kim.districts.models import Municipality
from kim.network.models import OfficeHours, OfficeHoursException


def may_see_network(membership: Membership) -> bool:
    """See places, responsibilities, office hours and ways of access: the whole team."""
    return may_see_team(membership)


def may_see_places(membership: Membership) -> bool:
    """See when a place is open and how people get there: the team all, contact persons of municipalities their own."""
    return may_see_network(membership) or membership.role == Role.MUNICIPALITY_CONTACT


def may_cancel_some_hours(membership: Membership) -> bool:
    """Cancel office hours of at least one's own places."""
    keeps = may_work_cases(membership) or membership.role in SUPERVISION
    return keeps or membership.role == Role.MUNICIPALITY_CONTACT


def municipalities_visible_to(membership: Membership) -> QuerySet[Municipality]:
    """Return the places that a member may see: the team all of the district, contact persons their own."""
    places: QuerySet[Municipality] = Municipality.objects.select_related("area").order_by("name", "pk")
    if may_see_network(membership):
        return places
    return places.filter(pk__in=places_of(membership)) if may_see_places(membership) else places.none()


def may_cancel_hours(
    membership: Membership, municipality: Municipality, people: Iterable[OnDuty] | None = None
) -> bool:
    """Cancel office hours at a place: who answers for it today, its contact persons, coordination of the area, lead.

    `people` are those who answer today, if the caller has asked already.
    """
    if membership.role == Role.TEAM_LEAD:
        return True
    if membership.role == Role.COORDINATOR:
        return membership.area_id is None or membership.area_id == municipality.area_id
    if membership.role == Role.MUNICIPALITY_CONTACT:
        return municipality.pk in places_of(membership)
    people = on_duty([municipality])[municipality.pk] if people is None else people
    return any(membership in {each.membership, each.stands_in_for} for each in people)


def may_coordinate(membership: Membership, municipality: Municipality | None) -> bool:
    """Decide what stands in the concept of a place, or without one in the district's own.

    The team lead everywhere; coordination in its area and in what holds for all.
    """
    if membership.role == Role.COORDINATOR:
        everywhere = membership.area_id is None or municipality is None
        return everywhere or (municipality is not None and membership.area_id == municipality.area_id)
    return bool(membership.role == Role.TEAM_LEAD)


def may_contribute(membership: Membership, municipality: Municipality | None) -> bool:
    """Enter what is known about the network of a place: who decides there, and who answers for the place today.

    Those are its case managers and its contact persons; what holds for all is coordination's.
    """
    if may_coordinate(membership, municipality):
        return True
    if municipality is None or membership.role not in (Role.CASE_MANAGER, Role.MUNICIPALITY_CONTACT):
        return False
    return municipality.pk in places_of(membership)


def hours_visible_to(membership: Membership) -> QuerySet[OfficeHours]:
    """Return the office hours that a member may see."""
    places = municipalities_visible_to(membership).order_by()
    return OfficeHours.objects.filter(municipality__in=places).select_related("municipality__area")


def exceptions_visible_to(membership: Membership) -> QuerySet[OfficeHoursException]:
    """Return the cancelled days that a member may see."""
    rows = OfficeHoursException.objects.filter(office_hours__in=hours_visible_to(membership).order_by())
    return rows.select_related("office_hours__municipality__area")
