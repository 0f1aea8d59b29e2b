"""Figures counted by the database are those of a diary read day by day."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from kim.cases.models import Case
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
