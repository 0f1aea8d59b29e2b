"""What is unusual is asked back before it is saved; what stays unusual is seen by those who work with it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import CollectionRequest, FindingNote, IndicatorValue
from kim.action_plans.profile.actions import explain_finding
from kim.action_plans.profile.checking import checked
from kim.action_plans.profile.collecting import open_round
from kim.action_plans.profile.links import path_of
from kim.audit.models import AuditEntry
from tests.action_plans.figures import YEAR, define, enter
from tests.cast import browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock")
QUESTION = "2024 waren es 12.000, 2025 100.000. Stimmt das?"


@pytest.fixture
def indicators(scoped):
    return define(scoped)


@pytest.fixture
def asked(indicators, carla, district, lindenau):
    enter(indicators["population"], lindenau, YEAR - 1, 12_000)
    open_round(carla, district=district, year=YEAR, due_on=date(2026, 12, 20))
    rows = CollectionRequest.objects.select_related("round", "office", "municipality", "district")
    return rows.get(municipality=lindenau)


def answer(client, asked, data=None, **fields):
    """Send the form behind a link; `data` is what was sent before."""
    address = path_of(asked.district, asked)
    if data is None:
        form = client.get(address).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
    data = {**data, **fields}
    return client.post(address, data), data


def name(place, code, prefix="wert"):
    return f"{prefix}-{place if place == 'kreis' else place.ags}-{code}"


def number_of(place):
    row = IndicatorValue.objects.filter(municipality=place, indicator__code="population", year=YEAR).first()
    return row.number if row else None


def digest_of(response, field):
    return response.context["form"].doubts[field.removeprefix("wert-")].digest


def test_the_clerk_is_asked_whether_a_jump_is_meant(asked, client, lindenau):
    field = name(lindenau, "population")
    response, data = answer(client, asked, **{field: "100.000", "name": "Frau Muster"})
    text = response.content.decode()
    assert response.status_code == 422
    assert QUESTION in text
    assert 'value="100.000"' in text
    assert 'value="Frau Muster"' in text
    assert "Die Angabe stimmt so" in text
    assert number_of(lindenau) is None
    confirm = {name(lindenau, "population", "stimmt"): digest_of(response, field)}
    response, _ = answer(client, asked, data, **confirm, **{name(lindenau, "population", "grund"): "Zensus"})
    assert response.status_code == 302
    assert number_of(lindenau) == Decimal(100_000)
    note = FindingNote.objects.get()
    assert (note.text, note.said_by, note.written_by) == ("Zensus", "Meldebehörde · Lindenau", None)
    assert AuditEntry.objects.filter(action="figures_confirmed_by_link").count() == 1


def test_what_the_office_stands_by_is_still_decided_by_coordination(asked, client, carla, lindenau, district):
    field = name(lindenau, "population")
    response, data = answer(client, asked, **{field: "100.000"})
    answer(client, asked, data, **{name(lindenau, "population", "stimmt"): digest_of(response, field)})
    (found,) = checked(district)
    assert found.is_open
    address = reverse("profile:findings", args=["probstadt"])
    text = browser_of(carla).get(address).content.decode()
    assert "Meldebehörde · Lindenau steht dazu" in text
    assert "1 noch zu klären" in text


def confirm(client, asked, lindenau, typed):
    """Answer with a number and stand by it."""
    field = name(lindenau, "population")
    response, data = answer(client, asked, **{field: typed})
    yes = {name(lindenau, "population", "stimmt"): digest_of(response, field)}
    assert answer(client, asked, data, **yes)[0].status_code == 302


def test_what_an_office_confirms_does_not_wipe_out_what_coordination_explained(
    asked, client, carla, lindenau, district
):
    confirm(client, asked, lindenau, "100.000")
    (found,) = checked(district)
    explain_finding(carla, finding=found.finding, text="Zensus.")
    confirm(client, asked, lindenau, "100.001")
    (other,) = checked(district)
    assert (other.is_open, other.note.said_by) == (True, "Meldebehörde · Lindenau")
    confirm(client, asked, lindenau, "100.000")
    (again,) = checked(district)
    assert (again.is_open, again.note.text, again.note.written_by) == (False, "Zensus.", carla)


def test_a_confirmation_holds_for_the_figure_it_was_given_for(asked, client, lindenau):
    field, yes = name(lindenau, "population"), name(lindenau, "population", "stimmt")
    response, data = answer(client, asked, **{field: "100.000"})
    confirm = {yes: digest_of(response, field)}
    response, _ = answer(client, asked, data, **confirm, **{field: "200.000"})
    assert response.status_code == 422
    assert "2025 200.000. Stimmt das?" in response.content.decode()
    assert " checked" not in response.content.decode().split(f'name="{yes}"')[1].split(">")[0]
    assert number_of(lindenau) is None


def test_a_confirmation_stays_while_another_mistake_is_mended(asked, client, lindenau):
    field, yes = name(lindenau, "population"), name(lindenau, "population", "stimmt")
    response, data = answer(client, asked, **{field: "100.000"})
    other = {name(lindenau, "foreign_nationals"): "viele"}
    response, data = answer(client, asked, data, **{yes: digest_of(response, field)}, **other)
    assert QUESTION not in response.content.decode()
    response, _ = answer(client, asked, data, **{name(lindenau, "foreign_nationals"): ""})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("foreign_nationals_share_percent", "999", "999,00 % sind mehr als 100 %."),
        ("population", "-5", "Die Zahl kann nicht unter 0 liegen."),
    ],
)
def test_what_is_impossible_cannot_be_confirmed(code, typed, said, asked, client, lindenau):
    response, _ = answer(client, asked, **{name(lindenau, code): typed})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Die Angabe stimmt so" not in response.content.decode()


def test_a_share_that_does_not_fit_is_asked_back(asked, client, lindenau):
    fields = {
        name(lindenau, "population"): "12.000",
        name(lindenau, "foreign_nationals"): "1.800",
        name(lindenau, "foreign_nationals_share_percent"): "12",
    }
    response, _ = answer(client, asked, **fields)
    assert "1.800 von 12.000 sind aber 15,00 %. Stimmt das?" in response.content.decode()


def test_who_holds_a_link_is_told_nothing_of_other_offices_and_places(
    asked, client, indicators, lindenau, steinbach
):
    enter(indicators["population"], steinbach, YEAR, 77_777)
    enter(indicators["population"], None, YEAR, 88_888)
    enter(indicators["naturalisations"], lindenau, YEAR, 66_666)
    response, _ = answer(client, asked, **{name(lindenau, "population"): "100.000"})
    text = response.content.decode()
    assert QUESTION in text
    assert not [secret for secret in ("77.777", "88.888", "66.666") if secret in text]


def test_usual_figures_are_not_asked_back(asked, client, lindenau):
    response, _ = answer(client, asked, **{name(lindenau, "population"): "12.100"})
    assert response.status_code == 302
    assert not FindingNote.objects.exists()


def test_a_reason_that_is_too_long_is_not_cut_off(asked, client, lindenau):
    field = name(lindenau, "population")
    response, data = answer(client, asked, **{field: "100.000"})
    long = {name(lindenau, "population", "grund"): "x" * 501}
    yes = {name(lindenau, "population", "stimmt"): digest_of(response, field)}
    response, _ = answer(client, asked, data, **yes, **long)
    assert "mehr als 500 Zeichen" in response.content.decode()
    assert number_of(lindenau) is None


# --- those who work with the figures -------------------------------------------------------------------


def save(member, place, data=None, **fields):
    address = reverse("profile:year_edit", args=["probstadt", place if place == "kreis" else place.ags, YEAR])
    browser = browser_of(member)
    if data is None:
        form = browser.get(address).context["form"]
        data = {key: form[key].value() or "" for key in form.fields} | {"as_of": "31.12.2025"}
    data = {**data, **fields}
    return browser.post(address, data), data


def test_coordination_is_asked_about_sums_and_explains_at_once(indicators, carla, district, lindenau):
    enter(indicators["population"], lindenau, YEAR, 12_000)
    lead = make_member(district, "Leo Leitung", Role.TEAM_LEAD)
    field = name("kreis", "population")
    response, data = save(lead, "kreis", **{field: "9.000"})
    assert "für den Kreis sind 9.000 angegeben: 3.000 weniger. Stimmt das?" in response.content.decode()
    response, _ = save(
        lead, "kreis", data, **{name("kreis", "population", "stimmt"): digest_of(response, field)}
    )
    assert response.status_code == 302
    (found,) = checked(district)
    assert not found.is_open
    assert found.note.text == "Beim Eintragen bestätigt."


def test_a_contact_person_stands_by_a_figure_without_explaining_it_away(indicators, district, lindenau):
    enter(indicators["population"], lindenau, YEAR - 1, 12_000)
    vera = make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(lindenau,))
    field = name(lindenau, "population")
    response, data = save(vera, lindenau, **{field: "100.000"})
    assert QUESTION in response.content.decode()
    save(vera, lindenau, data, **{name(lindenau, "population", "stimmt"): digest_of(response, field)})
    (found,) = checked(district)
    assert found.is_open
    assert found.note.said_by == "Stadt Lindenau"


@pytest.fixture
def wrong(indicators, lindenau, steinbach):
    for place in (lindenau, steinbach):
        enter(indicators["population"], place, YEAR - 1, 12_000)
        enter(indicators["population"], place, YEAR, 100_000)


def test_open_findings_are_shown_where_people_work(wrong, carla, anna, lindenau):
    start = browser_of(carla).get(reverse("workspace:start", args=["probstadt"])).content.decode()
    assert "1 Auffälligkeit in Kennzahlen von Lindenau" in start
    assert f"/kennzahlen/pruefung/?ort={lindenau.ags}" in start
    for view in ("profile:profile", "action_plans:plan_detail"):
        text = browser_of(anna).get(reverse(view, args=["probstadt", lindenau.ags])).content.decode()
        assert "2024 waren es 12.000, 2025 100.000." in text
    release = reverse("papers:release", args=["probstadt", lindenau.ags])
    text = browser_of(carla).get(release).content.decode()
    assert "1 Auffälligkeit in den Kennzahlen dieser Fassung" in text


def test_what_is_explained_is_shown_nowhere_any_more(wrong, carla, lindenau, district):
    found = next(each for each in checked(district) if each.territory.key == lindenau.ags)
    address = reverse("profile:findings", args=["probstadt"]) + f"?ort={lindenau.ags}"
    browser = browser_of(carla)
    page = browser.get(address)
    assert "Steinbach" not in page.content.decode().split("<h1")[1]
    data = {"key": found.finding.key, "digest": found.finding.digest, "text": "Zensus"}
    assert browser.post(address, data).status_code == 302
    start = browser.get(reverse("workspace:start", args=["probstadt"])).content.decode()
    assert "in Kennzahlen von Lindenau" not in start
    profile = reverse("profile:profile", args=["probstadt", lindenau.ags])
    assert "auffällig" not in browser.get(profile).content.decode()


def test_case_managers_and_contacts_of_others_see_no_findings_to_settle(wrong, anna, district, steinbach):
    for member in (
        anna,
        make_member(district, "Willi Woanders", Role.MUNICIPALITY_CONTACT, places=(steinbach,)),
    ):
        start = browser_of(member).get(reverse("workspace:start", args=["probstadt"])).content.decode()
        assert "in Kennzahlen von" not in start


@pytest.mark.parametrize("years", [2, 6])
def test_pages_look_at_the_two_newest_years_in_as_many_queries(
    years, indicators, carla, anna, lindenau, django_assert_num_queries
):
    for year in range(YEAR - years, YEAR + 1):
        enter(indicators["population"], lindenau, year, 10_000 * 2 ** (year - YEAR + years))
    counts = {
        (carla, "workspace:start", ()): START_QUERIES,
        (anna, "profile:profile", (lindenau.ags,)): PROFILE_QUERIES,
    }
    for (member, view, place), count in counts.items():
        browser, address = browser_of(member), reverse(view, args=["probstadt", *place])
        browser.get(address)
        with django_assert_num_queries(count):
            text = browser.get(address).content.decode()
        assert "2 Auffälligkeiten in " in text
    text = browser_of(carla).get(reverse("profile:findings", args=["probstadt"])).content.decode()
    assert f"{years} Auffälligkeiten" in text


START_QUERIES, PROFILE_QUERIES = 20, 15


@pytest.mark.parametrize("place", ["kreis", "05997000"])
def test_one_place_is_checked_as_it_is_within_the_whole(place, indicators, district, lindenau, steinbach):
    for year, numbers in ((YEAR - 2, (10, 20, 30)), (YEAR - 1, (900, 20, 30)), (YEAR, (9_900, 20, 9_000))):
        for where, number in zip((lindenau, steinbach, None), numbers, strict=True):
            enter(indicators["population"], where, year, number)
            enter(indicators["largest_nationalities"], where, year, items=[("Türkei", number)])
    here = next(each.territory for each in checked(district) if each.territory.key == place)
    for since in (0, YEAR - 1, YEAR):
        wanted = [
            each.finding
            for each in checked(district)
            if each.territory.key == place and each.finding.year >= since
        ]
        found = [each.finding for each in checked(district, since=since, place=here)]
        assert [each.digest for each in found] == [each.digest for each in wanted] != []
