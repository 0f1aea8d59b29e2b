"""Who sees and enters figures. Boards read them in released papers only."""

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import SUPERVISION
from kim.accounts.queries.places import places_of
from kim.action_plans.permissions import sees_living_plans, territory_visible_to
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory
from kim.network.permissions import may_coordinate


def may_see_profiles(membership: Membership) -> bool:
    """See the figures of at least some place."""
    return sees_living_plans(membership)


def may_enter_some_figures(membership: Membership) -> bool:
    """Enter figures of at least some place: coordination, team lead, contact persons of municipalities."""
    return membership.role in (*SUPERVISION, Role.MUNICIPALITY_CONTACT)


def may_collect(membership: Membership) -> bool:
    """Ask the offices of the district, import, explain what looks wrong: coordination and team lead."""
    return membership.role in SUPERVISION


def may_set_figures(membership: Membership) -> bool:
    """Say which figures are collected and who gives them: team lead and administrator."""
    return membership.role in (Role.TEAM_LEAD, Role.ADMINISTRATOR)


def may_enter_figures(membership: Membership, municipality: Municipality | None) -> bool:
    """Enter the figures of a place, or without one the district's: coordination, and the place's contact persons."""
    if may_coordinate(membership, municipality):
        return True
    is_contact = membership.role == Role.MUNICIPALITY_CONTACT
    return is_contact and municipality is not None and municipality.pk in places_of(membership)


def profile_visible_to(membership: Membership, district: District, key: str) -> Territory | None:
    """Return the place behind the key of an address if the member may see its figures."""
    return territory_visible_to(membership, district, key) if may_see_profiles(membership) else None
