"""After a downtime the clock earns trust again; a clock that is far off never does."""

from datetime import timedelta

import pytest

from kim.retention.actions import apply_run
from kim.retention.rules import steady_day
from tests.cast import TODAY

DAY = timedelta(days=1)


def days(*numbers):
    return [TODAY + DAY * number for number in numbers]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (days(), TODAY),
        (days(10), TODAY),
        (days(10, 11, 16), TODAY),
        (days(10, 11, 17), TODAY + 17 * DAY),
        (days(10, 14, 21), TODAY + 21 * DAY),
        (days(10, 20), TODAY),
    ],
)
def test_a_week_of_steady_runs_makes_a_clock_right(later, expected):
    assert steady_day(TODAY, later, 7) == expected


def brakes(district, *numbers):
    found = []
    for number in numbers:
        run = apply_run(None, day=TODAY + DAY * number, district=district)
        found.append((str(run.brake), run.closings_held))
    return found


def test_ten_days_of_downtime_hold_deletions_for_a_week(district):
    held = ("clock_jumped", False)
    assert brakes(district, 0, 10, *range(11, 18), 18, 19) == [
        ("", False),
        *[held] * 8,
        ("", False),
        ("", False),
    ]


def test_closings_go_on_after_one_downtime_however_long_nobody_confirms(district):
    assert brakes(district, 0, 60, 120, 180)[-1] == ("clock_jumped", False)


def test_a_clock_that_is_a_year_ahead_never_becomes_right_by_itself(district):
    wrong = ("clock_jumped", True)
    assert brakes(district, 0, *range(400, 420)) == [("", False), *[wrong] * 20]
