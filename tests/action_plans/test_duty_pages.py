"""The tasks of the year: derived from the concept or ticked off, the own ones first."""

from datetime import date

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import (
    CollectionRequest,
    CollectionRound,
    Indicator,
    PlanDuty,
    PlanDutyDone,
    PlanState,
    SourceOffice,
)
from kim.action_plans.plans.actions import duties as actions
from kim.action_plans.plans.actions import talks
from kim.action_plans.plans.queries.duties import kept_since, tasks_for
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.districts.models import Municipality
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
    return {(task.where, task.year): task.state.value for task in tasks_for(member) if task.duty == duty}


def address(name="duty_list", *of_it):
    parts = dict(zip(("duty", "territory", "year"), of_it, strict=False))
    return reverse(f"action_plans:{name}", kwargs={"district": "probstadt", **parts})


def ask(office, year=2025, place=None, *, answered=False):
    """Let an office be asked for the figures of a year, and answer in full."""
    district = office.district
    opened, _ = CollectionRound.objects.get_or_create(
        district=district, year=year, defaults={"opened_on": TODAY, "due_on": TODAY}
    )
    at = dates.now() if answered else None
    return CollectionRequest.objects.create(
        district=district, round=opened, office=office, municipality=place, answered_at=at, completed_at=at
    )


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


def test_a_figure_of_the_whole_district_alone_is_waited_for_there_alone(
    carla, profile_duty, district, lindenau
):
    local, *_, whole = make_indicators(district)
    Indicator.objects.exclude(pk__in=(local.pk, whole.pk)).update(active=False)
    Indicator.objects.filter(pk=whole.pk).update(district_only=True)
    make_value(local, lindenau, 2025, 1)
    assert tasks_of(carla, profile_duty)["Lindenau", 2026] == "done"
    PlanDuty.objects.update(per_municipality=False)
    make_value(local, None, 2025, 1)
    assert tasks_of(carla, profile_duty) == {("ganzer Kreis", 2026): "due"}
    make_value(whole, None, 2025, items=[{"name": "Türkei", "count": 3}])
    assert tasks_of(carla, profile_duty) == {("ganzer Kreis", 2026): "done"}


def test_figures_are_no_task_once_every_office_asked_for_the_place_has_answered(
    carla, profile_duty, district, lindenau, steinbach
):
    population, share, _ = make_indicators(district)
    registry = population.office
    SourceOffice.objects.filter(pk=registry.pk).update(per_municipality=True)
    whole = SourceOffice.objects.create(district=district, code="kreis", name="Statistik")
    Indicator.objects.filter(pk=share.pk).update(office=whole)
    ask(registry, place=lindenau, answered=True)
    ask(registry, place=steinbach, answered=True)
    late = ask(whole)
    assert tasks_of(carla, profile_duty)["Lindenau", 2026] == "due"

    # An answer of part is none: what is missing is still waited for.
    CollectionRequest.objects.filter(pk=late.pk).update(answered_at=dates.now())
    assert tasks_of(carla, profile_duty)["Lindenau", 2026] == "due"
    CollectionRequest.objects.filter(pk=late.pk).update(completed_at=dates.now())
    # Nobody was asked for Sonnfeld's registry, but the office for all has answered for it, too.
    assert set(tasks_of(carla, profile_duty).values()) == {"done"}

    sonnfeld = Municipality.objects.get(name="Sonnfeld")
    ask(registry, place=sonnfeld)
    assert tasks_of(carla, profile_duty) == {
        ("Lindenau", 2026): "done",
        ("Steinbach", 2026): "done",
        ("Sonnfeld", 2026): "due",
    }


def test_figures_of_the_district_are_a_task_of_their_own(carla, district, lindenau):
    duty = make_duty(district, "profil-kreis", "profile", per_municipality=False)
    office = make_indicators(district)[0].office
    asked = ask(office)
    assert tasks_of(carla, duty) == {("ganzer Kreis", 2026): "due"}
    CollectionRequest.objects.filter(pk=asked.pk).update(completed_at=dates.now())
    assert tasks_of(carla, duty) == {("ganzer Kreis", 2026): "done"}


def test_who_says_by_hand_that_figures_are_collected_says_why(carla, profile_duty, lindenau):
    browser = browser_of(carla)
    url = address("duty_done", profile_duty.pk, lindenau.ags, 2026)
    assert f'href="{url}"' in browser.get(address()).content.decode()
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"remark": ""}).status_code == 422
    assert not PlanDutyDone.objects.exists()
    assert browser.post(url, {"remark": "IT.NRW liefert erst 2027"})["Location"] == address()
    assert tasks_of(carla, profile_duty)["Lindenau", 2026] == "done"
    page = browser.get(f"{address()}?ort={lindenau.ags}").content.decode()
    assert "erledigt am 20.11.2026" in page
    assert "IT.NRW liefert erst 2027" in page
    browser.post(address("duty_reopen", profile_duty.pk, lindenau.ags, 2026))
    assert tasks_of(carla, profile_duty)["Lindenau", 2026] == "due"


# --- duties that never end


@pytest.fixture
def endless(scoped):
    months = {"first_month": None, "last_month": None}
    return make_duty(
        scoped, "laufend", "meetings", rhythm="continuous", roles=["case_manager"], review_months=6, **months
    )


