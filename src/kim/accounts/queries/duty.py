"""Who is there today, and who stands in for whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kim.accounts.models import Membership, Responsibility, Role, Substitution
from kim.accounts.permissions import on_day
from kim.core import dates
from kim.districts.models import Municipality


@dataclass(frozen=True)
class OnDuty:
    """Who answers for a municipality today: the responsible person, or the one who stands in."""

    membership: Membership
    stands_in_for: Membership | None = None


def _stand_ins() -> dict[int, Membership]:
    """Return the substitute of everybody who is absent today; one who has left stands in for nobody."""
    today = dates.today()
    found = (
        Substitution.objects.filter(on_day(today), on_day(today, "substitute__"))
        .filter(substitute__user__is_active=True)
        .select_related("substitute__user")
        .order_by("starts_on", "pk")
    )
    return {absence.absent_id: absence.substitute for absence in found}


def on_duty(
    municipalities: Iterable[Municipality], roles: Collection[str] = (Role.CASE_MANAGER,)
) -> dict[int, list[OnDuty]]:
    """Return who answers for each municipality today, by its primary key, in order of names; two queries."""
    wanted = [place.pk for place in municipalities]
    today = dates.today()
    rows = (
        Responsibility.objects.filter(on_day(today), on_day(today, "membership__"), municipality__in=wanted)
        .filter(membership__role__in=roles, membership__user__is_active=True)
        .select_related("membership__user")
        .order_by("membership__user__name", "membership_id", "pk")
    )
    stand_ins = _stand_ins()
    duty: dict[int, dict[int, OnDuty]] = {key: {} for key in wanted}
    for row in rows:
        absent, here = row.membership, stand_ins.get(row.membership_id)
        person = OnDuty(here, absent) if here else OnDuty(absent)
        # One who is responsible and stands in for a colleague as well is named once, as responsible.
        if here is None or here.pk not in duty[row.municipality_id]:
            duty[row.municipality_id][person.membership.pk] = person
    return {key: sorted(people.values(), key=_name) for key, people in duty.items()}


def _name(person: OnDuty) -> tuple[str, int]:
    return person.membership.user.name, person.membership.pk


def responsible_today(municipality: Municipality) -> list[Membership]:
    """Return the case managers who answer for a municipality today, with `user` loaded.

    Absent ones are replaced by their substitute. Empty when nobody is responsible.
    """
    return [person.membership for person in on_duty([municipality])[municipality.pk]]


def coordinators_of(municipality: Municipality) -> list[Membership]:
    """Return the coordinators of the municipality's area today, or the team lead where there is none.

    `user` is loaded.
    """
    today = dates.today()
    members = Membership.objects.filter(on_day(today), user__is_active=True).select_related("user")
    coordinators = members.filter(role=Role.COORDINATOR, area=municipality.area_id, area__isnull=False)
    found = list(coordinators.order_by("user__name", "pk"))
    return found or list(members.filter(role=Role.TEAM_LEAD).order_by("user__name", "pk"))
