"""The figures of a place: seeing, entering, correcting."""

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import IndicatorValue
from kim.audit.models import AuditEntry
from tests.action_plans.figures import YEAR, define, enter
from tests.cast import browser_of, in_district, make_member

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def indicators(district):
    with in_district(district):
        return define(district)


@pytest.fixture
def vera(district, lindenau):
    """Contact person of Lindenau."""
    return make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


def url(name, territory, **parts):
    key = territory if isinstance(territory, str) else territory.ags
    return reverse(f"profile:{name}", kwargs={"district": "probstadt", "territory": key, **parts})


def edit_url(place, year=YEAR):
    return url("year_edit", place, year=year)


def form_data(browser, address, **changes):
    """Return what a browser would send back for a page with one large form, with some fields changed."""
    form = browser.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    changed = {name.replace("__", "-"): value for name, value in changes.items()}
    assert set(changed) <= set(data), set(changed) - set(data)
    return {name: "" if value is None else value for name, value in (data | changed).items()}


def field(kind, place, code):
    return f"{kind}-{place.ags if place else 'kreis'}-{code}"


def values(district, **conditions):
    with in_district(district):
        return list(IndicatorValue.objects.filter(**conditions).order_by("indicator__position", "year"))


def save(browser, place, fields, **rest):
    data = form_data(browser, edit_url(place)) | fields | rest
    return browser.post(edit_url(place), data)


def test_the_page_shows_latest_previous_and_the_districts_share(district, lindenau, indicators, carla):
    with in_district(district):
        for year, number in ((2024, 11_900), (YEAR, 12_000)):
            enter(indicators["population"], lindenau, year, number)
        enter(indicators["foreign_nationals_share_percent"], lindenau, YEAR, "15.00")
        enter(indicators["foreign_nationals_share_percent"], None, YEAR, "12.67")
        enter(indicators["largest_nationalities"], lindenau, YEAR, items=[("Türkei", 1225), ("Syrien", 310)])
    text = browser_of(carla).get(url("profile", lindenau)).content.decode()
    assert "12.000" in text
    assert "11.900" in text
    assert "15,00 %" in text
    assert "12,67 %" in text
    assert "Türkei <strong>1.225</strong>" in text
    assert "noch nicht erfasst" in text
    assert "zuständig: Landesstelle" in text


def test_a_place_without_figures_says_so(lindenau, indicators, carla):
    assert "Noch keine Zahlen" in browser_of(carla).get(url("profile", lindenau)).content.decode()


