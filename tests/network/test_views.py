"""Places, who answers for them today, and office hours that do not take place."""

from datetime import date, time, timedelta

import pytest

from kim.accounts.models import Membership, Responsibility, Role, Substitution
from kim.accounts.queries import coordinators_of, on_duty, responsible_today
from kim.audit.actions import reference_of
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.districts.models import Municipality
from kim.network.models import AccessRoute, OfficeHours, OfficeHoursException
from kim.network.queries import hours_of, in_words, next_sittings, routes_of, sittings
from tests.cast import TODAY, browser_of, in_district, make_member

BASE = "/probstadt/netzwerk/"

pytestmark = pytest.mark.usefixtures("clock")


def make_hours(place, rule="FREQ=WEEKLY;BYDAY=MO", **details):
    options = {"place": "Rathaus", "starts": time(9, 30), "ends": time(12), "by_arrangement": False} | details
    if not rule:
        options |= {"starts": None, "ends": None, "by_arrangement": True}
    return OfficeHours.objects.create(district=place.district, municipality=place, rule=rule, **options)


@pytest.fixture
def hours(scoped, lindenau):
    """Mondays in Lindenau; the 23 November 2026 is the next one."""
    return make_hours(lindenau)


@pytest.fixture
def absent_anna(scoped, anna, ben):
    """Anna is away today; Ben, who answers for Steinbach, stands in for her."""
    return Substitution.objects.create(
        district=scoped, absent=anna, substitute=ben, starts_on=TODAY, ends_on=TODAY + timedelta(days=7)
    )


# --- who answers


def test_all_who_are_responsible_answer(scoped, anna, ben, lindenau, sonnfeld):
    assert responsible_today(lindenau) == [anna, ben]
    assert responsible_today(sonnfeld) == []


def test_substitute_answers_for_the_absent_one(scoped, anna, lindenau):
    clara = make_member(scoped, "Clara Case", Role.CASE_MANAGER)
    Substitution.objects.create(
        district=scoped, absent=anna, substitute=clara, starts_on=TODAY, ends_on=TODAY
    )

    [person] = on_duty([lindenau])[lindenau.pk]
    assert (person.membership, person.stands_in_for) == (clara, anna)
    with dates.moved_clock(TODAY + timedelta(days=1)):
        assert responsible_today(lindenau) == [anna]


def test_one_who_is_responsible_and_stands_in_is_named_once(absent_anna, ben, lindenau):
    [person] = on_duty([lindenau])[lindenau.pk]

    assert (person.membership, person.stands_in_for) == (ben, None)


def test_who_left_or_is_locked_out_does_not_answer(scoped, anna, ben, lindenau):
    Membership.objects.filter(pk=anna.pk).update(ends_on=TODAY - timedelta(days=1))
    ben.user.is_active = False
    ben.user.save()

    assert responsible_today(lindenau) == []


def test_absent_one_answers_when_the_substitute_has_left(absent_anna, anna, ben, lindenau):
    Membership.objects.filter(pk=ben.pk).update(ends_on=TODAY - timedelta(days=1))

    assert responsible_today(lindenau) == [anna]


def test_responsibility_of_coordination_is_asked_for_by_role(scoped, carla, lindenau):
    Responsibility.objects.create(district=scoped, membership=carla, municipality=lindenau, starts_on=TODAY)

    assert responsible_today(lindenau) == []
    assert [each.membership for each in on_duty([lindenau], [Role.COORDINATOR])[lindenau.pk]] == [carla]


def test_coordination_is_that_of_the_area_or_else_the_lead(scoped, carla, dora, lindenau, sonnfeld):
    assert coordinators_of(lindenau) == [carla]
    assert coordinators_of(sonnfeld) == [dora]


# --- hours


def test_hours_are_said_in_words(scoped, lindenau):
    assert in_words(make_hours(lindenau)) == "jeden Montag 9:30–12:00 Uhr"
    assert in_words(make_hours(lindenau, rule="")) == "nach Vereinbarung"
    assert in_words(make_hours(lindenau, by_arrangement=True)).endswith("Uhr, sonst nach Vereinbarung")


def test_next_four_weeks_are_shown(hours):
    assert [each.day for each in next_sittings(hours)] == [
        date(2026, 11, 23) + timedelta(weeks=n) for n in range(4)
    ]


