"""Which figures are collected is set by people: seen by the team, changed by few, kept when a file is loaded again."""

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import Indicator, IndicatorValue, SourceOffice
from kim.action_plans.profile import setting
from kim.action_plans.profile.wanting import wants
from kim.audit.models import AuditEntry
from kim.core.locking import Conflict
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.districts.pack import load_pack
from tests.action_plans.figures import define, enter
from tests.cast import browser_of, make_member
from tests.districts.small_pack import SMALL


@pytest.fixture
def indicators(clock, scoped):
    return define(scoped)


@pytest.fixture
def lead(clock, district):
    return make_member(district, "Leo Leitung", Role.TEAM_LEAD)


def address(name, *arguments):
    return reverse(f"profile:{name}", args=["probstadt", *arguments])


def said(**fields):
    return {
        "label": "Plätze in Unterkünften",
        "definition": "Belegbare Plätze am Stichtag.",
        "unit": "count",
        "refers_to": "same_year",
        "scope": "",
        "office": str(SourceOffice.objects.get(code="state").pk),
        **fields,
    }


def test_the_team_sees_what_is_collected_and_settings_lead_there(indicators, anna, lead):
    text = browser_of(anna).get(address("indicators")).content.decode()
    for words in (
        "Einwohnerzahl",
        "Meldebehörde",
        "in jeder Kommune eine",
        "das Jahr des Stichtags",
        "in Gebrauch",
    ):
        assert words in text
    assert "zahlen@land.example" not in text
    assert address("indicator_new") not in text
    settings = browser_of(anna).get(reverse("accounts:settings_page", args=["probstadt"])).content.decode()
    assert address("indicators") in settings
    assert "zahlen@land.example" in browser_of(lead).get(address("indicators")).content.decode()


def test_a_figure_is_added_and_asked_for(indicators, lead, district, lindenau):
    response = browser_of(lead).post(
        address("indicator_new"), said(refers_to="previous_year", is_additive="on")
    )
    assert response.url == address("indicators")
    made = Indicator.objects.get(code="platze-in-unterkunften")
    assert (made.refers_to, made.is_additive, made.active) == ("previous_year", True, True)
    assert made.edited_on is not None
    assert [row.code for row in wants(district).indicators][-1] == made.code
    profile = browser_of(lead).get(address("profile", lindenau.ags)).content.decode()
    assert "Plätze in Unterkünften" in profile
    assert AuditEntry.objects.filter(action="indicator_added").count() == 1


def test_a_second_one_of_the_same_name_gets_another_key(indicators, lead):
    for _ in range(2):
        browser_of(lead).post(address("indicator_new"), said())
    assert set(Indicator.objects.filter(label="Plätze in Unterkünften").values_list("code", flat=True)) == {
        "platze-in-unterkunften",
        "platze-in-unterkunften-2",
    }


def test_somebody_has_to_give_the_districts_own_figure(indicators, lead):
    each = str(SourceOffice.objects.get(code="register").pk)
    for fields in ({"office": each}, {"office": "", "scope": "kreis"}, {"district_office": each}):
        assert browser_of(lead).post(address("indicator_new"), said(**fields)).status_code == 422
    assert not Indicator.objects.filter(label="Plätze in Unterkünften").exists()


def test_the_unit_stays_once_there_are_values(indicators, lead, lindenau):
    row = indicators["naturalisations"]
    enter(row, lindenau, number=10)
    browser_of(lead).post(
        address("indicator_edit", row.code), said(label="Eingebürgerte", unit="percent", version=row.version)
    )
    row.refresh_from_db()
    assert (row.label, row.unit) == ("Eingebürgerte", "count")


def test_one_that_has_ended_keeps_its_values_and_is_asked_for_no_more(indicators, lead, district, lindenau):
    row = indicators["naturalisations"]
    enter(row, lindenau, number=10)
    use = address("indicator_use", row.code)
    browser_of(lead).post(use, {"version": row.version, "in_gebrauch": "nein"})
    assert row.code not in [each.code for each in wants(district).indicators]
    assert IndicatorValue.objects.get(indicator=row).number == 10
    text = browser_of(lead).get(address("indicators")).content.decode()
    assert "beendet" in text
    row.refresh_from_db()
    browser_of(lead).post(use, {"version": row.version, "in_gebrauch": "ja"})
    assert row.code in [each.code for each in wants(district).indicators]
    actions = AuditEntry.objects.filter(action__startswith="indicator_").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["indicator_ended", "indicator_resumed"]


