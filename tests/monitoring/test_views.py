"""The page of a month, its files and the way from a figure to its cases."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from kim.accounts.models import Role
from kim.audit.models import AuditEntry
from kim.cases.actions import entries, lifecycle
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import Municipality
from kim.monitoring.actions import freeze_ended_months
from tests.cast import browser_of, make_case, make_member

pytestmark = pytest.mark.usefixtures("clock")

URL = "/probstadt/zahlen/"
CASES = f"{URL}faelle/"
READERS = {
    Role.TEAM_LEAD,
    Role.COORDINATOR,
    Role.CASE_MANAGER,
    Role.ASSISTANT,
    Role.MUNICIPALITY_CONTACT,
    Role.BOARD_MEMBER,
}


def fill(lead, place, number, *, track="case_management", opened=date(2026, 10, 6)):
    with dates.moved_clock(opened):
        return [
            make_case(lead, place, f"Person {place} {index}", track=track, opened_on=opened)
            for index in range(number)
        ]


def freeze(district):
    with district_scope(district):
        freeze_ended_months(None)


@pytest.fixture
def october(district, anna, ben, lindenau, sonnfeld):
    """October is frozen: Anna has 6 cases in Lindenau, Ben 2 there and 7 in Sonnfeld."""
    cases = fill(anna, lindenau, 6)
    fill(ben, lindenau, 2, track="brief_advice")
    fill(ben, sonnfeld, 7)
    freeze(district)
    return cases


def reader(district, role):
    return browser_of(make_member(district, "Rita Rolle", role))


def numbers(page, table="main"):
    """The cells of a table by territory and label."""
    shown = getattr(page.context["page"], table)
    labels = [column.label for column in shown.columns]
    return {
        row.territory.name: dict(zip(labels, [cell.text for cell in row.cells], strict=True))
        for row in shown.rows
    }


@pytest.mark.parametrize("role", Role.values)
def test_who_may_see_figures(october, district, role):
    expected = 200 if role in READERS else 404
    browser = reader(district, role)
    assert [browser.get(f"{URL}{path}").status_code for path in ("", "datei.csv", "datei.xlsx")] == [
        expected
    ] * 3


@pytest.mark.parametrize("role", Role.values)
def test_who_may_go_to_the_cases(october, district, role):
    allowed = {Role.TEAM_LEAD, Role.COORDINATOR, Role.CASE_MANAGER}
    question = {"monat": "2026-10", "gebiet": "kreis-05997", "zahl": "neu"}
    status = reader(district, role).get(CASES, question).status_code
    assert status == (200 if role in allowed else 404)


def test_the_team_sees_all_numbers_of_the_last_full_month(october, dora):
    page = browser_of(dora).get(URL)
    rows = numbers(page)
    assert list(rows) == ["Lindenau", "Steinbach", "Nord", "Sonnfeld", "Kreis Probstadt"]
    assert rows["Lindenau"] == {
        "neu": "8",
        "wieder aufgenommen": "0",
        "abgeschlossen": "0",
        "Bestand": "8",
        "im Monat aktiv": "8",
        "Personen": "8",
        "Beratungen": "0",
        "andere Kontakte": "0",
    }
    assert [rows[name]["neu"] for name in rows] == ["8", "0", "8", "7", "15"]
    assert numbers(page, "stock")["Nord"] == {
        "Kurzberatung": "2",
        "Case Management": "6",
        "Verweisberatung": "0",
        "Nur Information": "0",
        "zusammen": "8",
    }
    assert numbers(page, "categories")["Lindenau"] == {"Kontakte": "0", "Beratungen": "0", "Betreuungen": "6"}
    text = page.content.decode()
    assert "Festgeschrieben am 20.11.2026" in text
    assert "Doppelt erfasste Fälle zählen nicht." in text


def test_a_track_narrows_the_table(october, dora):
    rows = numbers(browser_of(dora).get(URL, {"monat": "2026-10", "konstellation": "brief_advice"}))
    assert rows["Lindenau"]["neu"] == "2"
    assert "Personen" not in rows["Lindenau"]


def test_the_running_month_is_preliminary(october, anna, lindenau, dora):
    make_case(anna, lindenau)
    page = browser_of(dora).get(URL, {"monat": "2026-11"})
    assert numbers(page)["Lindenau"]["neu"] == "1"
    assert "Vorläufig" in page.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "abc", "0", "2026-09", "2099-01", "20261", "٢٠٢٦-١٠", "-"])
def test_a_month_that_is_none_is_told_and_the_last_one_shown(october, dora, month):
    page = browser_of(dora).get(URL, {"monat": month})
    assert (page.status_code, page.context["choice"].month) == (200, date(2026, 10, 1))
    assert "Diesen Monat gibt es hier nicht." in page.content.decode()
    assert browser_of(dora).get(f"{URL}datei.csv", {"monat": month}).status_code == 404


def test_a_track_that_is_none_is_told(october, dora):
    page = browser_of(dora).get(URL, {"konstellation": "alles"})
    assert "Diese Konstellation gibt es nicht." in page.content.decode()
    assert numbers(page)["Lindenau"]["neu"] == "8"


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.MUNICIPALITY_CONTACT])
def test_outside_the_team_small_numbers_are_not_shown(october, district, role):
    browser = reader(district, role)
    page = browser.get(URL)
    text = page.content.decode()
    stock = numbers(page, "stock")
    assert stock["Lindenau"]["Kurzberatung"] == "–*"
    assert stock["Lindenau"]["Case Management"] == "–*"
    assert list(numbers(page)["Lindenau"]) == [
        "neu", "abgeschlossen", "Bestand", "Personen", "Beratungen", "andere Kontakte"
    ]  # fmt: skip
    # Care less the stock in case management would be the number of cases that ended.
    assert list(numbers(page, "categories")["Lindenau"]) == ["Kontakte", "Beratungen"]
    assert "Betreuungen" not in text
    assert "Betreuungen" not in browser.get(f"{URL}datei.csv").content.decode()
    assert "Zahlen von 1 bis 4 werden nicht gezeigt" in text
    assert "/zahlen/faelle/" not in text
    assert page.context["series"] is None
    assert "<svg" not in text.partition("<main")[2]


def test_the_chart_is_shown_outside_only_when_no_number_of_any_place_is_small(
    district, anna, lindenau, steinbach
):
    for place, number in ((lindenau, 6), (steinbach, 4)):
        fill(anna, place, number)
    freeze(district)
    board = reader(district, Role.BOARD_MEMBER)
    assert board.get(URL).context["series"] is None
    fill(anna, steinbach, 1, opened=date(2026, 11, 20))
    with dates.moved_clock(date(2026, 12, 1)):
        freeze(district)
        assert board.get(URL).context["series"] is None
    with dates.moved_clock(date(2027, 12, 1)):
        freeze(district)
        chart = board.get(URL).context["series"]
        assert chart.rows[-1] == (date(2027, 11, 1), [11])


def test_outside_the_team_only_frozen_months_are_shown(october, district, anna, lindenau):
    make_case(anna, lindenau)
    board = reader(district, Role.BOARD_MEMBER)
    for month in ("2026-11", "2026-09"):
        assert board.get(URL, {"monat": month}).context["choice"].month == date(2026, 10, 1)
    assert board.get(f"{URL}datei.xlsx", {"monat": "2026-11"}).status_code == 404


def test_outside_the_team_a_district_without_frozen_months_has_no_figures(district, anna, lindenau):
    make_case(anna, lindenau)
    page = reader(district, Role.BOARD_MEMBER).get(URL)
    assert "Noch keine festgeschriebenen Zahlen" in page.content.decode()


def test_exports_have_the_same_gaps_as_the_page(october, district):
    board = reader(district, Role.BOARD_MEMBER)
    lines = list(
        csv.reader(io.StringIO(board.get(f"{URL}datei.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    place = dict(zip(lines[0], lines[1], strict=True))
    tracks = (place["Bestand: Kurzberatung"], place["Bestand: Case Management"])
    assert (place["Gebiet"], *tracks) == ("Lindenau", "–*", "–*")
    assert "wieder aufgenommen" not in lines[0]
    page = board.get(URL)
    for table, renamed in (
        ("main", {}),
        ("stock", {"zusammen": "Bestand"}),
        ("categories", {"Kontakte": "andere Kontakte"}),
    ):
        for line in lines[1:]:
            exported = dict(zip(lines[0], line, strict=True))
            for label, text in numbers(page, table)[exported["Gebiet"]].items():
                name = renamed.get(label, label)
                assert exported.get(name, exported.get(f"Bestand: {name}")) == text


def test_csv_can_be_opened_in_german_offices(october, dora):
    answer = browser_of(dora).get(f"{URL}datei.csv", {"monat": "2026-10"})
    assert answer["Content-Disposition"] == 'attachment; filename="zahlen-probstadt-2026-10.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfMonat;Ebene;Schl")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2026-10;Kommune;05997000;Lindenau;8;0;0;8;8;8;0;0;")
    assert lines[-1].startswith("2026-10;Kreis;05997;Kreis Probstadt;15;")


def test_workbook_has_numbers_and_the_rules(october, dora):
    answer = browser_of(dora).get(f"{URL}datei.xlsx", {"monat": "2026-10"})
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book["Zahlen"].values)
    assert rows[1][:6] == ("2026-10", "Kommune", "05997000", "Lindenau", 8, 0)
    assert {type(value) for row in rows[1:] for value in row[4:]} == {int}
    rules = dict(book["Zählregeln"].values)
    assert rules["Stand"] == "festgeschrieben am 20.11.2026"
    assert rules["neu"] == "Fälle, die im Monat eröffnet wurden."


@pytest.mark.parametrize("name", ["=1+1", "+49+1", "-2+3", "@SUM(A1)", '\t=HYPERLINK("x")'])
def test_a_name_cannot_become_a_formula(october, district, dora, name):
    with district_scope(district):
        Municipality.objects.filter(name="Steinbach").update(name=name)
    browser = browser_of(dora)
    book = load_workbook(io.BytesIO(browser.get(f"{URL}datei.xlsx").content))
    cells = [cell for row in book["Zahlen"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "@", "\t"))]
    text = browser.get(f"{URL}datei.csv").content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text), delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]


def ask(browser, **changes):
    question = {"monat": "2026-10", "gebiet": "kommune-05997000", "zahl": "neu"} | changes
    return browser.get(CASES, question)


def test_a_case_manager_sees_the_own_cases_with_names_and_how_many_others_have(october, anna, district):
    page = ask(browser_of(anna))
    text = page.content.decode()
    assert {case.number for case, _ in page.context["rows"]} == {case.number for case in october}
    assert sorted(name for _, name in page.context["rows"]) == [f"Person Lindenau {n}" for n in range(6)]
    assert "Dazu 2 weitere Fälle anderer Kolleginnen und Kollegen" in text
    with district_scope(district):
        assert AuditEntry.objects.filter(action="figure_cases_listed", actor=anna).count() == 1


def test_a_supervisor_sees_numbers_and_no_names(october, dora, carla, district):
    for member in (dora, carla):
        page = ask(browser_of(member))
        assert {name for _, name in page.context["rows"]} == {""}
        assert len(page.context["rows"]) == 8
        assert "Person" not in page.content.decode()
    with district_scope(district):
        assert AuditEntry.objects.filter(action="figure_cases_listed").count() == 0


def test_a_coordinator_sees_cases_of_the_own_area_only(october, carla):
    page = ask(browser_of(carla), gebiet="kreis-05997")
    assert len(page.context["rows"]) == 8
    assert "Dazu 7 weitere Fälle außerhalb Ihres Bezirks" in page.content.decode()


def test_deleted_cases_are_told(october, district, dora):
    with district_scope(district):
        lifecycle.erase_case(None, case=october[0])
    page = ask(browser_of(dora))
    assert (page.context["value"], page.context["counted_now"], len(page.context["rows"])) == (8, 7, 7)
    assert "inzwischen gelöscht oder wurden berichtigt" in page.content.decode()


def test_later_entries_are_told(october, anna, dora):
    with district_scope(anna.district), dates.moved_clock(date(2026, 11, 21)):
        entries.record_consultation(anna, case=october[0], on=date(2026, 10, 30), channel="phone")
    browser = browser_of(dora)
    assert "Seit dem Festschreiben nachgetragen: 1 Beratung." in browser.get(URL).content.decode()
    page = ask(browser, zahl="beratungen")
    assert (page.context["value"], page.context["counted_now"]) == (0, 1)
    assert "später nachgetragen" in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"monat": "2026-09"},
        {"monat": ""},
        {"monat": "2026-10-01"},
        {"gebiet": "kommune-05998000"},
        {"gebiet": ""},
        {"gebiet": "kreis"},
        {"zahl": "alles"},
        {"zahl": "zugezogen"},
        {"konstellation": "alles"},
    ],
)
def test_a_figure_that_is_none_does_not_exist(october, dora, wrong):
    assert ask(browser_of(dora), **wrong).status_code == 404


def test_every_link_leads_to_as_many_cases_as_the_number_says(october, dora):
    browser = browser_of(dora)
    page = browser.get(URL).context["page"]
    links = [cell for table in page.tables for row in table.rows for cell in row.cells if cell.url]
    assert len(links) > 20
    for cell in links:
        assert len(browser.get(cell.url).context["rows"]) == cell.value


def test_the_other_district_is_not_there(october, xenia, dora):
    browser = browser_of(xenia)
    assert browser.get(URL).status_code == 404
    assert ask(browser).status_code == 404
    assert browser_of(dora).get("/fernheim/zahlen/").status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_number_of_queries_for_a_frozen_month(october, district, dora, django_assert_num_queries, more):
    """The same with three territories and with five, with one frozen month and with three."""
    with district_scope(district):
        for number in range(more):
            ags = f"0599790{number}"
            Municipality.objects.create(district=district, ags=ags, name=f"Neustadt {number}", kind="town")
    if more:
        with dates.moved_clock(date(2027, 1, 3)):
            freeze(district)
    browser = browser_of(dora)
    browser.get(URL)
    with django_assert_num_queries(11):
        browser.get(URL, {"monat": "2026-10"})


@pytest.mark.parametrize("cases", [1, 3])
def test_number_of_queries_for_the_cases(district, anna, lindenau, django_assert_num_queries, cases):
    fill(anna, lindenau, cases)
    freeze(district)
    browser = browser_of(anna)
    ask(browser)
    with django_assert_num_queries(20):
        ask(browser)