def test_a_place_without_indicators_says_so(lindenau, carla):
    assert "Noch keine Kennzahlen" in browser_of(carla).get(url("profile", lindenau)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_number_of_queries(
    rows, district, lindenau, indicators, carla, django_assert_num_queries
):
    with in_district(district):
        for year in range(YEAR - rows + 1, YEAR + 1):
            enter(indicators["population"], lindenau, year, 12_000)
            enter(indicators["naturalisations"], lindenau, year, 30, recorded_by=carla)
    browser = browser_of(carla)
    browser.get(url("profile", lindenau))
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get(url("profile", lindenau))


PAGE_QUERIES = 15


def test_a_contact_person_sees_and_enters_the_own_place_only(district, lindenau, steinbach, indicators, vera):
    browser = browser_of(vera)
    assert browser.get(url("profile", lindenau)).status_code == 200
    assert browser.get(edit_url(lindenau)).status_code == 200
    # What holds everywhere may be read, the district's figures too; nobody there enters them.
    assert browser.get(url("profile", "kreis")).status_code == 200
    assert browser.get(url("profile", steinbach)).status_code == 404
    assert browser.get(url("export", steinbach)).status_code == 404
    for foreign in (steinbach, "kreis"):
        assert browser.get(edit_url(foreign)).status_code == 404
        assert browser.post(edit_url(foreign), {}).status_code == 404
    fields = {field("wert", lindenau, "population"): "12.001"}
    assert save(browser, lindenau, fields).status_code == 302
    row = values(district)[0]
    assert (row.number, row.recorded_by_id) == (12_001, vera.pk)


def test_boards_read_papers_and_no_living_figures(district, lindenau, indicators):
    board = browser_of(make_member(district, "Bodo Board", Role.BOARD_MEMBER))
    assert board.get(url("profile", lindenau)).status_code == 404
    assert board.get(edit_url(lindenau)).status_code == 404


def test_case_managers_see_and_do_not_enter(lindenau, indicators, anna):
    browser = browser_of(anna)
    page = browser.get(url("profile", lindenau))
    assert page.status_code == 200
    assert "eintragen" not in page.content.decode().split("<main")[1]
    assert browser.get(edit_url(lindenau)).status_code == 404


def test_coordination_of_another_area_does_not_enter(sonnfeld, indicators, carla):
    assert browser_of(carla).get(edit_url(sonnfeld)).status_code == 404


def test_all_figures_of_a_year_are_entered_on_one_page(district, lindenau, indicators, carla):
    fields = {
        field("wert", lindenau, "population"): "12.000",
        field("wert", lindenau, "foreign_nationals_share_percent"): "15,5 %",
        field("wert", lindenau, "largest_nationalities"): "Syrien 310\nTürkei 1.225",
        field("ohne", lindenau, "naturalisations"): "not_available",
    }
    response = save(browser_of(carla), lindenau, fields, source="Melderegister", as_of="31.12.2025")
    assert response.status_code == 302
    population, share, groups, naturalised = values(district)
    assert population.number == 12_000
    assert str(share.number) == "15.50"
    assert groups.items == [{"name": "Türkei", "count": 1225}, {"name": "Syrien", "count": 310}]
    assert naturalised.state == "not_available"
    assert (population.source, f"{population.as_of}", population.recorded_by_id) == (
        "Melderegister",
        "2025-12-31",
        carla.pk,
    )
    with in_district(district):
        assert AuditEntry.objects.filter(action="figures_recorded").count() == 1


def test_saving_without_a_change_writes_nothing(district, lindenau, indicators, carla):
    with in_district(district):
        row = enter(indicators["population"], lindenau, number=12_000, source="Amt", version=3)
    save(browser_of(carla), lindenau, {}, source="Anders")
    same = values(district)[0]
    assert (same.version, same.source) == (row.version, "Amt")
    with in_district(district):
        assert not AuditEntry.objects.filter(action="figures_recorded").exists()


def test_a_value_can_become_not_yet_recorded_again(district, lindenau, indicators, carla):
    with in_district(district):
        enter(indicators["population"], lindenau, number=12_000)
    save(browser_of(carla), lindenau, {field("wert", lindenau, "population"): ""})
    row = values(district)[0]
    assert (row.state, row.number, row.version) == ("not_recorded", None, 1)


def test_zero_is_a_value(district, lindenau, indicators, carla):
    save(browser_of(carla), lindenau, {field("wert", lindenau, "naturalisations"): "0"})
    row = values(district)[0]
    assert (row.state, row.number) == ("value", 0)


def test_the_second_of_two_is_told_and_keeps_what_was_typed(district, lindenau, indicators, carla, dora):
    with in_district(district):
        enter(indicators["population"], lindenau, number=12_000)
    mine, name = browser_of(carla), field("wert", lindenau, "population")
    data = form_data(mine, edit_url(lindenau)) | {name: "12.005"}
    save(browser_of(dora), lindenau, {name: "12.100"})
    response = mine.post(edit_url(lindenau), data)
    assert response.status_code == 409
    text = response.content.decode()
    assert 'value="12.005"' in text
    assert "jetzt gespeichert 12.100" in text
    assert values(district)[0].number == 12_100
    form = response.context["form"]
    again = {each: form[each].value() for each in form.fields}
    assert mine.post(edit_url(lindenau), again).status_code == 302
    assert values(district)[0].number == 12_005


def test_two_who_enter_a_first_value_do_not_overwrite_each_other(district, lindenau, indicators, carla, dora):
    mine, name = browser_of(carla), field("wert", lindenau, "population")
    data = form_data(mine, edit_url(lindenau)) | {name: "12.005"}
    save(browser_of(dora), lindenau, {name: "12.100"})
    assert mine.post(edit_url(lindenau), data).status_code == 409
    assert values(district)[0].number == 12_100


WRONG = {
    "12.44": "Bitte mit Komma schreiben",
    "zwölf": "keine Zahl",
    "-5": "unter 0",
    "1,5": "ganze Zahlen",
    "9" * 13: "zu groß",
    "9" * 16: "zu groß",
    "9.999." * 6 + "999": "zu groß",
    "1e5": "keine Zahl",
    "١٢٣": "keine Zahl",
    "²": "keine Zahl",
}


@pytest.mark.parametrize(("typed", "reason"), WRONG.items())
def test_what_is_no_count_is_said_at_the_field(typed, reason, district, lindenau, indicators, carla):
    response = save(browser_of(carla), lindenau, {field("wert", lindenau, "population"): typed})
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert not values(district)


BEYOND = {
    "foreign_nationals": (
        "12.001",
        "12.001 sind mehr als die Gruppe, zu der sie gehören: Einwohnerzahl 12.000",
    ),
    "largest_nationalities": ("Syrien 9.000\nTürkei 3.001", "12.001 sind mehr als"),
    "foreign_nationals_share_percent": ("100,01", "100,01 % sind mehr als 100 %"),
}


@pytest.mark.parametrize(("code", "typed", "reason"), [(code, *rest) for code, rest in BEYOND.items()])
def test_what_cannot_be_meant_is_said_at_the_field_and_kept(
    code, typed, reason, district, lindenau, indicators, carla
):
    fields = {field("wert", lindenau, "population"): "12.000", field("wert", lindenau, code): typed}
    response = save(browser_of(carla), lindenau, fields)
    assert response.status_code == 422
    text = response.content.decode()
    assert text.count(reason) == 2, "at the field and on top"
    assert typed.split("\n")[0] in text
    assert not values(district)


def test_a_count_above_the_population_is_said_beside_other_mistakes(lindenau, indicators, carla):
    fields = {
        field("wert", lindenau, "population"): "100",
        field("wert", lindenau, "foreign_nationals"): "200",
        field("wert", lindenau, "foreign_nationals_share_percent"): "17.5",
    }
    text = save(browser_of(carla), lindenau, fields).content.decode()
    assert "200 sind mehr als" in text
    assert "Bitte mit Komma schreiben" in text


def test_what_cannot_be_but_stands_there_does_not_keep_from_entering_others(
    district, lindenau, indicators, carla
):
    with in_district(district):
        enter(indicators["population"], lindenau, number=100)
        enter(indicators["foreign_nationals"], lindenau, number=200)
    assert (
        save(browser_of(carla), lindenau, {field("wert", lindenau, "naturalisations"): "3"}).status_code
        == 302
    )
    assert (
        save(browser_of(carla), lindenau, {field("wert", lindenau, "population"): "150"}).status_code == 422
    )


def test_a_rate_that_may_exceed_100_does(lindenau, indicators, carla):
    fields = {field("wert", lindenau, "flueag_fulfilment_percent"): "104,5"}
    assert save(browser_of(carla), lindenau, fields).status_code == 302


def test_a_value_and_not_available_contradict_each_other(lindenau, indicators, carla):
    fields = {
        field("wert", lindenau, "population"): "5",
        field("ohne", lindenau, "population"): "not_available",
    }
    response = save(browser_of(carla), lindenau, fields)
    assert response.status_code == 422
    assert "Entweder ein Wert" in response.content.decode()


@pytest.mark.parametrize("versions", ["", "x", "a:b c:", "kreis:99999999999999", ":::", "ä" * 500])
def test_any_text_for_the_hidden_versions_is_a_conflict_or_harmless(
    versions, district, lindenau, indicators, carla
):
    with in_district(district):
        enter(indicators["population"], lindenau, number=12_000, version=1)
    fields = {field("wert", lindenau, "population"): "1"}
    assert save(browser_of(carla), lindenau, fields, versions=versions).status_code == 409
    assert values(district)[0].number == 12_000


@pytest.mark.parametrize("year", [0, 1999, 2027, 99999999])
def test_only_years_that_can_have_figures_are_entered(year, lindenau, indicators, carla):
    assert browser_of(carla).get(edit_url(lindenau, year)).status_code == 404


def test_the_day_has_to_fit_the_year(lindenau, indicators, carla):
    response = save(browser_of(carla), lindenau, {}, as_of="31.12.2019")
    assert response.status_code == 422


def test_one_gets_the_figures_as_a_workbook(district, lindenau, indicators, carla):
    import io

    from openpyxl import load_workbook

    with in_district(district):
        enter(indicators["population"], lindenau, number=12_000, source="=HYPERLINK(1)")
        enter(indicators["foreign_nationals_share_percent"], lindenau, number="12.67")
        enter(indicators["largest_nationalities"], lindenau, items=[("=cmd", 7)])
        enter(indicators["naturalisations"], lindenau, state="not_available")
    content = browser_of(carla).get(url("export", lindenau)).content
    rows = list(load_workbook(io.BytesIO(content))["Zeitreihen"].iter_rows(values_only=True))
    assert rows[1][:7] == (lindenau.ags, "Stadt Lindenau", "Einwohnerzahl", "Anzahl", 2025, 2025, "erfasst")
    assert rows[1][7] == 12_000
    assert rows[1][9] == "'=HYPERLINK(1)"
    assert rows[3][7] == 12.67
    assert rows[4][7] == "'=cmd 7"
    assert rows[6][6:8] == ("nicht verfügbar", None)
    assert rows[5][6:8] == ("noch nicht erfasst", None)
