"""Posts add up as in the tables of the districts' concepts."""

from kim.accounts.models import Role
from kim.districts.models import District
from kim.districts.pack import load_pack
from tests.cast import browser_of, make_member
from tests.districts.small_pack import FOLDER


def test_posts_add_up_as_in_the_table_of_the_source(db):
    load_pack(FOLDER / "warendorf.toml", apply=True)
    member = make_member(District.objects.get(), "Dora Dorn", Role.TEAM_LEAD)

    page = browser_of(member).get("/warendorf/verwaltung/team/")
    groups = {group.title: group for group in page.context["posts"]}

    assert f"{groups['Koordination'].total.total}" == "3.50"
    management = groups["Case Management"]
    assert (f"{management.total.total}", management.total.upper_bound) == ("12.13", True)
    assert {line.label: f"{line.total}" for line in management.kinds} == {
        "Kreis": "11.00",
        "Wohlfahrtsverband": "1.13",
    }
    assert [(line.area, f"{line.total}") for line in management.lines if line.is_total] == [
        ("Ahlen", "2.13"),
        ("Nordkreis", "5.00"),
    ]
    assert f"{groups['Ausländer- und Staatsangehörigkeitsbehörde'].total.total}" == "2.50"
    assert "bis zu 12,13" in page.content.decode()
