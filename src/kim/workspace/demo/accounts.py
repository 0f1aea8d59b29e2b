"""Who may sign in to the demo."""

from typing import Any

from kim.accounts.models import Membership, Responsibility, Role
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.workspace.demo.team import DEMO_PASSWORD

PER_ROLE = {Role.CASE_MANAGER: 2}


def _place(member: Membership) -> str:
    places = Responsibility.objects.filter(membership=member).order_by("municipality__name")
    names = list(places.values_list("municipality__name", flat=True))
    return ", ".join(names) or (member.area.name if member.area else "")


def _examples() -> list[Membership]:
    return [
        member
        for role in Role
        for member in Membership.objects.filter(role=role, user__email__endswith="@demo.example")
        .select_related("user", "area")
        .order_by("pk")[: PER_ROLE.get(role, 1)]
    ]


def _of_district(district: District) -> list[dict[str, str]]:
    with district_scope(district):
        return [
            {"role": member.get_role_display(), "email": member.user.email, "place": _place(member)}
            for member in _examples()
        ]


def demo_accounts() -> dict[str, Any]:
    """Return the password and one or two accounts of each role, for log-in page and terminal."""
    people = [person for district in District.objects.all() for person in _of_district(district)]
    return {"password": DEMO_PASSWORD, "people": people}
