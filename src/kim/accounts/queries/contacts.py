"""The contact persons of municipalities."""

from kim.accounts.models import Membership, Responsibility, Role
from kim.accounts.permissions import on_day
from kim.core import dates
from kim.districts.models import Municipality


def contacts_of(municipality: Municipality) -> list[Membership]:
    """Return who answers for a municipality in its own name today; one query."""
    today = dates.today()
    members = Membership.objects.filter(
        on_day(today),
        on_day(today, "responsibilities__"),
        role=Role.MUNICIPALITY_CONTACT,
        user__is_active=True,
        responsibilities__municipality=municipality,
    )
    return list(members.select_related("user").order_by("pk").distinct())


def places_with_contacts() -> set[int]:
    """Return the primary keys of the municipalities for which somebody answers in their own name today; one query."""
    today = dates.today()
    found = Responsibility.objects.filter(
        on_day(today),
        on_day(today, "membership__"),
        membership__role=Role.MUNICIPALITY_CONTACT,
        membership__user__is_active=True,
    )
    return set(found.values_list("municipality_id", flat=True))