def test_every_third_week_is_counted_from_its_first_day(scoped, lindenau):
    hours = make_hours(lindenau, "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", first_on=date(2026, 11, 3))

    assert [each.day for each in sittings(hours, TODAY, date(2026, 12, 31))] == [
        date(2026, 11, 24),
        date(2026, 12, 15),
    ]


def test_holidays_and_cancelled_days_are_marked(scoped, lindenau):
    hours = make_hours(lindenau, "FREQ=WEEKLY;BYDAY=FR")
    OfficeHoursException.objects.create(
        district=scoped, office_hours=hours, on=date(2026, 12, 18), reason="Umzug"
    )

    found = {each.day: each for each in sittings(hours, date(2026, 12, 18), date(2027, 1, 1))}

    assert found[date(2026, 12, 18)].cancelled.reason == "Umzug"
    assert found[date(2026, 12, 25)].holiday
    assert found[date(2027, 1, 1)].holiday == "Neujahr"


def test_routes_of_a_place_are_the_general_and_its_own(scoped, lindenau, sonnfeld):
    own = AccessRoute.objects.create(district=scoped, code="clearing", label="Clearingstelle", position=9)
    own.municipalities.add(sonnfeld)
    AccessRoute.objects.filter(code="selbst").update(active=False)

    assert [route.code for route in routes_of(lindenau)] == ["online_termin"]
    assert [route.code for route in routes_of(sonnfeld)] == ["online_termin", "clearing"]


def test_hours_come_in_their_order(scoped, lindenau):
    second, first = make_hours(lindenau, position=2), make_hours(lindenau, position=1)

    assert hours_of(lindenau) == [first, second]


# --- pages


def test_overview_groups_by_area_and_says_who_is_there(absent_anna, hours, lindenau):
    page = browser_of(absent_anna.substitute).get(BASE)

    assert [area for area, _ in page.context["areas"]] == ["Nord", "Süd"]
    text = page.content.decode()
    assert "jeden Montag 9:30–12:00 Uhr" in text
    assert "niemand" in text
    assert "keine bekannt" in text


def test_stand_in_is_named_as_one(scoped, anna, lindenau):
    clara = make_member(scoped, "Clara Case", Role.CASE_MANAGER)
    Substitution.objects.create(
        district=scoped, absent=anna, substitute=clara, starts_on=TODAY, ends_on=TODAY
    )

    assert "vertritt Anna Anders" in browser_of(anna).get(BASE).content.decode()


def test_empty_district_says_what_to_do(dora, scoped):
    AccessRoute.objects.all().delete()
    Municipality.objects.all().delete()

    text = browser_of(dora).get(BASE).content.decode()
    assert "Noch keine Kommunen" in text
    assert "Die Koordination trägt sie ein" in text


@pytest.fixture
def administrator(scoped):
    """Sees the network and has no counts in the navigation."""
    return make_member(scoped, "Ada Amt", Role.ADMINISTRATOR)


@pytest.mark.parametrize("more", [0, 2])
def test_overview_needs_the_same_queries_for_one_and_for_three(
    administrator, anna, hours, scoped, more, django_assert_num_queries
):
    for number in range(more):
        make_hours(hours.municipality)
        make_member(scoped, f"P{number} Probe", Role.CASE_MANAGER, places=(hours.municipality,))
    browser = browser_of(administrator)
    browser.get(BASE)

    with django_assert_num_queries(11):
        browser.get(BASE)


@pytest.mark.parametrize("more", [0, 2])
def test_place_needs_the_same_queries_for_one_and_for_three(
    administrator, anna, hours, scoped, more, django_assert_num_queries
):
    for number in range(more):
        make_hours(hours.municipality)
        make_member(scoped, f"P{number} Probe", Role.CASE_MANAGER, places=(hours.municipality,))
    browser = browser_of(administrator)
    path = f"{BASE}{hours.municipality.ags}/"
    browser.get(path)

    with django_assert_num_queries(13):
        browser.get(path)


def test_place_shows_days_people_and_routes(anna, carla, hours, lindenau):
    text = browser_of(anna).get(f"{BASE}{lindenau.ags}/").content.decode()

    assert "Montag, 23.11.2026, 9:30–12:00 Uhr" in text
    assert "anna@probstadt.example" in text
    assert "Carla Clar" in text
    assert "Online-Terminanfrage" in text


