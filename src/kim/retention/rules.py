"""Rules of the nightly run as pure functions: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kim.cases.rules import Brake, Periods, archives_on, live_deletion_on

LONGEST_DOWNTIME_DAYS: Final = 62


def closing_brake(last_run_on: date | None, today: date) -> Brake | None:
    """RET-1: Closing and archiving catch up after up to two months without a run; then a person is asked.

    Both are dated to the day on which they were due and can be undone, so weeks of downtime are no reason to stop.
    A clock that went back or that is a year ahead is one: it would close every case of the district.

    Source: own rule; bars for reliability (a wrong clock changes nothing).
    """
    days = (today - (last_run_on or today)).days
    if days < 0:
        return Brake.CLOCK_WENT_BACK
    return Brake.CLOCK_JUMPED if days > LONGEST_DOWNTIME_DAYS else None


@dataclass
class Due:
    """How many cases a run closes, archives and deletes on a day."""

    closed: int = 0
    archived: int = 0
    deleted: int = 0


def forecast(
    *,
    closes_on: Mapping[date, int],
    closed_on: Mapping[date, int],
    delete_on: Mapping[date, int],
    periods: Periods,
    today: date,
) -> dict[date, Due]:
    """RET-2: What the runs from today on will do if nobody does anything, by the day of the run.

    From numbers of active cases by closing day, closed ones by their day of closing, archived ones by their day of
    deletion. What is overdue falls on today; one run closes, archives and deletes a case whose days have all passed.

    Source: rules CASE-1, CASE-3 and CASE-4.
    """
    runs: dict[date, Due] = {}

    def on(day: date) -> Due:
        return runs.setdefault(max(day, today), Due())

    def archive(closed: date, number: int) -> None:
        archived = archives_on(closed, periods)
        on(archived).archived += number
        on(live_deletion_on(archived, periods)).deleted += number

    for day, number in closes_on.items():
        on(day + timedelta(days=1)).closed += number
        archive(day, number)
    for day, number in closed_on.items():
        archive(day, number)
    for day, number in delete_on.items():
        on(day).deleted += number
    return dict(sorted(runs.items()))
