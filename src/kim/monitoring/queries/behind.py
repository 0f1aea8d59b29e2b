"""From a figure to exactly its cases."""

import dataclasses
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from kim.accounts.models import Membership
from kim.cases.models import Case, CasePeriod
from kim.cases.permissions import case_outlines_visible_to
from kim.cases.queries.people import headings
from kim.monitoring.definitions import Measure
from kim.monitoring.queries import selection as select
from kim.monitoring.queries.counting import EVENTS
from kim.monitoring.queries.territories import Level, Territory

BEGINNINGS = dict(EVENTS)


@dataclasses.dataclass(frozen=True)
class Figure:
    """One figure: month × territory × measure × track (empty: all)."""

    month: date
    territory: Territory
    measure: str
    track: str = ""


def _inside(territory: Territory) -> Q:
    if territory.level == Level.MUNICIPALITY:
        return Q(municipality__ags=territory.code)
    if territory.level == Level.AREA:
        return Q(municipality__area__code=territory.code)
    return Q()


def _rows(figure: Figure) -> QuerySet[Any]:
    """Return the periods or entries that a figure counts."""
    month, inside = figure.month, _inside(figure.territory)
    of_track = Q(track=figure.track) if figure.track else Q()
    if figure.measure == Measure.CONSULTATIONS:
        return select.consultations(month).filter(inside, of_track)
    if figure.measure == Measure.OTHER_CONTACTS:
        return select.other_contacts(month).filter(inside, of_track)
    if figure.measure in BEGINNINGS:
        begun = select.periods(select.began(month, BEGINNINGS[Measure(figure.measure)]) & inside)
        final = begun.annotate(final=select.track_at_end(month))
        return final.filter(final=figure.track) if figure.track else final
    conditions = {
        Measure.CLOSED: select.ended(month, CasePeriod.Ended.CLOSED),
        Measure.ACTIVE_END: select.in_stock(month),
        Measure.ACTIVE_IN: select.active_in(month) & select.last_of_case(month, figure.territory.level),
        Measure.PERSONS: select.active_in(month) & select.persons_present(month),
    }
    return select.periods(conditions[Measure(figure.measure)] & inside & of_track)


def cases_behind(figure: Figure) -> QuerySet[Case]:
    """Return the cases that exist and make up a figure, newest first."""
    cases: QuerySet[Case] = Case.objects.filter(pk__in=_rows(figure).values("case"))
    return cases.order_by("-opened_on", "-number")


def count_behind(figure: Figure) -> int:
    """Return what the figure would be if it were counted now, in its own unit."""
    rows = _rows(figure)
    if figure.measure == Measure.PERSONS:
        return rows.values("case__members__client").distinct().count()
    return rows.count()


def listed_for(membership: Membership, cases: QuerySet[Case], readable: QuerySet[Case]) -> QuerySet[Case]:
    """Return those of the cases that a reader may read or see as an outline."""
    outlines = case_outlines_visible_to(membership).order_by().values("pk")
    visible = Q(pk__in=readable.order_by().values("pk")) | Q(pk__in=outlines)
    return cases.filter(visible).select_related("municipality")


def with_names(readable: QuerySet[Case], cases: list[Case]) -> dict[object, str]:
    """Return the names of those of the cases that a reader may read, by primary key."""
    shown = readable.order_by().filter(pk__in=[case.pk for case in cases])
    allowed = set(shown.values_list("pk", flat=True))
    return headings([case for case in cases if case.pk in allowed]) if allowed else {}
