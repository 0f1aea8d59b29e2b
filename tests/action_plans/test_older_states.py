"""States that an earlier version kept are never rewritten: what is made from them today must still come out."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import PlanDuty, PlanState
from kim.action_plans.papers.export import FORMATS, export_all, export_one
from kim.action_plans.papers.queries import contents_on, kept_content, status_of
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import Municipality
from tests.action_plans.paper_texts import docx_text, html_text, pdf_text
from tests.action_plans.things import fill_concept
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.django_db
#: What `contents_of` gave for the concepts of `fill_concept` in version 0.2.0.
OLD = json.loads(Path(__file__).with_name("content_of_0_2_0.json").read_text(encoding="utf-8"))
KEPT_ON = TODAY - timedelta(days=100)
TEXT_OF = {"pdf": pdf_text, "docx": docx_text, "html": html_text, "json": lambda made: made.decode()}


@pytest.fixture
def old_states(clock, district):
    with district_scope(district):
        places = {place.ags: place for place in Municipality.objects.order_by("pk")}
        for content in (OLD["district"], *OLD["municipalities"]):
            PlanState.objects.create(
                district=district,
                municipality=places.get(content["ags"]),
                as_of=KEPT_ON,
                written_at=dates.now(),
                content=content,
                digest="0" * 64,
                is_release=True,
                note="Damals",
            )
        yield {state.content["ags"]: state for state in PlanState.objects.order_by("pk")}


@pytest.mark.parametrize("form", FORMATS)
def test_an_old_state_is_printed_in_every_format(old_states, district, form):
    state = old_states["05997000"]
    made = export_one(kept_content(state), district.name, KEPT_ON.isoformat(), form, status_of(state))
    assert "Runder Tisch Lindenau" in TEXT_OF[form](made)


@pytest.mark.parametrize("form", FORMATS)
def test_the_whole_of_that_day_is_printed_in_every_format(old_states, district, form):
    assert "Runder Tisch Lindenau" in TEXT_OF[form](export_all(contents_on(district, KEPT_ON), form))


@pytest.mark.parametrize("name", ["versions", "compare", "release", "plan_page"])
@pytest.mark.parametrize("territory", ["kreis", "05997000"])
def test_pages_compare_it_with_today(old_states, district, lindenau, carla, name, territory):
    fill_concept(district, lindenau)
    url = reverse(f"papers:{name}", kwargs={"district": district.slug, "territory": territory})
    assert browser_of(carla).get(url).status_code == 200


def test_what_is_the_same_is_not_told_as_a_change(old_states, district, lindenau, carla):
    fill_concept(district, lindenau)
    url = reverse("papers:compare", kwargs={"district": district.slug, "territory": "05997000"})
    page = browser_of(carla).get(url).content.decode()
    assert "Keine Änderung" in page


@pytest.fixture
def outside(district, lindenau):
    """Those who read released papers and nothing in work."""
    return {
        "board": make_member(district, "Bodo Beirat", Role.BOARD_MEMBER),
        "contact": make_member(district, "Kim Kontakt", Role.MUNICIPALITY_CONTACT, places=(lindenau,)),
    }


def test_drafts_that_were_kept_then_are_told_nobody(old_states, district):
    assert "Vertraulicher Entwurf" in str(old_states["05997000"].content)
    for state in old_states.values():
        told = str(kept_content(state))
        assert "Entwurf" not in told
    assert "Vertraulicher" not in str(contents_on(district, KEPT_ON))


@pytest.mark.parametrize("who", ["board", "contact"])
@pytest.mark.parametrize("name", ["versions", "compare", "plan_page", "plan_pdf", "plan_docx"])
@pytest.mark.parametrize("territory", ["kreis", "05997000"])
def test_no_page_or_paper_shows_a_draft_that_was_kept_then(
    old_states, district, outside, who, name, territory
):
    url = reverse(f"papers:{name}", kwargs={"district": district.slug, "territory": territory})
    answer = browser_of(outside[who]).get(url)
    if answer.status_code == 200:
        read = {"plan_pdf": pdf_text, "plan_docx": docx_text}.get(name, bytes.decode)
        assert "Vertraulicher" not in read(answer.content)
    else:
        assert (answer.status_code, who) == (404, "contact")


def test_what_is_kept_since_is_not_told_as_a_change(old_states, district, lindenau, carla):
    """A district that has a table of responsibilities and a rule for its offices compares with what had neither."""
    fill_concept(district, lindenau)
    PlanDuty.objects.create(
        district=district, code="zahlen", part="profile", task="Zahlen", roles=["coordinator"]
    )
    type(district).objects.update(contact_rule="das Bürgerbüro")
    for territory in ("kreis", "05997000"):
        url = reverse("papers:compare", kwargs={"district": district.slug, "territory": territory})
        page = browser_of(carla).get(url).content.decode()
        assert "Keine Änderung" in page