def test_place_without_hours_says_so(anna, sonnfeld):
    assert "Keine Sprechzeit bekannt" in browser_of(anna).get(f"{BASE}{sonnfeld.ags}/").content.decode()


def cancel(browser, hours, on="23.11.2026", reason="Fortbildung"):
    return browser.post(f"{BASE}sprechzeiten/{hours.pk}/ausfall/", {"on": on, "reason": reason})


@pytest.mark.parametrize("name", ["anna", "carla", "dora"])
def test_hours_are_cancelled_and_restored(request, name, hours, lindenau, scoped):
    browser = browser_of(request.getfixturevalue(name))

    page = browser.get(f"{BASE}sprechzeiten/{hours.pk}/ausfall/", {"tag": "23.11.2026"})
    assert 'value="23.11.2026"' in page.content.decode()
    assert cancel(browser, hours).status_code == 302
    assert cancel(browser, hours, reason="Krankheit").status_code == 302
    [exception] = OfficeHoursException.objects.all()
    assert exception.reason == "Krankheit"
    assert "Krankheit" in browser.get(f"{BASE}{lindenau.ags}/").content.decode()

    page = browser.post(f"{BASE}ausfaelle/{exception.pk}/aufheben/", follow=True).content.decode()
    assert "Die Sprechzeit am 23.11.2026 findet statt." in page
    noted = AuditEntry.objects.filter(subject_id=reference_of(hours)).order_by("number")
    assert list(noted.values_list("action", flat=True)) == [
        "hours_cancelled",
        "hours_cancelled",
        "hours_restored",
    ]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("24.11.2026", "An diesem Tag ist keine Sprechzeit."),
        ("16.11.2026", "Bitte einen Tag von heute bis in einem Jahr angeben."),
        ("31.12.9999", "Bitte einen Tag von heute bis in einem Jahr angeben."),
        ("morgen", "Bitte ein gültiges Datum eingeben."),
        ("", "Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_wrong_days_are_told(anna, hours, on, sentence):
    assert sentence in cancel(browser_of(anna), hours, on=on).content.decode()
    assert not OfficeHoursException.objects.exists()


def test_only_who_answers_cancels(hours, scoped, sonnfeld, lindenau, xenia):
    stranger = make_member(scoped, "Clara Case", Role.CASE_MANAGER, places=(sonnfeld,))
    south = make_member(scoped, "Susi Süd", Role.COORDINATOR, area=sonnfeld.area)
    assistant = make_member(scoped, "Alex Amt", Role.ASSISTANT)
    exception = OfficeHoursException.objects.create(
        district=scoped, office_hours=hours, on=date(2026, 11, 23)
    )

    for member in (stranger, south, assistant, xenia):
        browser = browser_of(member)
        nothing = browser.get("/probstadt/netzwerk/gibt-es-nicht/").content
        for answer in (cancel(browser, hours), browser.post(f"{BASE}ausfaelle/{exception.pk}/aufheben/")):
            assert (answer.status_code, answer.content) == (404, nothing)
    assert "Fällt aus" not in browser_of(stranger).get(f"{BASE}{lindenau.ags}/").content.decode()


def test_absent_one_and_stand_in_may_cancel(absent_anna, hours, anna, ben):
    Responsibility.objects.filter(membership=ben).delete()

    assert cancel(browser_of(anna), hours).status_code == 302
    assert cancel(browser_of(ben), hours).status_code == 302


def test_hours_by_arrangement_cannot_be_cancelled(anna, scoped, lindenau):
    assert cancel(browser_of(anna), make_hours(lindenau, rule="")).status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_network_is_for_the_team(district, lindenau, role):
    team = {"team_lead", "coordinator", "case_manager", "assistant", "administrator"}
    browser = browser_of(make_member(district, "Rolle Rollenträger", role))

    for path in (BASE, f"{BASE}{lindenau.ags}/"):
        assert browser.get(path).status_code == (200 if role in team else 404)


def test_places_and_hours_of_another_district_do_not_exist(anna, dora, xenia, other_district):
    with in_district(other_district):
        place = xenia.responsibilities.get().municipality
        foreign = make_hours(place)

    browser = browser_of(dora)
    assert browser.get(f"{BASE}{place.ags}/").status_code == 404
    assert cancel(browser, foreign).status_code == 404
    assert browser_of(xenia).get(BASE).status_code == 404
