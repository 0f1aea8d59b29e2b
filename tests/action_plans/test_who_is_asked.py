"""Every figure is asked for, the district's own too; and only who was reached has been asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kim.accounts.models import OutboxMail
from kim.action_plans.models import CollectionRequest, Indicator, IndicatorValue, SourceOffice
from kim.action_plans.profile import collecting
from kim.action_plans.profile.checking import checked
from kim.action_plans.profile.links import path_of
from kim.action_plans.profile.rounds import wanted_of
from kim.action_plans.profile.wanting import asked_of_nobody
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.core.locking import Conflict
from tests.action_plans.figures import POPULATION, YEAR, define, enter
from tests.cast import TODAY, browser_of

pytestmark = pytest.mark.usefixtures("clock")
DUE = TODAY + timedelta(days=30)
OF_THE_DISTRICT = ("population", "foreign_nationals", "foreign_nationals_share_percent")


@pytest.fixture
def indicators(scoped):
    return define(scoped)


@pytest.fixture
def kreis(district, indicators):
    """Who gives the district's own figures of which every municipality has an office of its own."""
    office = SourceOffice.objects.create(district=district, code="kreis", name="Kreishaus", position=3)
    Indicator.objects.filter(code__in=OF_THE_DISTRICT).update(district_office=office)
    return office


def open_round(carla):
    return collecting.open_round(carla, district=carla.district, year=YEAR, due_on=DUE)


def request_to(code, place=None):
    rows = CollectionRequest.objects.select_related("round", "office", "municipality", "district")
    return rows.get(office__code=code, municipality=place)


def names(asked):
    return [(place.key, indicator.code) for place, indicator in wanted_of(asked)]


# --- the district's own figures -----------------------------------------------------------------------


def test_the_districts_own_figures_are_asked_for_too(kreis, carla, lindenau, steinbach, sonnfeld):
    open_round(carla)
    assert names(request_to("kreis")) == [("kreis", code) for code in OF_THE_DISTRICT]
    assert names(request_to("register", lindenau)) == [
        (lindenau.ags, code) for code in (*OF_THE_DISTRICT, "largest_nationalities")
    ]
    places = ("kreis", lindenau.ags, sonnfeld.ags, steinbach.ags)
    assert names(request_to("state")) == [
        (place, code) for place in places for code in ("flueag_fulfilment_percent", "naturalisations")
    ]


def test_every_figure_of_every_place_is_asked_for_once(kreis, carla, lindenau, steinbach, sonnfeld):
    Indicator.objects.filter(code="largest_nationalities").update(district_office=kreis)
    open_round(carla)
    asked = [name for row in CollectionRequest.objects.order_by("pk") for name in names(request_to_row(row))]
    assert len(asked) == len(set(asked)) == 4 * 6


def request_to_row(row):
    return CollectionRequest.objects.select_related("office", "municipality", "district").get(pk=row.pk)


def test_a_sum_that_differs_is_found_once_the_district_has_answered(
    kreis, carla, client, district, indicators, lindenau, steinbach, sonnfeld
):
    open_round(carla)
    for place in (lindenau, steinbach, sonnfeld):
        enter(indicators["population"], place, number=POPULATION[place.name])
    assert checked(district) == []
    answer(client, district, "kreis", **{"wert-kreis-population": "30.000"})
    assert [each.finding.key for each in checked(district)] == [f"PLAN-14:population:kreis:{YEAR}"]


def test_without_an_office_the_page_says_that_nobody_is_asked(indicators, carla):
    assert [each.code for each in asked_of_nobody()] == [*OF_THE_DISTRICT, "largest_nationalities"]
    text = browser_of(carla).get(reverse("profile:collection", args=["probstadt"])).content.decode()
    assert "Für den ganzen Kreis ist bei diesen Kennzahlen keine Stelle festgelegt: Einwohnerzahl" in text


def test_a_figure_of_the_district_alone_is_asked_for_once(indicators, carla, lindenau):
    Indicator.objects.filter(code="naturalisations").update(district_only=True)
    open_round(carla)
    assert ("kreis", "naturalisations") in names(request_to("state"))
    assert (lindenau.ags, "naturalisations") not in names(request_to("state"))
    address = reverse("profile:profile", args=["probstadt", lindenau.ags])
    assert "Eingebürgerte" not in browser_of(carla).get(address).content.decode()


def test_an_office_that_came_later_is_asked_by_a_button(indicators, carla, district):
    opened = open_round(carla)
    office = SourceOffice.objects.create(district=district, code="kreis", name="Kreishaus")
    Indicator.objects.filter(code="population").update(district_office=office)
    address = reverse("profile:round", args=["probstadt", YEAR])
    browser = browser_of(carla)
    assert "Noch nicht gefragt: Kreishaus · Kreis Probstadt" in browser.get(address).content.decode()
    widen = reverse("profile:round_widen", args=["probstadt", YEAR])
    browser.post(widen, {"version": opened.version})
    assert names(request_to("kreis")) == [("kreis", "population")]
    assert AuditEntry.objects.filter(action="collection_widened").count() == 1
    browser.post(widen, {"version": opened.version})
    assert CollectionRequest.objects.filter(office=office).count() == 1
    assert "Noch nicht gefragt" not in browser.get(address).content.decode()


