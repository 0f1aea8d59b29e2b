"""Figures for pages and exports: frozen months from their counts, the others from the cases."""

import dataclasses
from collections import Counter
from datetime import date
from functools import cached_property

from django.db.models import Min

from kim.accounts.models import Membership
from kim.accounts.permissions import sees_suppressed_figures
from kim.cases.models import CasePeriod, Track
from kim.core import dates
from kim.districts.models import District
from kim.monitoring.definitions import Measure
from kim.monitoring.models import FrozenCount, FrozenMonth
from kim.monitoring.queries import selection as select
from kim.monitoring.queries.counting import Counts, Key, count_month
from kim.monitoring.queries.territories import Level, Territories, Territory

CHART_MONTHS = 12


@dataclasses.dataclass(frozen=True)
class MonthFigures:
    """The counts of a month; `frozen` is None while they can still change."""

    month: date
    places: Territories
    counts: Counts
    frozen: FrozenMonth | None

    def value(self, territory: Territory, measure: str, track: str = "") -> int:
        """Return a count, 0 where there is none."""
        return self.counts[Key(territory.level, territory.code, measure, track)]


def earlier(month: date, months: int = 1) -> date:
    """Return the first day of the month that lies so many months before."""
    count = month.year * 12 + month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


@dataclasses.dataclass(frozen=True)
class Calendar:
    """The months there are figures for: from the first activity to the running month, oldest first."""

    first: date
    running: date
    frozen: dict[date, FrozenMonth]

    @cached_property
    def months(self) -> list[date]:
        """Return the first days of all months."""
        span = (self.running.year - self.first.year) * 12 + self.running.month - self.first.month
        return [earlier(self.running, back) for back in range(span, -1, -1)]

    def open_to(self, membership: Membership) -> list[date]:
        """Return the months a reader may see: readers outside the team only frozen ones.

        Numbers of a running month change from day to day; the difference would be a single case.
        """
        if sees_suppressed_figures(membership):
            return sorted(self.frozen)
        return self.months

    def preset(self, membership: Membership) -> date | None:
        """Return the month shown without a choice: the last that is over, else the only one."""
        months = self.open_to(membership)
        over = [month for month in months if month < self.running]
        return next(reversed(over or months), None)


def calendar() -> Calendar:
    """Return the months of the open district; two queries."""
    frozen = {row.month: row for row in FrozenMonth.objects.order_by("month")}
    running = dates.today().replace(day=1)
    begun = CasePeriod.objects.aggregate(first=Min("starts_on"))["first"]
    known = [*list(frozen)[:1], *([begun.replace(day=1)] if begun else [])]
    return Calendar(min([running, *known]), running, frozen)


def figures_of(district: District, month: date, frozen: FrozenMonth | None) -> MonthFigures:
    """Return the counts of a month, as frozen or, before that, counted now."""
    places = Territories(district)
    counts = frozen_counts(frozen) if frozen else count_month(district, month, places)
    return MonthFigures(month, places, counts, frozen)


def frozen_counts(frozen: FrozenMonth) -> Counts:
    """Return the counts of a frozen month."""
    rows = FrozenCount.objects.filter(month=frozen).order_by()
    found = rows.values_list("level", "territory", "measure", "track", "value")
    # A plain tuple is as good a key as a Key and is there already.
    return Counter({row[:4]: row[4] for row in found})


def added_since(frozen: FrozenMonth) -> tuple[int, int]:
    """Return how many counselling sessions and other contacts of a frozen month were entered afterwards."""
    late = {"recorded_at__gt": frozen.frozen_at}
    consultations = select.consultations(frozen.month).filter(**late).count()
    return consultations, select.other_contacts(frozen.month).filter(**late).count()


def chart_months(shown: date) -> list[date]:
    """Return the first days of the twelve months that end with the shown one."""
    return [earlier(shown, back) for back in range(CHART_MONTHS - 1, -1, -1)]


def stock_by_track(shown: MonthFigures, known: Calendar) -> dict[date, dict[str, int] | None]:
    """Return the district's stock at the end of the last twelve months by track; None where nothing is frozen."""
    months = chart_months(shown.month)
    frozen_ids = {known.frozen[month].pk: month for month in months[:-1] if month in known.frozen}
    stock: dict[date, dict[str, int] | None] = dict.fromkeys(months)
    stock |= {month: dict.fromkeys(Track.values, 0) for month in frozen_ids.values()}
    rows = FrozenCount.objects.filter(
        month__in=frozen_ids, level=Level.DISTRICT, measure=Measure.ACTIVE_END
    ).exclude(track="")
    for month_id, track, value in rows.order_by().values_list("month_id", "track", "value"):
        (stock[frozen_ids[month_id]] or {})[track] = value
    district = shown.places.district
    stock[shown.month] = {track: shown.value(district, Measure.ACTIVE_END, track) for track in Track.values}
    return stock


def stock_has_small_cells(shown: date, limit: int) -> bool:
    """Whether the stock of any territory in the twelve months has a number that readers outside may not see.

    The chart shows what the tables of these months would show; it may do so only where nothing is left out in them.
    """
    small = FrozenCount.objects.filter(
        month__month__in=chart_months(shown),
        measure=Measure.ACTIVE_END,
        value__lt=limit,
    )
    return bool(small.exists())
