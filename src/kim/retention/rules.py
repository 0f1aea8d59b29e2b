"""Rules of the nightly run as pure functions: no Django, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
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


def steady_day(last_right: date | None, later: Sequence[date], max_jump_days: int) -> date | None:
    """RET-3: A clock that goes on day by day for a week after a downtime is right again.

    `last_right` is the last day on which the clock was right or confirmed, `later` are the days of the runs since then
    that still closed by rule (RET-1), in their order. Without this a downtime of ten days would hold back deletions,
    and what the public asked, until somebody notices.

    Source: own rule; bars for reliability and privacy.
    """
    if not later or (later[-1] - later[0]).days < max_jump_days:
        return last_right
    gaps = [(after - before).days for before, after in pairwise(later)]
    return later[-1] if max(gaps, default=0) <= max_jump_days else last_right


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