# --- who has been asked -------------------------------------------------------------------------------


def test_only_who_was_written_to_has_been_asked(kreis, carla, lindenau):
    open_round(carla)
    assert (request_to("state").asked_on, request_to("state").asked_by) == (TODAY, "mail")
    for asked in (request_to("register", lindenau), request_to("kreis")):
        assert (asked.asked_on, asked.asked_by) == (None, "")


def test_a_link_handed_on_is_noted_once_somebody_says_so(kreis, carla, lindenau):
    open_round(carla)
    asked = request_to("register", lindenau)
    browser = browser_of(carla)
    address = reverse("profile:request_hand_on", args=["probstadt", asked.pk])
    browser.post(address, {"version": asked.version})
    asked = request_to("register", lindenau)
    assert (asked.asked_on, asked.asked_by) == (TODAY, "hand")
    text = browser.get(reverse("profile:round", args=["probstadt", YEAR])).content.decode()
    assert "gefragt am 20.11.2026, Link weitergegeben" in text
    assert AuditEntry.objects.filter(action="collection_link_handed_on").count() == 1
    profile = reverse("profile:profile", args=["probstadt", lindenau.ags])
    assert "angefragt bei: Meldebehörde, 20.11.2026" in browser.get(profile).content.decode()


def test_a_link_is_not_noted_as_handed_on_from_an_old_page(kreis, carla, lindenau):
    open_round(carla)
    asked = request_to("register", lindenau)
    with pytest.raises(Conflict):
        collecting.hand_on_link(carla, asked=asked, version=asked.version + 1)
    assert request_to("register", lindenau).asked_on is None


def test_a_new_link_has_to_be_handed_on_again(kreis, carla, lindenau):
    open_round(carla)
    asked = request_to("register", lindenau)
    collecting.hand_on_link(carla, asked=asked, version=asked.version)
    asked = request_to("register", lindenau)
    assert collecting.renew_link(carla, asked=asked, version=asked.version, email="") is False
    asked = request_to("register", lindenau)
    assert (asked.asked_on, asked.asked_by) == (None, "")


# --- answers of part ----------------------------------------------------------------------------------


def answer(client, district, code="state", **fields):
    asked = request_to(code)
    form = client.get(path_of(district, asked)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | fields
    return client.post(path_of(district, asked), data, follow=True)


def test_an_answer_of_part_stays_open_and_is_reminded_of(kreis, carla, client, district):
    open_round(carla)
    text = answer(client, district, **{"wert-kreis-naturalisations": "60"}).content.decode()
    assert "1 von 8 Zahlen. Auf die anderen warten wir noch" in text
    assert request_to("state").completed_at is None
    page = browser_of(carla).get(reverse("profile:round", args=["probstadt", YEAR])).content.decode()
    assert "teilweise beantwortet (1 von 8 Zahlen)" in page
    assert "0 von 5 Stellen haben geantwortet" in page
    with dates.moved_clock(DUE):
        assert collecting.remind_offices(district) == 1
    assert OutboxMail.objects.filter(kind="figures_wanted_again", address="zahlen@land.example").exists()


def test_an_office_that_has_no_more_says_so(kreis, carla, client, district):
    open_round(carla)
    text = answer(client, district, **{"wert-kreis-naturalisations": "60", "fertig": "1"}).content.decode()
    assert "Mehr liegt nicht vor" not in text
    assert request_to("state").completed_at is not None
    page = browser_of(carla).get(reverse("profile:round", args=["probstadt", YEAR])).content.decode()
    assert "1 von 5 Stellen hat geantwortet" in page
    assert "geantwortet (1 von 8 Zahlen)" in page
    with dates.moved_clock(DUE):
        assert collecting.remind_offices(district) == 0


def test_saying_so_once_holds_when_a_figure_is_corrected(kreis, carla, client, district):
    open_round(carla)
    answer(client, district, fertig="1")
    assert request_to("state").completed_at is not None
    answer(client, district, **{"wert-kreis-naturalisations": "61"})
    assert request_to("state").completed_at is not None


def test_the_button_alone_is_an_answer_too(kreis, carla, client, district):
    open_round(carla)
    answer(client, district)
    assert request_to("state").answered_at is not None
    answer(client, district, fertig="1")
    assert request_to("state").completed_at is not None


def test_all_figures_are_an_answer_without_the_button(kreis, carla, client, district):
    open_round(carla)
    form = client.get(path_of(district, request_to("state"))).context["form"]
    without = {name: "not_available" for name in form.fields if name.startswith("ohne-")}
    answer(client, district, **without)
    assert request_to("state").completed_at is not None
    assert IndicatorValue.objects.filter(state="not_available").count() == 8


def test_an_office_whose_figures_came_otherwise_is_left_in_peace(kreis, carla, district, indicators):
    opened = open_round(carla)
    for place, indicator in wanted_of(request_to("state")):
        enter(indicator, place.municipality, opened.year, 10)
    with dates.moved_clock(DUE):
        assert collecting.remind_offices(district) == 0
