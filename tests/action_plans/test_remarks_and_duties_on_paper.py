"""What is said about a part gives way to its entries, on page and paper; the district's paper says who does what."""

import pytest
from django.urls import reverse

from kim.action_plans.models import FocusArea, PartRemark, PlanDuty
from kim.action_plans.papers.composing import paper_of_one
from kim.action_plans.papers.content import content_of
from kim.action_plans.rules.lights import has_entries, remark_is_shown
from kim.districts.territory import Territory
from tests.action_plans.things import fill_concept
from tests.cast import TODAY, browser_of

pytestmark = pytest.mark.usefixtures("clock", "scoped")
PARTS = ("profile", "infrastructure", "network_map", "meetings", "agreements", "groups", "focus", "access")


def paper_of(territory):
    return paper_of_one(content_of(territory, TODAY), territory.district.name, TODAY.isoformat())


def words_of(territory):
    return [block.text for block in paper_of(territory).sections[0].blocks if block.kind == "text"]


@pytest.mark.parametrize(
    ("state", "beside_entries"), [("open", False), ("none", False), ("in_progress", True)]
)
def test_a_remark_gives_way_to_entries_unless_they_are_in_work(
    carla, district, lindenau, state, beside_entries
):
    PartRemark.objects.create(
        district=district, municipality=lindenau, part="focus", state=state, text="Lag nur als Bild vor."
    )
    url = reverse("action_plans:plan_detail", kwargs={"district": "probstadt", "territory": lindenau.ags})
    territory, browser = Territory(district, lindenau), browser_of(carla)

    def shown():
        # The form in which it is changed keeps it in any case.
        page = browser.get(url).content.decode().replace("Lag nur als Bild vor.</textarea>", "")
        return "Lag nur als Bild vor." in page, "Lag nur als Bild vor." in words_of(territory)

    assert shown() == (True, True)
    FocusArea.objects.create(district=district, municipality=lindenau, kind="topic", title="Wohnen")
    assert shown() == (beside_entries, beside_entries)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_knows_whether_it_is_empty(district, lindenau, sonnfeld, part):
    fill_concept(district, lindenau, "Lindenau")
    full, empty = (content_of(Territory(district, place), TODAY) for place in (lindenau, sonnfeld))
    assert has_entries(full, part)
    assert not has_entries(empty, part)
    assert (remark_is_shown(full, part), remark_is_shown(empty, part)) == (False, True)


def test_the_paper_of_the_district_says_who_does_what(district, lindenau):
    PlanDuty.objects.create(
        district=district,
        code="profil",
        part="profile",
        task="Kennzahlen erfragen",
        roles=["coordinator"],
        cooperation="Städte und Gemeinden",
        rhythm="yearly",
        first_month=7,
        last_month=12,
    )
    PlanDuty.objects.create(
        district=district, code="alt", part="profile", task="Vorbei", rhythm="continuous", active=False
    )
    own = Territory(district)
    (told,) = content_of(own, TODAY)["responsibilities"]
    assert told == {
        "part": "Ortsprofil",
        "task": "Kennzahlen erfragen",
        "who": "Koordination",
        "cooperation": "Städte und Gemeinden",
        "rhythm": "jährlich, Juli bis Dezember",
    }
    *_, heading, table = paper_of(own).sections[0].blocks
    assert (heading.text, table.head[0], table.rows[0][0].text) == (
        "Zuständigkeiten",
        "Aufgabe",
        "Kennzahlen erfragen",
    )
    # It holds everywhere and is not repeated.
    assert content_of(Territory(district, lindenau), TODAY)["responsibilities"] == []
    # States that were kept before know nothing of it.
    content = content_of(own, TODAY)
    del content["responsibilities"]
    assert "Zuständigkeiten" not in [
        block.text
        for block in paper_of_one(content, district.name, TODAY.isoformat()).sections[0].blocks
        if block.kind == "heading"
    ]
