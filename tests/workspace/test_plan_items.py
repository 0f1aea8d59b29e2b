"""The start page names own tasks of the year, talks that are near and steps that are overdue."""

from datetime import date, timedelta

import pytest

from kim.accounts.models import Role
from kim.action_plans.models import PlanDuty
from kim.action_plans.plans.actions import talks
from kim.workspace import plan_items
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock", "scoped")


@pytest.fixture
def duty(scoped):
    return PlanDuty.objects.create(
        district=scoped,
        code="zugang",
        part="access",
        task="Zugang prüfen",
        roles=["coordinator", "municipality_contact"],
        rhythm="yearly",
        first_month=7,
        last_month=12,
    )


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Mia Muster", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


def lines(member):
    return [(item.chip, item.title, item.reason) for item in plan_items.section(member).items]


def test_tasks_of_all_places_are_one_line(carla, contact, anna, duty):
    assert lines(carla) == [("fällig", "Zugang prüfen", "Lindenau, Steinbach, bis 31.12.2026")]
    assert lines(contact) == [("fällig", "Zugang prüfen", "Lindenau, bis 31.12.2026")]
    assert lines(anna) == []
    assert "Zugang prüfen" in browser_of(carla).get("/probstadt/").content.decode()


def test_talks_and_steps_of_own_places(carla, dora, contact, anna, lindenau, sonnfeld):
    for place in (lindenau, sonnfeld):
        talks.plan_talk(dora, place=place, year=2026, version=0, planned_on=TODAY + timedelta(days=14))
        held = talks.conclude_talk(
            dora,
            place=place,
            year=2025,
            version=0,
            held_on=date(2025, 11, 1),
            participants="",
            conclusions="",
        )
        talks.add_step(dora, talk=held, text="Raum suchen", due_on=TODAY - timedelta(days=1))
        talks.add_step(dora, talk=held, text="Heute noch", due_on=TODAY)
    north = [
        ("04.12.", "Jahresgespräch Lindenau"),
        ("19.11.", "Raum suchen"),
    ]

    assert [line[:2] for line in lines(carla)] == north
    assert [line[:2] for line in lines(contact)] == north[:1]
    assert len(lines(dora)) == 4
    assert lines(anna) == []


def test_later_talks_can_wait(carla, lindenau):
    talks.plan_talk(carla, place=lindenau, year=2026, version=0, planned_on=TODAY + timedelta(days=15))

    assert lines(carla) == []


def test_more_than_fit_are_counted(dora, lindenau):
    held = talks.plan_talk(dora, place=lindenau, year=2026, version=0, planned_on=None)
    for number in range(10):
        talks.add_step(dora, talk=held, text=f"Schritt {number}", due_on=TODAY - timedelta(days=5))

    section = plan_items.section(dora)
    assert (len(section.items), section.more) == (8, 2)
    assert section.more_url == "/probstadt/kommunen/aufgaben/"


def test_a_case_manager_without_tasks_costs_one_query(anna, django_assert_num_queries):
    with django_assert_num_queries(1):
        plan_items.section(anna)
