"""Frozen months outlive the cases behind them."""

from datetime import date

import pytest

from kim.audit.models import AuditEntry
from kim.cases.actions import entries, lifecycle
from kim.core import dates
from kim.monitoring.actions import MonthNotOver, freeze_ended_months, freeze_month
from kim.monitoring.definitions import VERSION
from kim.monitoring.models import FrozenCount, FrozenMonth
from kim.monitoring.queries.counting import count_month
from kim.monitoring.queries.reading import added_since, calendar, figures_of, frozen_counts
from tests.cast import make_case

pytestmark = pytest.mark.usefixtures("scoped")

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def october(anna, lindenau, steinbach):
    """Two cases and a consultation in October."""
    with dates.moved_clock(date(2026, 10, 6)):
        case = make_case(anna, lindenau, opened_on=date(2026, 10, 6))
        make_case(anna, steinbach, "Zweite Person", opened_on=date(2026, 10, 6), track="brief_advice")
        entries.record_consultation(anna, case=case, on=date(2026, 10, 6), channel="office")
    return case


def test_a_month_is_frozen_only_when_it_is_over(october):
    with dates.moved_clock(date(2026, 10, 31)), pytest.raises(MonthNotOver):
        freeze_month(None, month=OCTOBER)
    with dates.moved_clock(date(2026, 11, 1)):
        frozen = freeze_month(None, month=date(2026, 10, 15))
    assert (frozen.month, frozen.definition) == (OCTOBER, VERSION)
    assert AuditEntry.objects.filter(action="month_frozen", actor=None).count() == 1


def test_frozen_counts_are_those_that_were_counted(october, district):
    counted = count_month(district, OCTOBER)
    with dates.moved_clock(date(2026, 11, 1)):
        frozen = freeze_month(None, month=OCTOBER)
    assert frozen_counts(frozen) == counted
    assert FrozenCount.objects.filter(value=0).count() == 0


def test_frozen_figures_stay_when_the_case_is_deleted(october, district):
    with dates.moved_clock(date(2026, 11, 1)):
        frozen = freeze_month(None, month=OCTOBER)
        before = figures_of(district, OCTOBER, frozen).counts
        lifecycle.erase_case(None, case=october)
        assert count_month(district, OCTOBER) != before
        assert figures_of(district, OCTOBER, FrozenMonth.objects.get()).counts == before


def test_freezing_again_changes_nothing(october, anna, lindenau, district):
    with dates.moved_clock(date(2026, 11, 1)):
        first = freeze_month(None, month=OCTOBER)
        rows = list(FrozenCount.objects.order_by("pk").values())
        make_case(anna, lindenau, "Nachgetragen", opened_on=date(2026, 10, 20))
        assert freeze_month(None, month=OCTOBER) == first
    assert list(FrozenCount.objects.order_by("pk").values()) == rows


def test_every_month_that_is_over_is_frozen_once(october):
    with dates.moved_clock(date(2027, 1, 2)):
        assert freeze_ended_months(None) == [OCTOBER, date(2026, 11, 1), date(2026, 12, 1)]
        assert freeze_ended_months(None) == []
        assert calendar().months == [OCTOBER, date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


def test_a_district_without_cases_has_only_the_running_month(clock, district):
    assert calendar().months == [date(2026, 11, 1)]
    assert freeze_ended_months(None) == []


def test_what_was_entered_afterwards_is_told(october, anna):
    with dates.moved_clock(date(2026, 11, 1)):
        frozen = freeze_month(None, month=OCTOBER)
    assert added_since(frozen) == (0, 0)
    with dates.moved_clock(date(2026, 11, 2)):
        entries.record_consultation(anna, case=october, on=date(2026, 10, 30), channel="phone")
        entries.record_consultation(anna, case=october, on=date(2026, 11, 2), channel="phone")
        entries.record_note(anna, case=october, on=date(2026, 10, 30), kind="internal")
        entries.record_note(anna, case=october, on=date(2026, 10, 30), kind="call")
    assert added_since(frozen) == (1, 1)