def test_nothing_is_changed_from_an_old_page(indicators, lead):
    row = indicators["naturalisations"]
    with pytest.raises(Conflict):
        setting.use_indicator(lead, indicator=row, version=row.version + 1, active=False)
    response = browser_of(lead).post(address("indicator_edit", row.code), said(version=row.version + 1))
    assert response.status_code == 409
    row.refresh_from_db()
    assert row.active
    assert row.label == "Eingebürgerte im Vorjahr"


def test_an_office_is_named_and_changed(indicators, lead):
    browser_of(lead).post(address("office_new"), {"name": "Ordnungsamt", "email": "amt@kreis.example"})
    row = SourceOffice.objects.get(code="ordnungsamt")
    browser_of(lead).post(address("office_edit", row.code), {"name": "Bürgeramt", "version": row.version})
    row.refresh_from_db()
    assert (row.name, row.email) == ("Bürgeramt", "")
    Indicator.objects.filter(code="population").update(district_office=row)
    each = {"name": "Bürgeramt", "per_municipality": "on", "version": row.version}
    assert browser_of(lead).post(address("office_edit", row.code), each).status_code == 422


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.CASE_MANAGER, Role.MUNICIPALITY_CONTACT, Role.AUDITOR]
)
def test_nobody_else_changes_what_is_collected(role, indicators, district):
    browser, row = browser_of(make_member(district, "Nora Nein", role)), indicators["population"]
    for where in (
        address("indicator_new"),
        address("indicator_edit", row.code),
        address("indicator_use", row.code),
        address("office_new"),
        address("office_edit", "state"),
    ):
        assert browser.post(where, said(version=row.version)).status_code == 404
    row.refresh_from_db()
    assert row.active


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    count, clock, district, anna, django_assert_num_queries
):
    with district_scope(district):
        for number in range(count):
            office = SourceOffice.objects.create(district=district, code=f"o{number}", name="Amt")
            Indicator.objects.create(
                district=district, code=f"k{number}", label="Zahl", unit="count", office=office
            )
    browser = browser_of(anna)
    browser.get(address("indicators"))
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(address("indicators"))


LIST_QUERIES = 8

PACK = (
    SMALL
    + """
[[source_offices]]
code = "amt"
name = "Meldeamt"
email = "amt@kreis.example"

[[indicators]]
code = "population"
label = "Einwohnerzahl"
unit = "count"
office = "amt"

[[indicators]]
code = "births"
label = "Geburten"
unit = "count"
office = "amt"
"""
)


@pytest.mark.django_db
def test_what_people_set_is_kept_when_the_file_is_loaded_again(clock, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(PACK)
    load_pack(path, apply=True)
    district = District.objects.get()
    lead = make_member(district, "Leo Leitung", Role.TEAM_LEAD)
    with district_scope(district):
        row, other = Indicator.objects.get(code="population"), SourceOffice.objects.get(code="amt")
        setting.change_indicator(
            lead, indicator=row, version=row.version, label="Menschen", definition="Hier."
        )
        row.refresh_from_db()
        setting.use_indicator(lead, indicator=row, version=row.version, active=False)
        setting.change_office(lead, office=other, version=other.version, email="neu@kreis.example")
        added = setting.add_indicator(lead, label="Plätze", unit="count", office=other)
    assert load_pack(path, apply=True).changes == []
    path.write_text(PACK.replace('"Einwohnerzahl"', '"Bevölkerung"').replace('"Geburten"', '"Neugeborene"'))
    assert [change.what for change in load_pack(path, apply=True).changes] == [
        "Kennzahl Neugeborene (births)"
    ]
    with district_scope(district):
        row.refresh_from_db()
        assert (row.label, row.definition, row.active) == ("Menschen", "Hier.", False)
        assert SourceOffice.objects.get(code="amt").email == "neu@kreis.example"
        assert Indicator.objects.get(code="births").label == "Neugeborene"
        assert Indicator.objects.get(pk=added.pk).active
