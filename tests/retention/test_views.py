"""The page of runs and what people do there."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.retention.actions import apply_run
from kim.retention.models import RetentionRelease, RetentionRun
from tests.cast import TODAY, browser_of, make_case, make_member

pytestmark = pytest.mark.usefixtures("clock")

URL = "/probstadt/verwaltung/loeschungen/"


def silent_case(anna, place, name="Olena Musterova", opened=date(2026, 5, 20)):
    with dates.moved_clock(opened):
        return make_case(anna, place, name, opened_on=opened)


def run_in(district, **kwargs):
    with district_scope(district):
        return apply_run(None, **kwargs)


def reader(district, role):
    return browser_of(make_member(district, "Rita Rolle", role))


READERS = {Role.TEAM_LEAD, Role.ADMINISTRATOR, Role.AUDITOR}


@pytest.mark.parametrize("role", Role.values)
def test_who_may_see_the_page(district, role):
    assert reader(district, role).get(URL).status_code == (200 if role in READERS else 404)


def test_addresses(district):
    assert reverse("retention:run_list", args=["probstadt"]) == URL
    assert reverse("retention:release", args=["probstadt"]) == f"{URL}freigeben/"
    assert reverse("retention:run_undo", args=["probstadt", 3]) == f"{URL}3/zuruecknehmen/"


def test_the_page_names_numbers_and_no_person(district, anna, lindenau, dora):
    due = silent_case(anna, lindenau)
    page = browser_of(dora).get(URL)
    text = page.content.decode()
    assert [(day, forecast.closed) for day, forecast in page.context["days"] if forecast.closed] == [
        (date(2026, 11, 21), 1)
    ]
    assert due.number in text
    assert "wird abgeschlossen" in text
    assert "Musterova" not in text
    assert "Olena" not in text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_supervises_no_cases_sees_how_many_but_not_which(district, anna, lindenau, role):
    due = silent_case(anna, lindenau)
    page = reader(district, role).get(URL)
    assert [forecast.closed for _, forecast in page.context["days"] if forecast.closed] == [1]
    assert due.number not in page.content.decode()


def test_a_run_is_undone_after_a_question(district, anna, lindenau, dora):
    case = silent_case(anna, lindenau, opened=date(2026, 5, 10))
    run = run_in(district)
    browser = browser_of(dora)
    question = browser.get(f"{URL}{run.pk}/zuruecknehmen/")
    assert question.status_code == 200
    assert question.context["possible"] == 1
    case_before = type(case)
    with district_scope(district):
        assert case_before.objects.get().status == "closed"
    assert browser.post(f"{URL}{run.pk}/zuruecknehmen/").status_code == 302
    with district_scope(district):
        assert case_before.objects.get().status == "active"
    assert browser.get(f"{URL}{run.pk}/zuruecknehmen/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role.values if role not in {"team_lead", "administrator"}])
def test_only_some_may_undo_and_release(district, anna, lindenau, role):
    silent_case(anna, lindenau, opened=date(2026, 5, 10))
    run = run_in(district)
    browser = reader(district, role)
    assert browser.get(f"{URL}{run.pk}/zuruecknehmen/").status_code == 404
    assert browser.post(f"{URL}{run.pk}/zuruecknehmen/").status_code == 404
    assert browser.post(f"{URL}freigeben/", {"count": "1"}).status_code == 404
    with district_scope(district):
        assert RetentionRun.objects.get().undone_at is None


def test_runs_of_another_district_do_not_exist(district, other_district, xenia, dora):
    with district_scope(other_district):
        from kim.districts.models import Municipality

        place = Municipality.objects.get(name="Lindenau")
    silent_case(xenia, place, opened=date(2026, 5, 10))
    run = run_in(other_district)
    assert run.closed == 1
    assert browser_of(dora).get(f"{URL}{run.pk}/zuruecknehmen/").status_code == 404
    assert browser_of(dora).get("/fernheim/verwaltung/loeschungen/").status_code == 404


@pytest.fixture
def jumped(district, anna, lindenau):
    """The last run was a year ago, one case is due for closing, archiving and deletion."""
    silent_case(anna, lindenau, opened=date(2024, 11, 1))
    with district_scope(district):
        RetentionRun.objects.create(
            district=district, day=date(2025, 4, 1), ran_at=dates.now(), finished_at=dates.now(), closed=1
        )
        run = apply_run(None)
    assert (run.brake, run.held_back) == ("clock_jumped", 3)
    return run


@pytest.mark.parametrize("typed", ["", "1", "zwei", "-3", "3.5", "99999999999999999999"])
def test_a_wrong_number_releases_nothing_and_stays(jumped, district, dora, typed):
    answer = browser_of(dora).post(f"{URL}freigeben/", {"count": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode() or not typed
    with district_scope(district):
        assert RetentionRelease.objects.count() == 0


def test_the_right_number_releases_and_says_who(jumped, district, dora):
    browser = browser_of(dora)
    assert "Der Lauf ist angehalten" in browser.get(URL).content.decode()
    assert browser.post(f"{URL}freigeben/", {"count": "3"}).status_code == 302
    text = browser.get(URL).content.decode()
    assert "Dora Dorn hat 3 Vorgänge für heute freigegeben" in text
    with district_scope(district):
        assert RetentionRelease.objects.get().released_by == dora


def test_an_auditor_sees_the_brake_without_a_form(jumped, auditor):
    text = browser_of(auditor).get(URL).content.decode()
    assert "Der Lauf ist angehalten" in text
    assert '<form method="post" action="/probstadt/verwaltung' not in text


@pytest.mark.parametrize("page", ["abc", "0", "-1", "999999999999999999999"])
def test_an_odd_page_number_is_no_error(district, dora, page):
    assert browser_of(dora).get(URL, {"page": page}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries(district, anna, lindenau, auditor, django_assert_num_queries, rows):
    for number in range(rows):
        silent_case(anna, lindenau, f"Person {number}", opened=date(2026, 5, 10) + timedelta(days=number))
        with dates.moved_clock(date(2026, 11, 11) + timedelta(days=number)):
            run_in(district)
        silent_case(anna, lindenau, f"Bald {number}", opened=TODAY - timedelta(days=183))
    browser = browser_of(auditor)
    browser.get(URL)
    with django_assert_num_queries(16):
        browser.get(URL)
