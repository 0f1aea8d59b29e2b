"""The whole as it was released: what boards read, and that nothing else is in it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from kim.accounts.models import Role
from kim.action_plans.models import Milestone, PartRemark
from kim.action_plans.papers.actions import keep_states, release
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from tests.action_plans.paper_texts import docx_text, pdf_text
from tests.action_plans.things import fill_concept
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.django_db


def page_text(content):
    """The words of the paper on a page of the product."""
    return html.fromstring(content.decode()).get_element_by_id("inhalt").text_content()


READ = {"pdf": pdf_text, "docx": docx_text, "page": page_text}
#: Stands only in what was never released: of a place with a release, of one without, of the district itself.
DRAFTS = ("Entwurfskauz", "Rohfassungsmeise", "Kreisentwurfsdohle", "Nachtstandamsel", "Fremdkreiseule")


@pytest.fixture
def board(district):
    return make_member(district, "Bodo Beirat", Role.BOARD_MEMBER)


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Kim Kontakt", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


def address(name):
    return reverse(f"papers:{name}", kwargs={"district": "probstadt"})


def remark(place, district, text):
    PartRemark.objects.create(district=district, municipality=place, part="groups", text=text)
    Milestone.objects.create(district=district, municipality=place, year=2027, title=text)


@pytest.fixture
def released(clock, district, other_district, carla, xenia, lindenau, steinbach):
    """Lindenau was released and goes on; Steinbach and the district have only been worked on."""
    with district_scope(other_district):
        place = Municipality.objects.order_by("pk").first()
        remark(place, other_district, "Fremdkreiseule")
        release(xenia, territory=Territory(other_district, place), note="Fremdkreiseule")
    with district_scope(district):
        fill_concept(district, lindenau)
        with dates.moved_clock(TODAY - timedelta(days=40)):
            release(carla, territory=Territory(district, lindenau), note="Überholt")
        Milestone.objects.create(district=district, municipality=lindenau, year=2025, title="Zweite Fassung")
        with dates.moved_clock(TODAY - timedelta(days=30)):
            release(carla, territory=Territory(district, lindenau), note="Jahresgespräch 2026")
        remark(lindenau, district, "Nachtstandamsel")
        keep_states(district)
        PartRemark.objects.update(state="in_progress", text="Entwurfskauz")
        fill_concept(district, steinbach, "Rohfassungsmeise")
        fill_concept(district, None, "Kreisentwurfsdohle")
        keep_states(district)
    return Territory(district, lindenau)


@pytest.mark.parametrize("form", READ)
def test_the_whole_says_what_was_released_last(released, board, form):
    answer = browser_of(board).get(address(f"released_{form}"))
    assert form == "page" or "21.10.2026 mit Anlagen" in answer["Content-Disposition"]
    text = READ[form](answer.content)
    for words in (
        "Kreis Probstadt",
        "Stand 21.10.2026",
        "Zuletzt freigegebene Fassungen: 1 von 4 Handlungskonzepten",
        "Freigegebene Fassung vom 21.10.2026: Jahresgespräch 2026",
        "Runder Tisch Lindenau",
        "Zweite Fassung",
        "Es steht im Kommunalen Handlungskonzept des Kreises Probstadt, das noch nicht freigegeben ist.",
    ):
        assert words in text
    assert text.count("Noch nicht freigegeben.") == 3
    assert "Überholt" not in text


@pytest.mark.parametrize("form", READ)
def test_nothing_of_a_draft_gets_out(released, board, anna, form):
    """The team sees all of it today, so it could leak; released is none of it."""
    today = READ[form](browser_of(anna).get(address(f"whole_{form}")).content)
    assert [word for word in DRAFTS if word in today] == list(DRAFTS[:4])
    for member in (board, anna):
        text = READ[form](browser_of(member).get(address(f"released_{form}")).content)
        assert [word for word in DRAFTS if word in text] == []
        assert "Steinbach" in text
    page = browser_of(board).get(address("released")).content.decode()
    assert [word for word in DRAFTS if word in page] == []


def test_a_release_of_the_district_stands_first(released, board, carla):
    with district_scope(released.district):
        release(carla, territory=Territory(released.district), note="Lenkungsgruppe")
    text = pdf_text(browser_of(board).get(address("released_pdf")).content)
    assert "Zuletzt freigegebene Fassungen: 2 von 4 Handlungskonzepten" in text
    assert text.index("Runder Tisch Kreisentwurfsdohle") < text.index("Runder Tisch Lindenau")
    assert "Es steht in Anlage 1." in text
    assert "Stand 20.11.2026" in text


def test_contact_persons_see_their_own_place_only(released, contact):
    for name in ("released", "released_pdf", "released_docx", "released_page"):
        assert browser_of(contact).get(address(name)).status_code == 404


def test_without_a_release_there_is_no_whole(clock, district, board, anna):
    for form in READ:
        assert browser_of(board).get(address(f"released_{form}")).status_code == 404
    page = browser_of(board).get(address("released")).content.decode()
    assert "Noch nichts freigegeben" in page
    assert address("released_pdf") not in page
    assert (
        "Geben Sie auf der Seite einer Kommune" in browser_of(anna).get(address("released")).content.decode()
    )


def test_boards_come_to_the_released_papers_and_find_the_whole(released, board):
    way = browser_of(board).get(
        reverse("action_plans:plan_list", kwargs={"district": "probstadt"}), follow=True
    )
    assert way.redirect_chain == [(address("released"), 302)]
    page = way.content.decode()
    assert address("released_pdf") in page
    assert address("released_docx") in page
    assert address("released_page") in page
    assert [row.territory.name for row in way.context["releases"]] == ["Lindenau"]
    assert [territory.name for territory in way.context["missing"]] == [
        "Kreis Probstadt",
        "Sonnfeld",
        "Steinbach",
    ]
    versions = reverse("papers:versions", kwargs={"district": "probstadt", "territory": "05997000"})
    assert address("released") in browser_of(board).get(versions).content.decode()


def test_the_team_finds_what_boards_read(released, anna):
    page = browser_of(anna).get(reverse("action_plans:plan_list", kwargs={"district": "probstadt"}))
    assert address("released") in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_released_ask_the_same_number_of_questions(
    clock, district, board, carla, dora, django_assert_num_queries, count
):
    with district_scope(district):
        for place in Municipality.objects.order_by("name")[:count]:
            fill_concept(district, place, place.name)
            for note in ("Erste", "Zweite"):
                release(dora, territory=Territory(district, place), note=note)
    browser = browser_of(board)
    browser.get(address("released"))
    with django_assert_num_queries(7):
        browser.get(address("released"))
    with django_assert_num_queries(7):
        browser.get(address("released_pdf"))
