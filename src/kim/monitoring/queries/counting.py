"""Counting a month from the cases that exist. A fixed number of queries, whatever the size of the stock."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple, cast

from django.db.models import Count, F

from kim.cases.models import CasePeriod
from kim.districts.models import District
from kim.monitoring.definitions import Measure
from kim.monitoring.queries import selection as select
from kim.monitoring.queries.territories import Level, Territories, Territory


class Key(NamedTuple):
    """What a count is about; an empty track means all of them."""

    level: str
    territory: str
    measure: str
    track: str = ""


Counts = Counter[Key]
EVENTS = (
    (Measure.NEW, CasePeriod.Began.OPENED),
    (Measure.REACTIVATED, CasePeriod.Began.REACTIVATED),
)


def count_month(district: District, month: date, places: Territories | None = None) -> Counts:
    """Return the counts of the month in which a day lies. What is not there is 0."""
    counting = _Counting(places or Territories(district), month)
    counting.periods_at_the_end()
    counting.beginnings()
    counting.moves()
    counting.persons()
    counting.entries()
    return +counting.counts


class _Counting:
    """One month being counted."""

    def __init__(self, places: Territories, month: date) -> None:
        self.places = places
        self.month = month
        self.counts: Counts = Counter()

    def _add(self, territory: Territory, measure: str, track: str, number: int) -> None:
        self.counts[Key(territory.level, territory.code, measure)] += number
        if track:
            self.counts[Key(territory.level, territory.code, measure, track)] += number

    def _add_around(self, municipality_pk: int, measure: str, track: str, number: int) -> None:
        for territory in self.places.around(self.places.by_pk[municipality_pk]):
            self._add(territory, measure, track, number)

    def periods_at_the_end(self) -> None:
        """Stock, cases active in the month and closings: one walk over the periods of the month."""
        month = self.month
        levels = {
            f"in_{level}": Count("pk", filter=select.last_of_case(month, level))
            for level in (Level.MUNICIPALITY, Level.AREA, Level.DISTRICT)
        }
        rows = (
            select.periods(select.active_in(month))
            .values("municipality_id", "track")
            .annotate(
                stock=Count("pk", filter=select.in_stock(month)),
                closed=Count("pk", filter=select.ended(month, CasePeriod.Ended.CLOSED)),
                **levels,
            )
        )
        row: dict[str, Any]
        for row in cast("Any", rows):
            place, track = row["municipality_id"], row["track"]
            self._add_around(place, Measure.ACTIVE_END, track, row["stock"])
            self._add_around(place, Measure.CLOSED, track, row["closed"])
            for territory in self.places.around(self.places.by_pk[place]):
                self._add(territory, Measure.ACTIVE_IN, track, row[f"in_{territory.level}"])

    def beginnings(self) -> None:
        """Openings and reactivations, each with the track the case has at the end of the month."""
        kinds = {began_as: measure for measure, began_as in EVENTS}
        condition = select.began(self.month, EVENTS[0][1]) | select.began(self.month, EVENTS[1][1])
        rows = (
            select.periods(condition)
            .annotate(final=select.track_at_end(self.month))
            .values_list("municipality_id", "began_as", "final")
            .annotate(number=Count("pk"))
        )
        for place, began_as, track, number in rows:
            self._add_around(place, kinds[began_as], track, number)

    def moves(self) -> None:
        """Moves between territories; one within a service area is no move for the area."""
        for left, reached in moves(self.month):
            before = self.places.around(self.places.by_pk[left])
            after = self.places.around(self.places.by_pk[reached])
            for territory in before:
                if territory not in after:
                    self._add(territory, Measure.MOVED_OUT, "", 1)
            for territory in after:
                if territory not in before:
                    self._add(territory, Measure.MOVED_IN, "", 1)

    def persons(self) -> None:
        """People of active cases: every level is counted for itself, because nobody counts twice in one."""
        present = select.periods(select.active_in(self.month) & select.persons_present(self.month))
        people = Count("case__members__client", distinct=True)
        by_place = present.values_list("municipality_id").annotate(people)
        for place, number in by_place:
            self._add(self.places.by_pk[place], Measure.PERSONS, "", number)
        by_area = present.filter(municipality__area__isnull=False).values_list("municipality__area__code")
        for code, number in by_area.annotate(people):
            self._add(self.places.areas[code], Measure.PERSONS, "", number)
        total = present.aggregate(number=people)["number"]
        self._add(self.places.district, Measure.PERSONS, "", total)

    def entries(self) -> None:
        """Counselling sessions and other contacts, with place and track of their day."""
        sources = (
            (Measure.CONSULTATIONS, select.consultations(self.month)),
            (Measure.OTHER_CONTACTS, select.other_contacts(self.month)),
        )
        for measure, entries in sources:
            for place, track, number in entries.values_list("municipality_id", "track").annotate(Count("pk")):
                self._add_around(place, measure, track, number)


def moves(month: date) -> list[tuple[int, int]]:
    """Return the moves of a month as pairs of municipalities: left, reached.

    A case that moved twice on a day has two pairs; what ended and what began belong together in their order.
    """
    condition = select.ended(month, CasePeriod.Ended.MOVED) | select.began(month, CasePeriod.Began.MOVED)
    rows = select.periods(condition).order_by("case_id", "starts_on", F("ends_on").asc(nulls_last=True), "pk")
    left: dict[object, list[int]] = {}
    reached: dict[object, list[int]] = {}
    first, last = select.bounds_of(month)
    fields = ("case_id", "municipality_id", "began_as", "ended_as", "starts_on", "ends_on")
    for case, place, began_as, ended_as, starts_on, ends_on in rows.values_list(*fields):
        if began_as == CasePeriod.Began.MOVED and first <= starts_on <= last:
            reached.setdefault(case, []).append(place)
        if ended_as == CasePeriod.Ended.MOVED and first <= ends_on <= last:
            left.setdefault(case, []).append(place)
    return [pair for case, places in left.items() for pair in zip(places, reached[case], strict=False)]
