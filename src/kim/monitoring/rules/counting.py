"""Which days belong to a month. What is counted in it is said in `monitoring.definitions`, as it stands on the page."""

import calendar
from datetime import date
from typing import NamedTuple


class Period(NamedTuple):
    """First and last day of what is counted; both belong to it."""

    first: date
    last: date


def month_bounds(year: int, month: int) -> Period:
    """FIG-1: A month is counted from its first to its last day, both included.

    Source: concept Kreis Warendorf 2025, chapter 3 (figures per month and municipality).
    """
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
