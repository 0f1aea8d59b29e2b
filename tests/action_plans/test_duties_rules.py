"""When tasks of a year are open, due, overdue; at the edges of months and years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kim.action_plans.rules.duties import (
    State,
    Window,
    is_collected,
    is_mine,
    is_superseded,
    review_window,
    state_of,
    state_of_review,
    window_of,
    years_shown,
)

SECOND_HALF = window_of(2026, 7, 12)


@pytest.mark.parametrize(
    ("months", "first", "last"),
    [
        ((7, 12), date(2026, 7, 1), date(2026, 12, 31)),
        ((1, 12), date(2026, 1, 1), date(2026, 12, 31)),
        ((2, 2), date(2026, 2, 1), date(2026, 2, 28)),
        ((11, 2), date(2026, 11, 1), date(2027, 2, 28)),
        ((4, 6), date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_windows(months, first, last):
    assert window_of(2026, *months) == Window(first, last)


def test_february_of_a_leap_year():
    assert window_of(2028, 2, 2).last == date(2028, 2, 29)
    assert window_of(2027, 12, 2).last == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 1, 1), "open"),
        (date(2026, 6, 30), "open"),
        (date(2026, 7, 1), "due"),
        (date(2026, 12, 31), "due"),
        (date(2027, 1, 1), "overdue"),
    ],
)
def test_states_at_the_edges(day, state):
    assert state_of(SECOND_HALF, day, done=False) == State(state)
    assert state_of(SECOND_HALF, day, done=True) == State.DONE


@given(some.integers(1, 12), some.integers(1, 12), some.integers(2020, 2040), some.integers(0, 900))
def test_every_day_has_one_state_and_time_only_makes_it_worse(first, last, year, offset):
    window = window_of(year, first, last)
    day = date(year, 1, 1) + timedelta(days=offset)
    order = [State.OPEN, State.DUE, State.OVERDUE]

    assert window.first <= window.last
    today, tomorrow = (state_of(window, each, done=False) for each in (day, day + timedelta(days=1)))
    assert order.index(today) <= order.index(tomorrow)
    assert (today == State.DUE) == (window.first <= day <= window.last)


@pytest.mark.parametrize(("kept_since", "years"), [(2020, [2025, 2026]), (2026, [2026]), (2027, [2026])])
def test_years_from_which_tasks_are_shown(kept_since, years):
    assert years_shown(date(2026, 11, 20), kept_since) == years


@pytest.mark.parametrize(
    ("day", "gone"), [(date(2027, 1, 1), False), (date(2027, 6, 30), False), (date(2027, 7, 1), True)]
)
def test_this_years_task_takes_the_place_of_last_years(day, gone):
    assert is_superseded(SECOND_HALF, window_of(2027, 7, 12), day) == gone


@pytest.mark.parametrize(
    ("role", "place", "coordinates", "mine"),
    [
        ("coordinator", 1, True, True),
        ("coordinator", None, True, True),
        ("coordinator", 2, False, False),
        ("case_manager", 1, False, True),
        ("case_manager", 2, False, False),
        ("case_manager", None, False, False),
        ("assistant", 1, True, False),
    ],
)
def test_whose_task_it_is(role, place, coordinates, mine):
    roles = ["coordinator", "case_manager"]

    assert is_mine(role, roles, place, {1}, coordinates=coordinates) == mine


def test_a_duty_that_never_ends_is_due_in_the_month_before_its_next_review():
    since = date(2026, 9, 22)
    assert review_window(None, since, 12) == Window(date(2027, 8, 22), date(2027, 9, 22))
    window = review_window(date(2026, 3, 31), since, 6)
    assert window == Window(date(2026, 8, 30), date(2026, 9, 30))
    before = window.first - timedelta(days=1)
    assert state_of_review(window, before, done=True) == State.DONE
    assert state_of_review(window, before, done=False) == State.OPEN
    for day in (window.first, window.last, window.last + timedelta(days=400)):
        assert state_of_review(window, day, done=True) == State.DUE


@pytest.mark.parametrize(
    ("answered", "waiting", "collected"), [(0, 0, False), (0, 1, False), (2, 1, False), (2, 0, True)]
)
def test_figures_are_collected_when_everybody_asked_has_answered(answered, waiting, collected):
    assert is_collected(answered, waiting) is collected
