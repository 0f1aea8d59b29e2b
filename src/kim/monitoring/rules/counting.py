"""What counts as new, active and closed, on which day and in which municipality."""

import calendar
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Final, NamedTuple, TypeVar

M = TypeVar("M", bound=Hashable)
P = TypeVar("P", bound=Hashable)
T = TypeVar("T")

RECORDED_TWICE: Final = "recorded_twice"


class Period(NamedTuple):
    """First and last day of what is counted; both belong to it."""

    first: date
    last: date


class Span(NamedTuple):
    """A stretch in which a case is active; both days belong to it, None means until today."""

    first: date
    last: date | None = None


def month_bounds(year: int, month: int) -> Period:
    """FIG-1: A month is counted from its first to its last day, both included.

    Source: concept Kreis Warendorf 2025, chapter 3 (figures per month and municipality).
    """
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def is_new(opened_on: date, period: Period) -> bool:
    """FIG-2: A case is new in the period in which it was opened; the same holds for closed and reactivated.

    Source: counting rule (a) of the field.
    """
    return period.first <= opened_on <= period.last


def is_active_on(spans: Iterable[Span], day: date) -> bool:
    """FIG-3: The stock of a day are the cases active on it, the day of opening and of closing included.

    Source: counting rule (b) of the field; § 188 BGB for the last day.
    """
    return is_active_in(spans, Period(day, day))


def is_active_in(spans: Iterable[Span], period: Period) -> bool:
    """FIG-4: A case is active in a period if it was active on at least one of its days.

    Months therefore do not add up to a year.

    Source: counting rule (c) of the field.
    """
    return any(
        span.first <= period.last and (span.last is None or period.first <= span.last) for span in spans
    )


def value_on(history: Iterable[tuple[date, T]], day: date) -> T | None:
    """FIG-5: Track and municipality of a case in a month are those of the month's last day.

    The history holds (valid from, value) in any order; of two changes on one day the later entry
    holds. None before the first entry.

    Source: counting rules (d) and (f) of the field.
    """
    begun = [(since, place, value) for place, (since, value) in enumerate(history) if since <= day]
    return max(begun, key=lambda entry: entry[:2])[2] if begun else None


def count_persons(persons: Iterable[tuple[M, P]]) -> Counter[M]:
    """FIG-6: A person counts once per municipality and period, in however many cases.

    Of the district's total this is no part: who moved counts in both municipalities.

    Source: counting rule (e) of the field.
    """
    return Counter(municipality for municipality, _ in set(persons))


def is_counted(closing_reason: str | None) -> bool:
    """FIG-7: A case that was recorded twice by mistake is left out of every figure.

    Source: counting rule (g) of the field.
    """
    return closing_reason != RECORDED_TWICE
