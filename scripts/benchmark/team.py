"""An invented district with its places and its team."""

from dataclasses import dataclass
from datetime import date

from kim.accounts.models import Membership, Responsibility, Role, User
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality, Organisation, ServiceArea
from kim.network.models import AccessRoute

MUNICIPALITIES = 8


@dataclass
class Team:
    """A district with the rows that cases point at, by primary key."""

    district: District
    managers: list[int]
    places: list[int]
    routes: list[int]
    domains: list[int]


def make_team(number: int, managers: int, first: date) -> Team:
    """Make a district with two areas, eight places and a team that is there since `first`."""
    district = District.objects.create(
        slug=f"kreis-{number}",
        name=f"Kreis {number}",
        ags=f"{number:05d}",
        kind="rural",
        case_prefix=f"K{chr(64 + number)}",
    )
    with district_scope(district):
        places = _places(district)
        domains = LifeDomain.objects.bulk_create(
            LifeDomain(district=district, code=f"bereich-{n}", label=f"Bereich {n}", position=n)
            for n in range(8)
        )
        routes = AccessRoute.objects.bulk_create(
            AccessRoute(district=district, code=code, label=code, position=n)
            for n, code in enumerate(("selbst", "online_termin", "behoerde", "sprechstunde"))
        )
        return Team(
            district,
            _managers(district, places, managers, first),
            *([row.pk for row in rows] for rows in (places, routes, domains)),
        )


def make_lead(district: District) -> Membership:
    """Make the team lead of a district that a pack has brought."""
    with district_scope(district):
        user = User.objects.create_user(email="leitung@beispiel.example", name="Leitung Beispiel")
        lead: Membership = Membership.objects.create(
            district=district, user=user, role=Role.TEAM_LEAD, starts_on=dates.today()
        )
    return lead


def _places(district: District) -> list[Municipality]:
    areas = [
        ServiceArea.objects.create(district=district, code=code, name=code.title())
        for code in ("nord", "sued")
    ]
    return [
        Municipality.objects.create(
            district=district,
            ags=f"{district.ags}{number:03d}",
            name=f"Ort {number}",
            kind="town",
            area=areas[number % 2],
        )
        for number in range(MUNICIPALITIES)
    ]


def _managers(district: District, places: list[Municipality], count: int, first: date) -> list[int]:
    employer = Organisation.objects.create(
        district=district, code="kreis", name=district.name, kind="district"
    )
    managers = []
    for number in range(count):
        user = User.objects.create(
            email=f"manager-{number}@{district.slug}.example", name=f"Case Management {number}"
        )
        member = Membership.objects.create(
            district=district, user=user, role=Role.CASE_MANAGER, employer=employer, starts_on=first
        )
        Responsibility.objects.create(
            district=district, membership=member, municipality=places[number % len(places)], starts_on=first
        )
        managers.append(member.pk)
    return managers
