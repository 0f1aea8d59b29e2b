"""One cast for all tests: two districts, their places and people. Everybody here is invented.

Anna leads cases in Lindenau, Ben is her colleague there, Carla coordinates, Dora leads the team; Xenia works in the
other district. Fixtures open no scope: a test says `with in_district(district):` or uses `scoped`.
"""

import contextlib
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client as Browser

from kim.accounts.models import Membership, Responsibility, Role, User
from kim.cases.actions.opening import Person, open_case
from kim.cases.models import Case
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality, Organisation, ServiceArea
from kim.network.models import AccessRoute

TODAY = date(2026, 11, 20)
PASSWORD = "ein-langes-passwort-7"

__all__ = [
    "PASSWORD",
    "TODAY",
    "anna",
    "auditor",
    "ben",
    "browser_of",
    "carla",
    "case",
    "clock",
    "district",
    "dora",
    "in_district",
    "lindenau",
    "make_case",
    "make_district",
    "make_member",
    "other_district",
    "route",
    "scoped",
    "sonnfeld",
    "steinbach",
    "wohnen",
    "xenia",
]

in_district = district_scope


def make_district(slug: str, name: str, ags: str, prefix: str) -> District:
    """Make a district with two areas, three places, employer, two life domains and two access routes."""
    made = District.objects.create(slug=slug, name=name, ags=ags, kind="rural", case_prefix=prefix)
    with district_scope(made):
        north = ServiceArea.objects.create(district=made, code="nord", name="Nord")
        south = ServiceArea.objects.create(district=made, code="sued", name="Süd")
        for number, (place, area) in enumerate(
            (("Lindenau", north), ("Steinbach", north), ("Sonnfeld", south))
        ):
            Municipality.objects.create(
                district=made, ags=f"{ags}{number:03d}", name=f"{place}", kind="town", area=area
            )
        Organisation.objects.create(district=made, code="kreis", name=name, kind="district")
        for number, (code, label) in enumerate(
            (("wohnen", "Wohnen"), ("sprache", "Sprache"), ("beruf", "Beruf"))
        ):
            LifeDomain.objects.create(district=made, code=code, label=label, position=number)
        for number, (code, label) in enumerate(
            (("selbst", "Selbst"), ("online_termin", "Online-Terminanfrage"))
        ):
            AccessRoute.objects.create(district=made, code=code, label=label, position=number)
    return made


def make_member(
    district: District,
    name: str,
    role: str,
    *,
    places: tuple[Municipality, ...] = (),
    area: ServiceArea | None = None,
) -> Membership:
    """Make a person with a role, responsible for places."""
    address = f"{name.split(maxsplit=1)[0].lower()}@{district.slug}.example"
    user = User.objects.create_user(email=address, password=PASSWORD, name=name)
    with district_scope(district):
        member = Membership.objects.create(
            district=district,
            user=user,
            role=role,
            area=area,
            employer=Organisation.objects.get(code="kreis"),
            starts_on=date(2020, 1, 1),
        )
        for place in places:
            Responsibility.objects.create(
                district=district, membership=member, municipality=place, starts_on=date(2020, 1, 1)
            )
    return member


def make_case(lead: Membership, place: Municipality, name: str = "Olena Musterova", **details) -> Case:
    """Open a case over one invented person."""
    given, _, family = name.partition(" ")
    with district_scope(lead.district):
        return open_case(
            lead,
            people=details.pop(
                "people", [Person(given_name=given, family_name=family, phone="02581 000000")]
            ),
            municipality=place,
            access_route=AccessRoute.objects.get(code="selbst"),
            track=details.pop("track", "case_management"),
            **details,
        )


def browser_of(member: Membership) -> Browser:
    """Return a signed-in browser."""
    browser = Browser()
    browser.force_login(member.user)
    return browser


@pytest.fixture
def clock() -> Iterator[None]:
    """Let it be 20 November 2026."""
    with dates.moved_clock(TODAY):
        yield


@pytest.fixture
def district(db) -> District:
    """Kreis Probstadt."""
    return make_district("probstadt", "Kreis Probstadt", "05997", "P")


@pytest.fixture
def other_district(db) -> District:
    """Kreis Fernheim, in which nobody of Probstadt may see anything."""
    return make_district("fernheim", "Kreis Fernheim", "05998", "F")


def _place(district: District, name: str) -> Municipality:
    with district_scope(district):
        return Municipality.objects.select_related("district", "area").get(name=name)


@pytest.fixture
def lindenau(district) -> Municipality:
    """A town in the north, Anna's and Ben's."""
    return _place(district, "Lindenau")


@pytest.fixture
def steinbach(district) -> Municipality:
    """A town in the north."""
    return _place(district, "Steinbach")


@pytest.fixture
def sonnfeld(district) -> Municipality:
    """A town in the south."""
    return _place(district, "Sonnfeld")


@pytest.fixture
def anna(district, lindenau) -> Membership:
    """Case manager in Lindenau."""
    return make_member(district, "Anna Anders", Role.CASE_MANAGER, places=(lindenau,))


@pytest.fixture
def ben(district, lindenau) -> Membership:
    """Anna's colleague: same role, same place, other cases."""
    return make_member(district, "Ben Beispiel", Role.CASE_MANAGER, places=(lindenau,))


@pytest.fixture
def carla(district, lindenau) -> Membership:
    """Coordinator of the north."""
    return make_member(district, "Carla Clar", Role.COORDINATOR, area=lindenau.area)


@pytest.fixture
def dora(district) -> Membership:
    """Team lead."""
    return make_member(district, "Dora Dorn", Role.TEAM_LEAD)


@pytest.fixture
def auditor(district) -> Membership:
    """Data protection."""
    return make_member(district, "Otto Obacht", Role.AUDITOR)


@pytest.fixture
def xenia(other_district) -> Membership:
    """Case manager in the other district."""
    return make_member(
        other_district, "Xenia Xander", Role.CASE_MANAGER, places=(_place(other_district, "Lindenau"),)
    )


@pytest.fixture
def scoped(district) -> Iterator[District]:
    """Probstadt with its scope open for the whole test."""
    with district_scope(district):
        yield district


@pytest.fixture
def route(district) -> AccessRoute:
    """The person came on their own."""
    with district_scope(district):
        return AccessRoute.objects.get(code="selbst")


@pytest.fixture
def wohnen(district) -> LifeDomain:
    """Housing."""
    with district_scope(district):
        return LifeDomain.objects.get(code="wohnen")


@pytest.fixture
def case(clock, anna, lindenau) -> Case:
    """Anna's case about Olena Musterova, opened today."""
    return make_case(anna, lindenau)


@contextlib.contextmanager
def signed_in_district(member: Membership) -> Iterator[Membership]:
    """Open the district of a member."""
    with district_scope(member.district):
        yield member
