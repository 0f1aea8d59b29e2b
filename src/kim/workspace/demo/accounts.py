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


def _of_district(district: District) -> list[dict[str, str]]:
    people = []
    with district_scope(district):
        for role in Role:
            members = Membership.objects.filter(role=role, user__email__endswith="@demo.example")
            for member in members.select_related("user", "area").order_by("pk")[: PER_ROLE.get(role, 1)]:
                people.append({"role": role.label, "email": member.user.email, "place": _place(member)})
    return people


def demo_accounts() -> dict[str, Any]:
    """Return the password and one or two accounts of each role, for log-in page and terminal."""
    people = [person for district in District.objects.all() for person in _of_district(district)]
    return {"password": DEMO_PASSWORD, "people": people}
