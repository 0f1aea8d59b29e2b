"""Which rows a count consists of: the counting rules as database conditions, used for counts and for their cases.

A period [starts_on, ends_on) is in the stock of a day when it covers the end of that day. The day on which a case is
closed is still a day of activity; the day of a move or of a change of track belongs to the period that follows.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from kim.cases.models import Case, CaseNote, CasePeriod, ClosingReason, Consultation, NoteKind
from kim.monitoring.models import FrozenCount
from kim.monitoring.rules import Period, month_bounds

Level = FrozenCount.Level
SAME_TERRITORY: dict[str, dict[str, Any]] = {
    Level.MUNICIPALITY: {"municipality": OuterRef("municipality")},
    Level.AREA: {"municipality__area": OuterRef("municipality__area")},
    Level.DISTRICT: {},
}


def counted() -> Q:
    """Leave out cases recorded twice. They are few and known from an index, so no case has to be read for this."""
    twice = Case.objects.filter(closing_reason=ClosingReason.RECORDED_TWICE).order_by()
    return ~Q(case__in=twice.values("pk"))


def bounds_of(month: date) -> Period:
    """Return first and last day of the month of a day."""
    return month_bounds(month.year, month.month)


def in_stock(month: date) -> Q:
    """Periods that cover the end of the month."""
    last = bounds_of(month).last
    return Q(starts_on__lte=last) & (Q(ends_on__isnull=True) | Q(ends_on__gt=last))


def active_in(month: date) -> Q:
    """Periods with at least one day of activity in the month."""
    first, last = bounds_of(month)
    closed_in_it = Q(ended_as=CasePeriod.Ended.CLOSED, ends_on__gte=first)
    lasted_into_it = Q(ends_on__gt=first) & Q(ends_on__gt=F("starts_on"))
    return Q(starts_on__lte=last) & (Q(ends_on__isnull=True) | closed_in_it | lasted_into_it)


def began(month: date, began_as: str) -> Q:
    """Periods that began in the month in this way."""
    return Q(began_as=began_as, starts_on__range=bounds_of(month))


def ended(month: date, ended_as: str) -> Q:
    """Periods that ended in the month in this way."""
    return Q(ended_as=ended_as, ends_on__range=bounds_of(month))


def periods(condition: Q) -> QuerySet[CasePeriod]:
    """Return the periods that fit, without those of cases recorded twice."""
    found: QuerySet[CasePeriod] = CasePeriod.objects.filter(counted(), condition).order_by()
    return found


def last_of_case(month: date, level: str) -> Q:
    """Of the active periods of a case in one territory of this level, only the last in the month.

    Counting these counts cases, each once, with the track of its last day. Only a period that ended within the
    month can have a later one; the others are not looked up.
    """
    last = bounds_of(month).last
    same_day = Q(starts_on=OuterRef("starts_on")) & (
        Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")) | Q(pk__gt=OuterRef("pk"))
    )
    later = CasePeriod.objects.filter(
        active_in(month),
        Q(starts_on__gt=OuterRef("starts_on")) | same_day,
        case=OuterRef("case"),
        **SAME_TERRITORY[level],
    ).exclude(pk=OuterRef("pk"))
    return Q(ends_on__isnull=True) | Q(ends_on__gt=last) | Q(~Exists(later.order_by()))


def track_at_end(month: date) -> Subquery:
    """Return the track of a period's case on the last day of the month on which it was active."""
    last = bounds_of(month).last
    of_case = CasePeriod.objects.filter(case=OuterRef("case"), starts_on__lte=last)
    newest_first = of_case.order_by("-starts_on", F("ends_on").desc(nulls_first=True), "-pk")
    return Subquery(newest_first.values("track")[:1])


def consultations(month: date) -> QuerySet[Consultation]:
    """Return the counselling sessions of the month."""
    return _entries(Consultation.objects.all(), month)


def other_contacts(month: date) -> QuerySet[CaseNote]:
    """Return the other contacts of the month; notes to oneself are none."""
    return _entries(CaseNote.objects.exclude(kind=NoteKind.INTERNAL), month)


def _entries(rows: QuerySet[Any], month: date) -> QuerySet[Any]:
    return rows.filter(counted(), on__range=bounds_of(month), withdrawn_at__isnull=True).order_by()


def persons_present(month: date) -> Q:
    """Members of a period's case who belonged to it on an active day of the month (conditions from the period)."""
    first, last = bounds_of(month)
    member = "case__members__"
    stays = Q(**{f"{member}left_on__isnull": True})
    until_then = Q(**{f"{member}left_on__gte": first}) & Q(**{f"{member}left_on__gte": F("starts_on")})
    joined = F(f"{member}joined_on")
    before_it_closed = Q(ended_as=CasePeriod.Ended.CLOSED, ends_on__gte=joined)
    joined_in_time = Q(ends_on__isnull=True) | Q(ends_on__gt=joined) | before_it_closed
    return Q(**{f"{member}joined_on__lte": last}) & (stays | until_then) & joined_in_time
