"""Who decides what stands in a concept, who takes part in a yearly talk, and whose a task is."""

from django.db.models import QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.queries.places import places_of
from kim.action_plans.models import FocusArea, Milestone, PlanDuty, YearlyTalk
from kim.action_plans.permissions import places_with_plans_visible_to, sees_living_plans
from kim.action_plans.rules.duties import is_mine
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from kim.network.permissions import may_contribute, may_coordinate


def may_edit_some_plans(membership: Membership) -> bool:
    """Decide about at least some concepts: coordination and team lead."""
    return may_coordinate(membership, None)


def may_edit_plan(membership: Membership, territory: Territory) -> bool:
    """Decide what stands in a concept."""
    return may_coordinate(membership, territory.municipality)


def may_keep_some_parts(membership: Membership) -> bool:
    """Keep focus and milestones of at least some concepts: who decides about some, and contact persons."""
    return may_edit_some_plans(membership) or membership.role == Role.MUNICIPALITY_CONTACT


def may_keep_parts(membership: Membership, territory: Territory) -> bool:
    """Keep focus and milestones of a concept: who decides about it, and the place's contact persons."""
    if may_edit_plan(membership, territory):
        return True
    place, is_contact = territory.municipality, membership.role == Role.MUNICIPALITY_CONTACT
    return is_contact and place is not None and place.pk in places_of(membership)


def may_take_part(membership: Membership) -> bool:
    """Take part in yearly talks: coordination and the contact persons of municipalities."""
    return may_edit_some_plans(membership) or membership.role == Role.MUNICIPALITY_CONTACT


def may_answer(membership: Membership, place: Municipality, talk: YearlyTalk | None) -> bool:
    """Answer the questions of a yearly talk: who answers for the place; contact persons only before it was held."""
    if not may_contribute(membership, place):
        return False
    was_held = talk is not None and talk.held_on is not None
    return not (was_held and membership.role == Role.MUNICIPALITY_CONTACT)


def focus_of(membership: Membership, territory: Territory) -> QuerySet[FocusArea]:
    """Return what a member sees of the focus areas and target groups of a concept."""
    if not sees_living_plans(membership):
        return FocusArea.objects.none()
    return FocusArea.objects.filter(municipality=territory.municipality).order_by("position", "title", "pk")


def milestones_of(membership: Membership, territory: Territory) -> QuerySet[Milestone]:
    """Return what a member sees of the milestones of a concept."""
    if not sees_living_plans(membership):
        return Milestone.objects.none()
    rows = Milestone.objects.filter(municipality=territory.municipality)
    return rows.order_by("year", "half", "position", "pk")


def talks_visible_to(membership: Membership) -> QuerySet[YearlyTalk]:
    """Return the yearly talks with the municipalities whose living concept a member sees."""
    if not sees_living_plans(membership):
        return YearlyTalk.objects.none()
    places = places_with_plans_visible_to(membership)
    return YearlyTalk.objects.filter(municipality__in=places).select_related("municipality__area")


def owns_task(membership: Membership, duty: PlanDuty, place: Municipality | None) -> bool:
    """Say whether a task is the member's own by role and responsibility."""
    return is_mine(
        membership.role,
        duty.roles,
        place.pk if place else None,
        places_of(membership),
        coordinates=may_coordinate(membership, place),
    )


def may_finish_task(membership: Membership, duty: PlanDuty, place: Municipality | None) -> bool:
    """Say that a task was done: whose it is, and who decides about the place."""
    return may_coordinate(membership, place) or owns_task(membership, duty, place)
