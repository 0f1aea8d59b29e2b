"""The tasks of the year: derived from the concept or ticked off, the own ones first."""

from datetime import date

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import CollectionRound, Indicator, PlanDuty, PlanDutyDone
from kim.action_plans.plans.actions import duties as actions
from kim.action_plans.plans.actions import talks
from kim.action_plans.plans.queries.duties import kept_since, yearly_tasks
from kim.audit.models import AuditEntry
from kim.core import dates
from tests.action_plans.things import make_indicators, make_value
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock", "scoped")


def make_duty(district, code, part, **details):
    said = {"rhythm": "yearly", "first_month": 7, "last_month": 12, "roles": ["coordinator"]} | details
    return PlanDuty.objects.create(district=district, code=code, part=part, task=f"Aufgabe {code}", **said)


@pytest.fixture
def profile_duty(scoped):
    return make_duty(scoped, "profil", "profile")


@pytest.fixture
def talk_duty(scoped):
    return make_duty(scoped, "gespraech", "focus", first_month=1)


@pytest.fixture
def access_duty(scoped):
    return make_duty(scoped, "zugang", "access", roles=["case_manager"])


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Mia Muster", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


def tasks_of(member, duty):
    return {(task.where, task.year): task.state.value for task in yearly_tasks(member) if task.duty == duty}


def address(name="duty_list", *of_it):
    parts = dict(zip(("duty", "territory", "year"), of_it, strict=False))
    return reverse(f"action_plans:{name}", kwargs={"district": "probstadt", **parts})


def test_figures_are_a_task_until_all_are_answered(carla, profile_duty, district, lindenau):
    for indicator in make_indicators(district):
        make_value(indicator, lindenau, 2025, 1 if indicator.unit != Indicator.Unit.LIST else None)
    assert tasks_of(carla, profile_duty)["Lindenau", 2026] == "due"

    values = Indicator.objects.get(code="largest_nationalities").values
    values.update(state="not_available")
    assert tasks_of(carla, profile_duty) == {
        ("Lindenau", 2026): "done",
        ("Steinbach", 2026): "due",
        ("Sonnfeld", 2026): "due",
    }


def test_the_yearly_talk_does_its_task(carla, talk_duty, lindenau):
    talks.conclude_talk(
        carla, place=lindenau, year=2026, version=0, held_on=TODAY, participants="", conclusions=""
    )
    assert tasks_of(carla, talk_duty)["Lindenau", 2026] == "done"
    assert tasks_of(carla, talk_duty)["Steinbach", 2026] == "due"
    # From the first of January on last year's task has made way for this year's.
    with dates.moved_clock(date(2027, 1, 1)):
        assert tasks_of(carla, talk_duty) == {
            (name, 2027): "due" for name in ("Lindenau", "Steinbach", "Sonnfeld")
        }


def test_what_was_due_in_december_is_overdue_until_the_next_window(carla, access_duty, lindenau):
    actions.finish_duty(carla, duty=access_duty, place=lindenau, year=2026)
    with dates.moved_clock(date(2027, 1, 1)):
        found = tasks_of(carla, access_duty)
    assert found["Steinbach", 2026] == "overdue"
    assert found["Steinbach", 2027] == "open"
    assert ("Lindenau", 2026) not in found
    with dates.moved_clock(date(2027, 7, 1)):
        assert set(tasks_of(carla, access_duty)) == {
            (name, 2027) for name in ("Lindenau", "Steinbach", "Sonnfeld")
        }


def test_nothing_is_overdue_from_before_the_district_began(carla, access_duty, district):
    with dates.moved_clock(date(2027, 1, 1)):
        assert kept_since(dates.today()) == 2027
        assert {year for _, year in tasks_of(carla, access_duty)} == {2027}
        CollectionRound.objects.create(district=district, year=2025, opened_on=TODAY, due_on=TODAY)
        assert kept_since(dates.today()) == 2026


def test_each_finds_the_own_tasks_first(anna, carla, dora, contact, profile_duty, access_duty, district):
    whole = make_duty(district, "kreis", "infrastructure", per_municipality=False)

    assert [(task.duty, task.where) for task in yearly_tasks(anna) if task.mine] == [
        (access_duty, "Lindenau")
    ]
    own = {(task.duty.code, task.where) for task in yearly_tasks(carla) if task.mine}
    assert own == {("profil", "Lindenau"), ("profil", "Steinbach"), ("kreis", "ganzer Kreis")}
    assert not [task for task in yearly_tasks(dora) if task.mine]
    assert {task.where for task in yearly_tasks(contact)} == {"Lindenau"}
    page = browser_of(anna).get(address())
    assert [task.duty for task in page.context["mine"]] == [access_duty]
    assert whole in [task.duty for task in page.context["others"]]


def test_a_task_is_ticked_off_and_opened_again(anna, access_duty, lindenau):
    browser = browser_of(anna)
    url = address("duty_done", access_duty.pk, lindenau.ags, 2026)
    assert browser.post(url).status_code == 302
    assert browser.post(url).status_code == 302
    done = PlanDutyDone.objects.get()
    assert (done.municipality, done.year, done.done_on, done.done_by) == (lindenau, 2026, TODAY, anna)
    assert AuditEntry.objects.filter(action="plan_duty_done").count() == 1
    assert "erledigt am 20.11.2026" in browser.get(address()).content.decode()

    browser.post(address("duty_reopen", access_duty.pk, lindenau.ags, 2026))
    assert not PlanDutyDone.objects.exists()


def test_only_own_tasks_are_ticked_off(anna, carla, contact, access_duty, profile_duty, lindenau, sonnfeld):
    for member, duty, key, year in (
        (anna, access_duty, sonnfeld.ags, 2026),
        (carla, access_duty, sonnfeld.ags, 2026),
        (contact, access_duty, lindenau.ags, 2026),
        (anna, profile_duty, lindenau.ags, 2026),
        (carla, profile_duty, lindenau.ags, 2026),
        (anna, access_duty, lindenau.ags, 2024),
        (anna, access_duty, "kreis", 2026),
    ):
        assert browser_of(member).post(address("duty_done", duty.pk, key, year)).status_code == 404
    assert browser_of(carla).post(address("duty_done", access_duty.pk, lindenau.ags, 2026)).status_code == 302


def test_the_table_is_shown_as_a_whole(anna, access_duty, district):
    make_duty(district, "laufend", "meetings", rhythm="continuous", first_month=None, last_month=None)
    text = browser_of(anna).get(address()).content.decode()

    assert "Aufgabe laufend" in text
    assert "fortlaufend" in text
    assert "jährlich, Juli bis Dezember" in text


def test_without_duties_the_page_says_where_they_come_from(anna):
    assert "Tabelle der Zuständigkeiten" in browser_of(anna).get(address()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same(carla, district, count, django_assert_num_queries):
    for number, part in enumerate(("profile", "focus", "access")[:count]):
        make_duty(district, f"d{number}", part)
    make_duty(district, "x", "access")
    make_duty(district, "y", "focus")
    make_duty(district, "z", "profile")
    browser = browser_of(carla)
    with django_assert_num_queries(16):
        browser.get(address())
