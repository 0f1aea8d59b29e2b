"""Figures counted by the database are those of a diary read day by day."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from kim.cases.models import Case, CaseMember
from kim.core import dates
from kim.districts.models import Municipality
from kim.monitoring.definitions import Measure
from kim.monitoring.queries.behind import Figure, cases_behind, count_behind
from kim.monitoring.queries.counting import Key, count_month
from kim.monitoring.queries.territories import Territories
from tests.monitoring.histories import MONTHS, Story, figures, steps

pytestmark = pytest.mark.usefixtures("scoped")

EXAMPLES = settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NOT_LINKED = {Measure.MOVED_IN, Measure.MOVED_OUT}


@pytest.fixture
def places(district):
    return {place.name: place for place in Municipality.objects.select_related("district")}


def named(district, counts):
    """Counts with names instead of codes, as the oracle has them."""
    names = {place.ags: place.name for place in Municipality.objects.all()}
    return Counter(
        {
            (level, "" if level == "district" else names.get(code, code), str(measure), track): number
            for (level, code, measure, track), number in counts.items()
        }
    )


def fresh_story(anna, places, plan):
    """Hypothesis keeps the fixtures, so each example removes the cases of the one before."""
    Case.objects.all().delete()
    return Story(anna, places).run(plan)


@EXAMPLES
@given(plan=steps)
def test_counts_are_those_of_the_diary(district, anna, places, plan):
    story = fresh_story(anna, places, plan)
    for month in MONTHS:
        assert named(district, count_month(district, month)) == figures(story.diaries, month)


@EXAMPLES
@given(plan=steps)
def test_stock_follows_from_the_stock_before_and_the_changes(district, anna, places, plan):
    fresh_story(anna, places, plan)
    before = Counter()
    for month in MONTHS:
        counts = count_month(district, month)
        for place in Territories(district).all():
            number = {measure: counts[Key(place.level, place.code, measure)] for measure in Measure}
            gained = number["neu"] + number["wieder"] + number["zugezogen"]
            lost = number["abgeschlossen"] + number["weggezogen"]
            assert number["bestand"] == before[place.slug] + gained - lost
            before[place.slug] = number["bestand"]


@EXAMPLES
@given(plan=steps)
def test_each_figure_leads_to_its_cases(district, anna, places, plan):
    fresh_story(anna, places, plan)
    territories = {(place.level, place.code): place for place in Territories(district).all()}
    for month in MONTHS:
        for (level, code, measure, track), number in count_month(district, month).items():
            if measure in NOT_LINKED:
                continue
            figure = Figure(month, territories[level, code], measure, track)
            assert count_behind(figure) == number, figure
            assert 1 <= cases_behind(figure).count() <= number or measure == Measure.PERSONS
            if measure in {Measure.NEW, Measure.ACTIVE_END, Measure.ACTIVE_IN}:
                assert cases_behind(figure).count() == number


def test_an_empty_month_has_no_counts(district):
    assert count_month(district, date(2026, 1, 1)) == Counter()


def test_other_districts_are_not_counted(district, anna, lindenau, xenia):
    from tests.cast import in_district, make_case

    with in_district(xenia.district):
        make_case(xenia, Municipality.objects.get(name="Lindenau"), opened_on=date(2026, 1, 5))
    make_case(anna, lindenau, opened_on=date(2026, 1, 5))
    counts = count_month(district, date(2026, 1, 1))
    assert counts[Key("district", district.ags, Measure.NEW)] == 1


@pytest.mark.parametrize("cases", [1, 3])
def test_number_of_queries(district, anna, lindenau, django_assert_num_queries, cases):
    from tests.cast import make_case

    for _ in range(cases):
        make_case(anna, lindenau, opened_on=date(2026, 1, 5))
    with django_assert_num_queries(9):
        count_month(district, date(2026, 1, 1))


def told(anna, places, *plan):
    """A story with one case from steps (day, verb, value); the value is a place or a track."""
    story = Story(anna, places)
    for day, verb, value in plan:
        with dates.moved_clock(day):
            story.step(day, verb, 0, value)
    return story


def counted(district, month, level="district"):
    names = named(district, count_month(district, month))
    return {(name, measure, track): n for (lvl, name, measure, track), n in names.items() if lvl == level}


def test_a_case_closed_on_the_first_day_was_active_in_that_month_and_is_not_in_its_stock(
    district, anna, places
):
    told(anna, places, (date(2026, 1, 28), "open", 0), (date(2026, 2, 1), "close", 0))
    february = counted(district, date(2026, 2, 1))
    assert february == {
        ("", "abgeschlossen", ""): 1,
        ("", "abgeschlossen", "brief_advice"): 1,
        ("", "aktiv", ""): 1,
        ("", "aktiv", "brief_advice"): 1,
        ("", "personen", ""): 1,
    }
    assert counted(district, date(2026, 1, 1))["", "bestand", ""] == 1


def test_a_case_that_moved_and_changed_its_track_counts_once_where_it_may(district, anna, places):
    told(
        anna,
        places,
        (date(2026, 1, 28), "open", 0),
        (date(2026, 2, 5), "move", 1),
        (date(2026, 2, 10), "track", 1),
        (date(2026, 2, 20), "move", 0),
    )
    month = date(2026, 2, 1)
    active = {key: n for key, n in counted(district, month, "municipality").items() if key[1] == "aktiv"}
    assert active == {
        ("Lindenau", "aktiv", ""): 1,
        ("Lindenau", "aktiv", "case_management"): 1,
        ("Steinbach", "aktiv", ""): 1,
        ("Steinbach", "aktiv", "case_management"): 1,
    }
    for level in ("area", "district"):
        assert sorted(
            (measure, track, n) for (_, measure, track), n in counted(district, month, level).items()
        ) == [
            ("aktiv", "", 1),
            ("aktiv", "case_management", 1),
            ("bestand", "", 1),
            ("bestand", "case_management", 1),
            ("personen", "", 1),
        ]


def test_a_case_moved_on_the_first_day_was_not_active_in_the_place_it_left(district, anna, places):
    told(anna, places, (date(2026, 1, 28), "open", 0), (date(2026, 2, 1), "move", 2))
    february = counted(district, date(2026, 2, 1), "municipality")
    assert {name for name, measure, _ in february if measure in {"aktiv", "personen"}} == {"Sonnfeld"}
    assert february["Lindenau", "weggezogen", ""] == february["Sonnfeld", "zugezogen", ""] == 1


def test_a_person_in_two_cases_counts_once_and_one_who_left_not_at_all(district, anna, places):
    story = told(anna, places, (date(2026, 1, 28), "open", 0), (date(2026, 1, 28), "open", 0))
    assert counted(district, date(2026, 1, 1))["", "personen", ""] == 1
    CaseMember.objects.filter(case__in=story.cases).update(left_on=date(2026, 1, 30))
    assert ("", "personen", "") not in counted(district, date(2026, 2, 1))
    assert counted(district, date(2026, 2, 1))["", "bestand", ""] == 2