def test_a_duty_that_never_ends_is_looked_at_from_time_to_time(anna, endless, district, lindenau):
    def shown():
        (task,) = [task for task in tasks_for(anna) if task.duty == endless and task.place == lindenau]
        return task.state.value, task.when

    PlanState.objects.create(
        district=district, as_of=date(2025, 1, 1), written_at=dates.now(), content={}, digest="0" * 64
    )
    # The months count from the day on which the district began to keep its concepts here, not from older facts.
    assert shown() == ("open", "noch nie geprüft, fällig am 20.05.2027")
    with dates.moved_clock(date(2027, 4, 19)):
        assert shown()[0] == "open"
    with dates.moved_clock(date(2027, 4, 20)):
        assert shown()[0] == "due"
        assert browser_of(anna).post(address("duty_done", endless.pk, lindenau.ags, 2027)).status_code == 302
        assert shown() == ("done", "zuletzt geprüft am 20.04.2027, fällig am 20.10.2027")
    with dates.moved_clock(date(2027, 9, 20)):
        assert shown()[0] == "due"
        # Once more in the same year: the later day counts, and is noted.
        browser_of(anna).post(address("duty_done", endless.pk, lindenau.ags, 2027))
        assert shown() == ("done", "zuletzt geprüft am 20.09.2027, fällig am 20.03.2028")
    with dates.moved_clock(date(2029, 1, 1)):
        # Nothing was missed: it waits, and is never overdue.
        assert shown()[0] == "due"
        assert browser_of(anna).post(address("duty_done", endless.pk, lindenau.ags, 2028)).status_code == 404
    assert PlanDutyDone.objects.count() == 1
    assert AuditEntry.objects.filter(action="plan_duty_done").count() == 2


def test_what_is_done_on_occasion_has_no_day_and_stands_in_the_table(anna, district, lindenau):
    months = {"first_month": None, "last_month": None}
    duty = make_duty(district, "anlass", "agreements", rhythm="on_occasion", roles=["case_manager"], **months)
    assert tasks_of(anna, duty) == {}
    browser = browser_of(anna)
    assert 'anlassbezogen<br><span class="small muted">ohne Termin' in browser.get(address()).content.decode()
    assert browser.post(address("duty_done", duty.pk, lindenau.ags, 2026)).status_code == 404


# --- whose and where


def test_tasks_of_others_are_told_by_duty_with_their_places(dora, access_duty, lindenau, steinbach):
    actions.finish_duty(dora, duty=access_duty, place=steinbach, year=2026)
    page = browser_of(dora).get(address())
    (group,) = page.context["groups"]
    assert (
        group.duty,
        [(first.state.value, [task.where for task in tasks]) for first, tasks in group.by_state],
    ) == (
        access_duty,
        [("due", ["Lindenau", "Sonnfeld"]), ("done", ["Steinbach"])],
    )
    text = page.content.decode()
    assert text.count("Aufgabe zugang") == 2
    assert f'href="?ort={lindenau.ags}"' in text


def test_the_tasks_of_one_place(dora, contact, access_duty, lindenau, sonnfeld):
    browser = browser_of(dora)
    page = browser.get(f"{address()}?ort={lindenau.ags}")
    assert {task.where for task in page.context["others"]} == {"Lindenau"}
    done = address("duty_done", access_duty.pk, lindenau.ags, 2026) + f"?ort={lindenau.ags}"
    assert f'action="{done}"' in page.content.decode()
    assert browser.post(done)["Location"] == f"{address()}?ort={lindenau.ags}"
    assert browser.post(f"{done}x")["Location"] == address()
    for key in ("05997999", "x", "05998000"):
        assert browser.get(f"{address()}?ort={key}").status_code == 404
    assert browser_of(contact).get(f"{address()}?ort={lindenau.ags}").status_code == 200
    assert browser_of(contact).get(f"{address()}?ort={sonnfeld.ags}").status_code == 404
    of_place = reverse(
        "action_plans:plan_detail", kwargs={"district": "probstadt", "territory": lindenau.ags}
    )
    assert f'{address()}?ort={lindenau.ags}"' in browser_of(contact).get(of_place).content.decode()
    listed = browser.get(reverse("action_plans:plan_list", kwargs={"district": "probstadt"})).content.decode()
    assert f'{address()}?ort={sonnfeld.ags}"' in listed


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

    assert [(task.duty, task.where) for task in tasks_for(anna) if task.mine] == [(access_duty, "Lindenau")]
    own = {(task.duty.code, task.where) for task in tasks_for(carla) if task.mine}
    assert own == {("profil", "Lindenau"), ("profil", "Steinbach"), ("kreis", "ganzer Kreis")}
    assert not [task for task in tasks_for(dora) if task.mine]
    assert {task.where for task in tasks_for(contact)} == {"Lindenau"}
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
        (anna, access_duty, lindenau.ags, 2024),
        (anna, access_duty, "kreis", 2026),
    ):
        url = address("duty_done", duty.pk, key, year)
        assert (browser_of(member).post(url).status_code, browser_of(member).get(url).status_code) == (
            404,
            404,
        )
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
    make_duty(district, "c", "meetings", rhythm="continuous", first_month=None, last_month=None)
    browser = browser_of(carla)
    with django_assert_num_queries(20):
        browser.get(address())
