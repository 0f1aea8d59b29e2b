"""What looks wrong is listed, explained or corrected, and never changed by itself."""

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import FindingNote, IndicatorValue
from kim.action_plans.profile.checking import checked
from kim.audit.models import AuditEntry
from tests.action_plans.figures import YEAR, define, enter
from tests.cast import browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock")
PAGE = reverse("profile:findings", kwargs={"district": "probstadt"})


@pytest.fixture
def wrong(scoped, lindenau, steinbach, sonnfeld):
    """Three towns of 1, 2 and 3 thousand, and a district of 7."""
    population = define(scoped)["population"]
    for place, number in ((lindenau, 1000), (steinbach, 2000), (sonnfeld, 3000), (None, 7000)):
        enter(population, place, number=number)
    return population


def explanation(district, **changes):
    finding = checked(district)[0].finding
    return {"key": finding.key, "digest": finding.digest, "text": "Stichtag weicht ab."} | changes


def test_a_finding_is_listed_with_its_figures(wrong, carla):
    text = browser_of(carla).get(PAGE).content.decode()
    assert "1 Widerspruch, 0 Auffälligkeiten · 1 noch zu klären" in text
    assert "Die 3 Kommunen haben zusammen 6.000, für den Kreis sind 7.000 angegeben: 1.000 mehr." in text


def test_without_figures_there_is_nothing_to_clear_up(carla):
    assert "Nichts zu klären" in browser_of(carla).get(PAGE).content.decode()


def test_an_explanation_holds_until_a_figure_changes(wrong, carla, district):
    browser = browser_of(carla)
    assert browser.post(PAGE, explanation(district)).status_code == 302
    text = browser.get(PAGE).content.decode()
    assert "0 noch zu klären" in text
    assert "Stichtag weicht ab." in text
    assert AuditEntry.objects.filter(action="finding_explained").count() == 1
    assert IndicatorValue.objects.filter(municipality=None).get().number == 7000
    IndicatorValue.objects.filter(municipality=None).update(number=7001)
    text = browser.get(PAGE).content.decode()
    assert "1 noch zu klären" in text
    assert "Stichtag weicht ab." not in text


def test_what_is_corrected_is_gone(wrong, carla):
    IndicatorValue.objects.filter(municipality=None).update(number=6000)
    assert "Nichts zu klären" in browser_of(carla).get(PAGE).content.decode()


def test_an_explanation_can_be_changed(wrong, carla, district):
    browser = browser_of(carla)
    browser.post(PAGE, explanation(district))
    browser.post(PAGE, explanation(district, text="Doch anders."))
    assert [note.text for note in FindingNote.objects.order_by("pk")] == ["Doch anders."]


def test_figures_that_changed_meanwhile_are_not_explained(wrong, carla, district):
    data = explanation(district)
    IndicatorValue.objects.filter(municipality=None).update(number=7001)
    response = browser_of(carla).post(PAGE, data)
    assert response.status_code == 409
    assert "Stichtag weicht ab." in response.content.decode()
    assert not FindingNote.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "x" * 1001}, 422),
        ({"key": "x"}, 409),
        ({"digest": ""}, 409),
        ({"key": ""}, 409),
    ],
)
def test_bad_input_is_refused(changes, status, wrong, carla, district):
    assert browser_of(carla).post(PAGE, explanation(district, **changes)).status_code == status
    assert not FindingNote.objects.exists()


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.MUNICIPALITY_CONTACT, Role.BOARD_MEMBER])
def test_others_do_not_see_what_looks_wrong(role, wrong, district, lindenau):
    browser = browser_of(make_member(district, "Olga Ohne", role, places=(lindenau,)))
    assert browser.get(PAGE).status_code == browser.post(PAGE, {}).status_code == 404


@pytest.mark.parametrize("years", [1, 3])
def test_the_page_takes_the_same_number_of_queries(years, wrong, carla, lindenau, django_assert_num_queries):
    for year in range(YEAR - years, YEAR):
        enter(wrong, lindenau, year, 5 * year)
        enter(wrong, None, year, year)
    browser = browser_of(carla)
    browser.get(PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        response = browser.get(PAGE)
    assert len(response.context["lines"]) >= years


def test_many_findings_stand_on_several_pages(wrong, carla, lindenau, district):
    for year in range(YEAR - 30, YEAR):
        enter(wrong, lindenau, year, 100_000 if year % 2 else 10)
    browser = browser_of(carla)
    first, second = browser.get(PAGE), browser.get(f"{PAGE}?page=2")
    everything = len(checked(district))
    assert len(first.context["lines"]) == 20
    assert len(second.context["lines"]) == min(20, everything - 20) > 0
    assert "Seite 1 von 2" in first.content.decode()
    assert f"{everything} noch zu klären" in second.content.decode()
    shown = [line["checked"].finding.year for page in (first, second) for line in page.context["lines"]]
    assert shown == sorted(shown, reverse=True)
    last = second.context["lines"][-1]["checked"].finding
    response = browser.post(PAGE, {"key": last.key, "digest": last.digest, "text": ""})
    assert response.status_code == 422
    assert any(line["is_open"] for line in response.context["lines"])


PAGE_QUERIES = 9
