"""The log is read by data protection only, shows no content and leaves the house without formulas."""

import csv
import io

import pytest
from django.urls import reverse

from kim.accounts.models import User
from kim.audit.actions import record
from kim.audit.models import AuditEntry
from tests.cast import browser_of, in_district, make_member

LOG = "/probstadt/verwaltung/protokoll/"


@pytest.fixture
def browser(auditor, case):
    return browser_of(auditor)


def shown(browser, **query):
    response = browser.get(LOG, query)
    assert response.status_code == 200
    return [row["label"] for row in response.context["rows"]]


def test_address_is_german(district):
    assert reverse("audit:log", args=["probstadt"]) == LOG


def test_list_names_action_and_actor_but_no_content(browser, case):
    page = browser.get(LOG).content.decode()

    assert "Fall eröffnet" in page
    assert "Anna Anders" in page
    assert case.pk.hex[-8:] in page
    assert "Olena" not in page
    assert case.number not in page


@pytest.mark.parametrize("name", ["anna", "carla", "dora", "xenia"])
def test_others_are_told_that_there_is_nothing(name, request, clock):
    browser = browser_of(request.getfixturevalue(name))
    nowhere = browser.get("/probstadt/verwaltung/gibt-es-nicht/")

    for method, path in (
        ("get", LOG),
        ("post", f"{LOG}pruefen/"),
        ("get", f"{LOG}ausgabe.csv"),
        ("get", f"{LOG}pruefen/"),
    ):
        answer = getattr(browser, method)(path)
        assert (answer.status_code, answer.content) == (404, nowhere.content)


def test_filters_by_person_day_and_action(browser, anna, auditor, scoped, clock):
    record(None, "month_frozen")

    assert shown(browser, actor="system") == ["Monat festgeschrieben"]
    assert set(shown(browser, actor=str(anna.pk))) == {"Fall eröffnet", "Person aufgenommen"}
    assert shown(browser, action="case_opened") == ["Fall eröffnet"]
    assert shown(browser, first="21.11.2026") == []
    assert shown(browser, last="19.11.2026") == []
    assert len(shown(browser, first="20.11.2026", last="20.11.2026")) == 3


@pytest.mark.parametrize(
    "query",
    [
        {"first": "gestern"},
        {"first": "01.01.0001"},
        {"last": "31.12.9999"},
        {"actor": "99999999999999999999"},
        {"action": "nichts"},
        {"page": "abc"},
        {"page": "-1"},
        {"first": "20.11.2026", "last": "19.11.2026"},
    ],
)
def test_wrong_filters_are_told_and_break_nothing(browser, query):
    response = browser.get(LOG, query)

    assert response.status_code == 200
    assert browser.get(f"{LOG}ausgabe.csv", query).status_code == 200
    assert ("Bitte prüfen Sie" in response.content.decode()) == ("page" not in query)


def test_empty_result_says_so(browser):
    assert "Keine Einträge" in browser.get(LOG, {"last": "01.01.2020"}).content.decode()


def test_check_says_how_far_and_stands_in_the_log(browser, clock, scoped):
    last = AuditEntry.objects.order_by("-number").first().number

    page = browser.post(f"{LOG}pruefen/", follow=True).content.decode()

    assert f"Geprüft bis Nr. {last}: Das Protokoll ist lückenlos und unverändert." in page
    assert f"Uhr bis Nr. {last}." in page
    assert AuditEntry.objects.order_by("-number").first().action == "log_verified"


def test_broken_chain_is_told(browser, clock, scoped, monkeypatch):
    monkeypatch.setattr("kim.audit.actions._secret", lambda: b"another installation")

    page = browser.post(f"{LOG}pruefen/", follow=True).content.decode()

    assert "Das Protokoll ist unterbrochen: Eintrag Nr. 1 wurde verändert oder eingefügt." in page
    assert "unterbrochen</span>" in page


def test_export_has_no_formulas(browser, anna, district):
    User.objects.filter(pk=anna.user_id).update(name='=cmd|"/c calc"!A1')

    response = browser.get(f"{LOG}ausgabe.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff")), delimiter=";"))

    assert rows[0] == ["Nummer", "Zeitpunkt", "Person", "Vorgang", "Kennung"]
    assert rows[1][3] == "Protokoll ausgegeben"
    assert rows[-1][2] == '\'=cmd|"/c calc"!A1'
    assert not any(cell.startswith(("=", "+", "@", "-")) for row in rows for cell in row)


@pytest.mark.parametrize("entries", [1, 3])
def test_number_of_queries_is_constant(auditor, anna, scoped, entries, django_assert_num_queries):
    for _ in range(entries):
        record(anna, "case_list_read")
    browser = browser_of(auditor)

    with django_assert_num_queries(8):
        browser.get(LOG)


def test_long_log_has_pages(browser, anna, scoped):
    for _ in range(60):
        record(anna, "case_list_read")

    first, second = browser.get(LOG), browser.get(LOG, {"page": 2})

    assert len(first.context["rows"]) == 50
    assert first.context["rows"][-1]["number"] == second.context["rows"][0]["number"] + 1


def test_auditor_of_another_district_sees_only_that_one(case, other_district):
    stranger = make_member(other_district, "Olga Obacht", "auditor")
    with in_district(other_district):
        record(stranger, "case_list_read")
    browser = browser_of(stranger)

    assert browser.get(LOG).status_code == 404
    assert len(browser.get("/fernheim/verwaltung/protokoll/").context["rows"]) == 1
