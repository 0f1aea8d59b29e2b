"""Rules of the nightly run."""

from datetime import date, timedelta

import pytest

from kim.cases.rules import Brake, Periods
from kim.retention.rules import Due, closing_brake, forecast

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days_ago", "brake"),
    [
        (None, None),
        (0, None),
        (1, None),
        (62, None),
        (63, Brake.CLOCK_JUMPED),
        (400, Brake.CLOCK_JUMPED),
        (-1, Brake.CLOCK_WENT_BACK),
    ],
)
def test_closings_stop_only_when_the_clock_is_far_off(days_ago, brake):
    last = None if days_ago is None else TODAY - timedelta(days=days_ago)
    assert closing_brake(last, TODAY) == brake


def test_forecast_follows_a_case_through_its_days():
    periods = Periods(archive_days=14, deletion_days=30, key_backup_days=10)
    runs = forecast(
        closes_on={date(2026, 11, 25): 2},
        closed_on={date(2026, 11, 10): 3},
        delete_on={date(2026, 11, 22): 1},
        periods=periods,
        today=TODAY,
    )
    assert runs == {
        date(2026, 11, 22): Due(deleted=1),
        date(2026, 11, 24): Due(archived=3),
        date(2026, 11, 26): Due(closed=2),
        date(2026, 12, 9): Due(archived=2),
        date(2026, 12, 14): Due(deleted=3),
        date(2026, 12, 29): Due(deleted=2),
    }


def test_forecast_puts_everything_overdue_on_today():
    runs = forecast(
        closes_on={date(2025, 1, 1): 1}, closed_on={}, delete_on={}, periods=Periods(), today=TODAY
    )
    assert runs == {TODAY: Due(closed=1, archived=1, deleted=1)}
