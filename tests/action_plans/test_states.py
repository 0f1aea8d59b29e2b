"""States of concepts: kept at night when something changed, released by coordination, never changed again."""

from datetime import date, time, timedelta

import pytest
from django.db import Error, connection, transaction
from django.db.models import QuerySet

from kim.action_plans.models import IndicatorValue, PlanState
from kim.action_plans.papers import actions as papers_actions
from kim.action_plans.papers.actions import keep_states, release
from kim.action_plans.papers.content import content_of, contents_of
from kim.action_plans.papers.queries import (
    NotKnown,
    content_on,
    contents_on,
    digest_of,
    kept_content,
    latest_release,
    names_of,
    status_of,
)
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.districts.models import District
from kim.districts.territory import Territory
from kim.workspace.nightly import NIGHTLY
from tests.action_plans.things import fill_concept
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def filled(clock, scoped, lindenau):
    fill_concept(scoped, lindenau)
    return Territory(scoped, lindenau)


def test_the_first_night_keeps_every_concept_the_next_only_what_changed(filled, scoped, lindenau):
    assert keep_states(scoped) == 4
    assert keep_states(scoped) == 0
    IndicatorValue.objects.filter(indicator__code="population", year=2024).update(number=1)
    assert keep_states(scoped) == 1
    newest = PlanState.objects.order_by("-pk").first()
    assert (newest.municipality, newest.as_of, newest.is_release) == (lindenau, TODAY, False)
    assert newest.content["indicators"]["population"]["2024"]["value"] == 1
    assert AuditEntry.objects.filter(action="plan_states_kept").count() == 2


def test_keeping_asks_the_same_number_of_questions_for_any_district(
    filled, scoped, django_assert_num_queries
):
    keep_states(scoped)
    with django_assert_num_queries(22):
        keep_states(scoped)


def test_it_is_done_at_night():
    assert dict(NIGHTLY)["keep_plan_states"] is keep_states


def test_a_release_is_noted_with_who_and_why(filled, carla):
    state = release(carla, territory=filled, note="Jahresgespräch")
    assert (state.is_release, state.released_by, state.note, state.as_of) == (
        True,
        carla,
        "Jahresgespräch",
        TODAY,
    )
    assert state.digest == digest_of(content_of(filled, TODAY))
    assert AuditEntry.objects.filter(action="plan_released", actor=carla).count() == 1
    assert latest_release(filled) == state
    assert status_of(state) == "Freigegebene Fassung vom 20.11.2026: Jahresgespräch"


def test_a_second_click_releases_nothing_new_another_occasion_does(filled, carla):
    first = release(carla, territory=filled, note="Jahresgespräch")
    assert release(carla, territory=filled, note="Jahresgespräch") == first
    assert release(carla, territory=filled, note="Lenkungsgruppe") != first


@pytest.mark.parametrize(
    "statement",
    ["UPDATE action_plans_planstate SET note = 'anders'", "DELETE FROM action_plans_planstate"],
)
def test_the_database_refuses_to_change_or_remove_a_state(filled, carla, statement):
    state = release(carla, territory=filled, note="Jahresgespräch")
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PlanState.objects.get().note == state.note


def test_the_order_of_figures_survives_the_database(filled, carla):
    state = release(carla, territory=filled, note="Probe")
    state.refresh_from_db()
    shuffled = dict(sorted(state.content["indicator_labels"].items()))
    state.content = {**state.content, "indicator_labels": shuffled}
    assert list(kept_content(state)["indicators"]) == list(content_of(filled, TODAY)["indicators"])
    assert list(kept_content(state)["indicator_labels"]) == list(
        content_of(filled, TODAY)["indicator_labels"]
    )


def test_a_day_in_the_past_is_told_from_the_last_state_before_it(filled, scoped, carla):
    with dates.moved_clock(date(2026, 10, 1)):
        keep_states(scoped)
    IndicatorValue.objects.filter(indicator__code="population", year=2024).update(number=1)
    with dates.moved_clock(date(2026, 11, 1)):
        keep_states(scoped)
    found = [
        content_on(filled, day)["indicators"]["population"]["2024"]["value"]
        for day in (date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1), YESTERDAY, TODAY)
    ]
    assert found == [52024, 52024, 1, 1, 1]
    whole = contents_on(scoped, date(2026, 10, 15))
    assert whole["as_of"] == "2026-10-15"
    assert whole["municipalities"][0]["indicators"]["population"]["2024"]["value"] == 52024
    assert contents_on(scoped, TODAY) == contents_of(scoped, TODAY)


def test_days_of_which_nothing_is_known(filled, scoped):
    keep_states(scoped)
    with pytest.raises(NotKnown, match=r"Stadt Lindenau: Für den 19\.11\.2026 ist kein Stand"):
        content_on(filled, YESTERDAY)
    with pytest.raises(NotKnown, match=r"Kreis Probstadt: Für den 19\.11\.2026 ist kein Stand"):
        contents_on(scoped, YESTERDAY)
    with pytest.raises(NotKnown, match=r"21\.11\.2026 liegt in der Zukunft"):
        content_on(filled, TODAY + timedelta(days=1))
    with pytest.raises(NotKnown, match="Zukunft"):
        contents_on(scoped, TODAY + timedelta(days=1))


@pytest.mark.parametrize("count", [1, 3])
def test_a_past_day_of_the_whole_takes_three_questions(filled, scoped, django_assert_num_queries, count):
    for _ in range(count):
        with dates.moved_clock(YESTERDAY):
            keep_states(scoped)
        IndicatorValue.objects.filter(year=2024, number__gt=0).update(number=count)
    with django_assert_num_queries(3):
        contents_on(scoped, YESTERDAY)


def test_the_digest_knows_content_not_order():
    assert digest_of({"a": 1, "b": [1, 2]}) == digest_of({"b": [1, 2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})
    assert digest_of({"b": [1, 2]}) != digest_of({"b": [2, 1]})


def test_states_of_one_day_are_told_apart_by_their_time(district):
    def keep(on, hour):
        at = dates.at(on, time(hour, 30))
        return PlanState(district=district, as_of=on, written_at=at, content={}, digest="0" * 64)

    day = date(2026, 9, 22)
    names = [name for _, name in names_of([keep(day, 14), keep(day, 8), keep(date(2026, 9, 21), 3)])]
    assert names == ["22.09.2026, 14:30 Uhr", "22.09.2026, 08:30 Uhr", "21.09.2026"]
    released = keep(day, 9)
    released.is_release, released.note = True, "Lenkungsgruppe"
    assert names_of([released, keep(day, 8)])[0][1] == "22.09.2026, 09:30 Uhr, freigegeben: Lenkungsgruppe"


def test_a_second_click_waits_for_the_first(filled, carla, monkeypatch):
    locked, lock = [], QuerySet.select_for_update

    def noted(rows, **options):
        locked.append(rows.model)
        return lock(rows, **options)

    def told(territory, day):
        assert District in locked, "what is released is read before others are kept waiting"
        return content_of(territory, day)

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    monkeypatch.setattr(papers_actions, "content_of", told)
    release(carla, territory=filled, note="Einmal")
    release(carla, territory=filled, note="Einmal")
    assert PlanState.objects.count() == 1
