"""Pages and downloads of versions: who gets what."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from kim.accounts.models import Role
from kim.action_plans.models import FocusArea, IndicatorValue, PlanState
from kim.action_plans.papers.actions import keep_states, release
from kim.action_plans.papers.demo import NOTICE
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from tests.action_plans.paper_texts import docx_text, pdf_text
from tests.action_plans.things import fill_concept
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.django_db
FORMS = ("pdf", "docx", "json")
AS_PAGE = ("page", *FORMS)


@pytest.fixture
def board(district):
    return make_member(district, "Bodo Beirat", Role.BOARD_MEMBER)


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Kim Kontakt", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def concept(clock, district, lindenau):
    with district_scope(district):
        fill_concept(district, lindenau)
        fill_concept(district, None, "Kreis")
    return Territory(district, lindenau)


@pytest.fixture
def released(concept, carla):
    """A release of yesterday; since then a figure has changed."""
    with district_scope(concept.district), dates.moved_clock(TODAY - timedelta(days=1)):
        state = release(carla, territory=concept, note="Jahresgespräch 2026")
    with district_scope(concept.district):
        IndicatorValue.objects.filter(indicator__code="population", year=2024).update(number=777_777)
    return state


def url(name, territory, **more):
    return reverse(f"papers:{name}", kwargs={"district": "probstadt", "territory": territory, **more})


def get(member, name, territory="05997000", **more):
    query = more.pop("query", "")
    return browser_of(member).get(url(name, territory, **more) + query)


def test_a_download_has_a_name_a_type_and_is_not_stored(concept, anna):
    answer = get(anna, "plan_pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'attachment; filename="Handlungskonzept Stadt Lindenau 20.11.2026.pdf"'
    )
    assert "no-store" in answer["Cache-Control"]
    assert "52.024" in pdf_text(answer.content)
    assert "Runder Tisch Lindenau" in docx_text(get(anna, "plan_docx").content)
    assert json.loads(get(anna, "plan_json").content)["ags"] == "05997000"


def test_the_whole_is_for_the_team(concept, anna, board, contact):
    for form in AS_PAGE:
        address = reverse(f"papers:whole_{form}", kwargs={"district": "probstadt"})
        assert browser_of(anna).get(address).status_code == 200
        assert browser_of(board).get(address).status_code == 404
        assert browser_of(contact).get(address).status_code == 404
    answer = browser_of(anna).get(reverse("papers:whole_json", kwargs={"district": "probstadt"}))
    assert sorted(json.loads(answer.content)) == ["as_of", "district", "municipalities"]
    assert "mit Anlagen.json" in answer["Content-Disposition"]


def test_boards_see_what_was_released_and_nothing_of_today(released, board, anna):
    assert "777.777" in pdf_text(get(anna, "plan_pdf").content)
    text = pdf_text(get(board, "plan_pdf").content)
    assert "52.024" in text
    assert "777.777" not in text
    assert "Freigegebene Fassung vom 19.11.2026: Jahresgespräch 2026" in text
    assert "777.777" not in get(board, "plan_page").content.decode()


def test_boards_see_nothing_of_a_place_without_a_release(released, board):
    for name in ("plan_pdf", "plan_docx", "plan_json"):
        assert get(board, name, "05997001").status_code == 404
        assert get(board, name, "kreis").status_code == 404
    assert get(board, "plan_page", "kreis").headers["Location"] == url("versions", "kreis")
    assert "Noch keine Fassung freigegeben" in get(board, "versions", "kreis").content.decode()


def test_boards_do_not_get_states_kept_at_night(released, board, anna):
    with district_scope(released.district):
        keep_states(released.district)
        state = PlanState.objects.filter(is_release=False, municipality=released.municipality).get()
    for form in AS_PAGE:
        assert get(anna, f"version_{form}", state=state.pk).status_code == 200
        assert get(board, f"version_{form}", state=state.pk).status_code == 404
        assert get(board, f"version_{form}", state=released.pk).status_code == 200
    assert "Stände" not in get(board, "versions").content.decode()
    assert get(board, "compare", query=f"?von={state.pk}").context["parts"] is None


def test_contact_persons_see_only_their_own_place(released, contact):
    for name in ("plan_pdf", "plan_page", "versions", "compare"):
        assert get(contact, name).status_code == 200
        assert get(contact, name, "05997001").status_code == 404
    # Of the district's own they take away what was released, and so far nothing was.
    for name in ("plan_pdf", "release"):
        assert get(contact, name, "kreis").status_code == 404
    assert get(contact, "plan_page", "kreis").headers["Location"] == url("versions", "kreis")
    assert "Noch keine Fassung freigegeben" in get(contact, "versions", "kreis").content.decode()


def test_contact_persons_take_away_what_was_released_of_the_district(district, lindenau, contact, anna):
    with district_scope(district):
        fill_concept(district, None, "Kreis")
        version = release(None, territory=Territory(district), note="Lenkungsgruppe")
        FocusArea.objects.create(district=district, title="Nach der Freigabe", kind="topic")
        keep_states(district)
        kept = PlanState.objects.filter(is_release=False, municipality=None).get()
    assert "Nach der Freigabe" in pdf_text(get(anna, "plan_pdf", "kreis").content)
    paper = pdf_text(get(contact, "plan_pdf", "kreis").content)
    assert "Fachkräfte Kreis" in paper
    assert "Nach der Freigabe" not in paper
    assert get(contact, "version_pdf", "kreis", state=version.pk).status_code == 200
    assert get(contact, "version_pdf", "kreis", state=kept.pk).status_code == 404
    compared = get(contact, "compare", "kreis")
    assert "Nach der Freigabe" not in compared.content.decode()
    assert get(contact, "compare", "kreis", query=f"?von={kept.pk}").context["parts"] is None


def test_a_version_belongs_to_its_place(released, anna):
    for form in AS_PAGE:
        assert get(anna, f"version_{form}", "05997001", state=released.pk).status_code == 404


def test_the_version_says_what_was_released(released, anna):
    assert "52.024" in pdf_text(get(anna, "version_pdf", state=released.pk).content)
    content = json.loads(get(anna, "version_json", state=released.pk).content)
    assert content["indicators"]["population"]["2024"]["value"] == 52_024


def test_the_difference_is_told_since_the_last_release(released, anna):
    page = get(anna, "compare").content.decode()
    assert "vom 19.11.2026 bis heute" in page
    assert "Einwohnerzahl 2024: 777.777 statt 52.024" in page


def test_two_states_are_compared(released, anna, carla):
    with district_scope(released.district):
        later = release(carla, territory=Territory(released.district, released.municipality), note="Zweite")
    page = get(anna, "compare", query=f"?von={released.pk}&bis={later.pk}").content.decode()
    assert "bis zum 20.11.2026" in page
    assert "777.777 statt 52.024" in page
    assert "Beide Stände sagen dasselbe." in get(anna, "compare", query=f"?von={later.pk}").content.decode()


def test_boards_compare_the_last_two_releases(released, board, carla):
    assert "Noch nichts zu vergleichen" in get(board, "compare").content.decode()
    assert url("compare", "05997000") not in get(board, "versions").content.decode()
    with district_scope(released.district):
        release(carla, territory=Territory(released.district, released.municipality), note="Zweite")
    assert "777.777 statt 52.024" in get(board, "compare").content.decode()
    assert url("compare", "05997000") in get(board, "versions").content.decode()


@pytest.mark.parametrize("query", ["?von=999999", "?von=quatsch", "?von=1&bis=quatsch"])
def test_a_state_that_is_not_there_is_said_in_the_form(released, anna, query):
    answer = get(anna, "compare", query=query)
    assert answer.status_code == 200
    assert answer.context["parts"] is None


def test_nothing_to_compare_yet(concept, anna, carla):
    assert "Noch nichts zu vergleichen" in get(anna, "compare").content.decode()
    assert "wenn Sie eine Fassung freigeben" in get(carla, "compare").content.decode()


def sent(browser, note, territory="05997000"):
    """What the form sends after the page was read."""
    return {"note": note, "version": browser.get(url("release", territory)).context["version"]}


def test_coordination_releases_and_is_led_to_the_versions(concept, carla):
    browser = browser_of(carla)
    assert "Bisher ist keine Fassung freigegeben." in browser.get(url("release", "05997000")).content.decode()
    answer = browser.post(url("release", "05997000"), sent(browser, "Jahresgespräch 2026"), follow=True)
    assert answer.redirect_chain[-1][0] == url("versions", "05997000")
    page = answer.content.decode()
    assert "Die Fassung vom 20.11.2026 ist freigegeben." in page
    assert "Jahresgespräch 2026" in page
    assert "freigegeben von Carla Clar" in page


def test_a_release_needs_an_occasion(concept, carla):
    answer = browser_of(carla).post(url("release", "05997000"), {"note": " "})
    assert answer.status_code == 422
    with district_scope(concept.district):
        assert not PlanState.objects.exists()


def change_population(district, number):
    with district_scope(district):
        IndicatorValue.objects.filter(indicator__code="population", year=2024).update(number=number)


def releases_of(district):
    with district_scope(district):
        return list(PlanState.objects.filter(is_release=True).order_by("pk").values_list("note", flat=True))


def test_what_has_changed_since_it_was_read_is_not_released(released, carla):
    browser, district = browser_of(carla), released.district
    read = sent(browser, "Beschluss der Lenkungsgruppe")
    change_population(district, 888_888)
    answer = browser.post(url("release", "05997000"), read)
    assert answer.status_code == 409
    assert releases_of(district) == ["Jahresgespräch 2026"]
    page = answer.content.decode()
    assert "Deshalb ist noch nichts freigegeben." in page
    assert "Einwohnerzahl 2024: 888.888 statt 52.024" in page
    assert 'value="Beschluss der Lenkungsgruppe"' in page
    again = {"note": "Beschluss der Lenkungsgruppe", "version": answer.context["version"]}
    assert browser.post(url("release", "05997000"), again).status_code == 302
    assert releases_of(district) == ["Jahresgespräch 2026", "Beschluss der Lenkungsgruppe"]
    with district_scope(district):
        state = PlanState.objects.order_by("-pk").first()
    assert state.content["indicators"]["population"]["2024"]["value"] == 888_888


def test_a_mistake_in_between_does_not_make_a_change_unseen(released, carla):
    browser, district = browser_of(carla), released.district
    read = sent(browser, " ")
    change_population(district, 888_888)
    answer = browser.post(url("release", "05997000"), read)
    assert answer.status_code == 422
    mended = {"note": "Beschluss", "version": answer.context["version"]}
    assert browser.post(url("release", "05997000"), mended).status_code == 409
    assert releases_of(district) == ["Jahresgespräch 2026"]


@pytest.mark.parametrize("version", [None, "", "0" * 64, "x"])
def test_who_has_not_read_releases_nothing(concept, carla, version):
    data = {"note": "Beschluss"} | ({} if version is None else {"version": version})
    assert browser_of(carla).post(url("release", "05997000"), data).status_code == 409
    assert releases_of(concept.district) == []


def test_the_page_of_a_release_shows_what_is_released(concept, carla):
    page = get(carla, "release").content.decode()
    assert "Lesen, was freigegeben wird" in page
    assert "Runder Tisch Lindenau" in page


def test_before_a_release_stands_what_has_changed(released, carla):
    page = get(carla, "release").content.decode()
    assert "Seit der Freigabe vom 19.11.2026" in page
    assert "Einwohnerzahl 2024: 777.777 statt 52.024" in page


def test_only_coordination_of_the_place_releases(concept, carla, anna, contact, board, dora):
    for member in (anna, contact, board):
        assert browser_of(member).post(url("release", "05997000"), {"note": "x"}).status_code == 404
    # Carla coordinates the north; Sonnfeld lies in the south.
    assert get(carla, "release", "05997002").status_code == 404
    assert get(carla, "release", "kreis").status_code == 200
    assert get(dora, "release", "05997002").status_code == 200


def test_the_page_for_printing(concept, anna):
    page = get(anna, "plan_page").content.decode()
    assert "<h2>Örtliche Netzwerktreffen</h2>" in page
    assert "Runder Tisch Lindenau" in page
    assert "style=" not in page


def links_of(answer):
    """Words and address of everything on a page that leads on."""
    return [
        (link.text_content().strip(), link.get("href")) for link in html.fromstring(answer.content).iter("a")
    ]


def tabs_of(answer):
    tabs = html.fromstring(answer.content).find_class("tabs")[0]
    return [(tab.text, tab.get("aria-current")) for tab in tabs]


def test_the_papers_are_found_beside_the_concept(released, anna, board):
    concept = browser_of(anna).get(
        reverse("action_plans:plan_detail", kwargs={"district": "probstadt", "territory": "05997000"})
    )
    words = ["Handlungskonzept", "Jahresgespräche", "Meilensteine", "Aufgaben", "Papier", "Fassungen"]
    assert [tab for tab, _ in tabs_of(concept)] == words
    for name, current in (("plan_page", "Papier"), ("versions", "Fassungen"), ("compare", "Fassungen")):
        assert url(name, "05997000") in dict(links_of(concept)).values() or name == "compare"
        assert dict(tabs_of(get(anna, name))) == dict.fromkeys(words) | {current: "page"}
        # Boards have no concept of today, no talks and no milestones.
        assert dict(tabs_of(get(board, name))) == dict.fromkeys(words[4:]) | {current: "page"}
    assert [tab for tab, _ in tabs_of(get(anna, "versions", "kreis"))] == [words[0], *words[2:]]


def test_a_page_leads_to_its_files_and_leaves_data_to_the_team(released, anna, board, contact):
    for name, more in (("plan", {}), ("version", {"state": released.pk})):
        files = {form: url(f"{name}_{form}", "05997000", **more) for form in FORMS}
        for member in (anna, board, contact):
            links = dict(links_of(get(member, f"{name}_page", **more)))
            assert (links["PDF"], links["Word"]) == (files["pdf"], files["docx"])
            assert links.get("JSON") == (files["json"] if member == anna else None)
    for member in (board, contact):
        assert "JSON" not in get(member, "versions").content.decode()


def test_a_version_is_read_as_a_page(released, anna, board):
    for member in (anna, board):
        list_of_versions = get(member, "versions")
        assert dict(links_of(list_of_versions))["Jahresgespräch 2026"] == url(
            "version_page", "05997000", state=released.pk
        )
        page = get(member, "version_page", state=released.pk).content.decode()
        assert "Stand 19.11.2026 · Freigegebene Fassung vom 19.11.2026: Jahresgespräch 2026" in page
        assert "52.024" in page
        assert "777.777" not in page
        assert dict(tabs_of(get(member, "version_page", state=released.pk)))["Fassungen"] == "page"


def test_the_whole_is_read_as_a_page(released, anna):
    answer = browser_of(anna).get(reverse("papers:whole_page", kwargs={"district": "probstadt"}))
    links, page = dict(links_of(answer)), answer.content.decode()
    for words, form in (("PDF", "pdf"), ("Word", "docx"), ("JSON", "json")):
        assert links[words] == reverse(f"papers:whole_{form}", kwargs={"district": "probstadt"})
    assert links["Stadt Lindenau"] == "#anlage-2"
    assert 'id="anlage-2"' in page
    assert "<h3>Örtliche Netzwerktreffen</h3>" in page
    concepts = browser_of(anna).get(reverse("action_plans:plan_list", kwargs={"district": "probstadt"}))
    assert dict(links_of(concepts))["Alle lesen"] == answer.request["PATH_INFO"]


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_pages_of_a_demo_say_so(released, anna, settings, mode):
    settings.MODE = mode
    whole = browser_of(anna).get(reverse("papers:whole_page", kwargs={"district": "probstadt"}))
    for answer in (whole, get(anna, "plan_page"), get(anna, "version_page", state=released.pk)):
        assert (NOTICE in answer.content.decode()) == (mode == "demo")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_questions(concept, anna, carla, django_assert_num_queries, count):
    with district_scope(concept.district):
        for number in range(count):
            release(carla, territory=concept, note=f"Anlass {number}")
            IndicatorValue.objects.filter(year=2024, number__gt=0).update(number=number)
            keep_states(concept.district)
    browser = browser_of(anna)
    browser.get(url("versions", "05997000"))
    with django_assert_num_queries(10):
        browser.get(url("versions", "05997000"))
    with django_assert_num_queries(33):
        browser.get(url("compare", "05997000"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_whole_asks_the_same_number_of_questions(concept, anna, django_assert_num_queries, count):
    with district_scope(concept.district):
        for place in Municipality.objects.exclude(ags="05997000").order_by("name")[: count - 1]:
            fill_concept(concept.district, place, place.name)
    browser = browser_of(anna)
    address = reverse("papers:whole_json", kwargs={"district": "probstadt"})
    browser.get(address)
    with django_assert_num_queries(25):
        browser.get(address)
