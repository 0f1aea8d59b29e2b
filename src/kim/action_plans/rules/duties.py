"""When a yearly duty of the table of responsibilities is open, due, overdue or done, and whose it is."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kim.action_plans.rules.completeness import months_later


class State(StrEnum):
    """How a task of a year stands; the order is that of urgency."""

    OVERDUE = "overdue"
    DUE = "due"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True)
class Window:
    """The days between which a yearly duty is done, both included."""

    first: date
    last: date


def window_of(year: int, first_month: int, last_month: int) -> Window:
    """PLAN-9: A yearly duty is due from the first day of its first month to the last day of its last month.

    A window whose last month is before its first one runs into the next year.

    Source: concept Kreis Warendorf 2025, ch. 5.4 (third or fourth quarter); requirement K10.
    """
    last_year = year + 1 if last_month < first_month else year
    last_day = calendar.monthrange(last_year, last_month)[1]
    return Window(date(year, first_month, 1), date(last_year, last_month, last_day))


def state_of(window: Window, day: date, *, done: bool) -> State:
    """PLAN-10: Before its window a task is open, in it due, after it overdue, and done whenever it has been done.

    Source: requirement K10 (what is due, what is overdue).
    """
    if done:
        return State.DONE
    if day < window.first:
        return State.OPEN
    return State.DUE if day <= window.last else State.OVERDUE


def years_shown(day: date, kept_since: int) -> list[int]:
    """PLAN-11: Tasks of this year are shown, and those of the last one, which may be overdue.

    Not of years before the district kept its concepts here: nobody could have said that they were done.

    Source: own rule, so that what was due in December does not vanish in January.
    """
    return [year for year in (day.year - 1, day.year) if year >= kept_since or year == day.year]


def is_superseded(last_years: Window, this_years: Window, day: date) -> bool:
    """PLAN-12: A task of last year that was never done ends when this year's window begins: one task takes its place.

    Source: own rule, so that nobody has the same work on the list twice.
    """
    return last_years.first < this_years.first <= day


def review_window(done_on: date | None, since: date, months: int) -> Window:
    """PLAN-27: Whether a duty that never ends is still seen to is asked some months after it was last said.

    As long as nobody has said so, the months count from `since`, when the district began to keep its concepts here.
    The task is due during the last month.

    Source: concept Kreis Warendorf 2025, ch. 5.4 ("fortlaufend"); own rule for the rhythm, so that such duties are
    not forgotten.
    """
    last = months_later(done_on or since, months)
    return Window(months_later(last, -1), last)


def state_of_review(window: Window, day: date, *, done: bool) -> State:
    """PLAN-28: A duty that never ends is done until its next review is due, and never overdue: nothing was missed.

    Source: own rule.
    """
    if day < window.first:
        return State.DONE if done else State.OPEN
    return State.DUE


def is_collected(answered: int, waiting: int) -> bool:
    """PLAN-29: The figures of a place are collected when every office asked for one of them has answered in full.

    That an office has no figure yet is an answer: the task ends with it, the profile stays incomplete.

    Source: concept Kreis Warendorf 2025, ch. 5.4 (call up the figures once a year), annexes 2 to 14 ("noch nicht
    erfasst"); requirement K10.
    """
    return answered > 0 and waiting == 0


def is_mine(
    role: str,
    roles: Collection[str],
    place: int | None,
    own_places: Collection[int],
    *,
    coordinates: bool,
) -> bool:
    """PLAN-13: A task is one's own if the table names one's role and one answers for the place.

    Coordination answers for the places of its area and for what holds in the whole district; others for the
    places that they are responsible for.

    Source: concept Kreis Warendorf 2025, ch. 5.4 (column of responsibility); requirement K10.
    """
    if role not in roles:
        return False
    return coordinates or (place is not None and place in own_places)
