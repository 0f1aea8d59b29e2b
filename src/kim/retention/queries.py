"""What is due, and what has been done."""

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from kim.cases.models import Case, CaseStatus
from kim.cases.queries.periods import periods_of
from kim.cases.rules import Brake, archives_on, deletion_brake
from kim.core.models import DataKey
from kim.core.sealing import KEYS_PER_QUERY
from kim.core.tenancy import current_district_id
from kim.districts.models import District
from kim.monitoring.models import FrozenMonth
from kim.public.models import AppointmentRequest
from kim.retention.models import DeletionCertificate, Held, RetentionRelease, RetentionRun, RetentionStep
from kim.retention.rules import Due, closing_brake, forecast, steady_day

CLOCK = (Held.CLOCK_WENT_BACK, Held.CLOCK_JUMPED)
FORECAST_DAYS = 30
NEAR_DAYS = 7
NEAR_CASES = 50


def open_district() -> District:
    """Return the district whose scope is open."""
    return District.objects.get(pk=current_district_id() or 0)


@dataclasses.dataclass(frozen=True)
class Plan:
    """What a run on a day would do, and what stops it."""

    day: date
    due: Due
    requests: int
    last_run_on: date | None
    closing_brake: Brake | None
    deletion_brake: Brake | None

    @property
    def held_deletions(self) -> int:
        """Deletions that wait for a person."""
        return self.due.deleted if self.deletion_brake else 0

    @property
    def held(self) -> int:
        """All that waits for a person: deletions, and when the clock is far off closings and archivings too."""
        others = self.due.closed + self.due.archived if self.closing_brake else 0
        return self.held_deletions + others


def last_closing_day() -> date | None:
    """Return the day of the last run that closed and archived by rule."""
    day: date | None = RetentionRun.objects.filter(closings_held=False).aggregate(last=Max("day"))["last"]
    return day


def last_steady_day(max_jump_days: int) -> date | None:
    """Return the last day on which the clock was right, was confirmed by a person or had gone on for a week (RET-3)."""
    right: date | None = RetentionRun.objects.exclude(brake__in=CLOCK).aggregate(last=Max("day"))["last"]
    runs = RetentionRun.objects.filter(closings_held=False, day__gt=right or date.min).order_by("day")
    return steady_day(right, list(runs.values_list("day", flat=True).distinct()), max_jump_days)


def _by_day(status: str, field: str, until: date) -> dict[date, int]:
    found = Case.objects.filter(status=status, **{f"{field}__lte": until}).order_by()
    return dict(found.values_list(field).annotate(Count("pk")))


def due_by_day(district: District, today: date, days: int = FORECAST_DAYS) -> dict[date, Due]:
    """Return what the runs of the next days will do if nobody does anything; days without anything are missing."""
    until = today + timedelta(days=days)
    runs = forecast(
        closes_on=_by_day(CaseStatus.ACTIVE, "closes_on", until),
        closed_on=_by_day(CaseStatus.CLOSED, "closed_on", until),
        delete_on=_by_day(CaseStatus.ARCHIVED, "delete_on", until),
        periods=periods_of(district),
        today=today,
    )
    return {day: due for day, due in runs.items() if day <= until}


def plan_run(day: date, district: District, due: Due | None = None) -> Plan:
    """Return what a run would do on a day, without doing anything; `due` is what is known to be due already."""
    policy = district.policy
    due = due or due_by_day(district, day, 0).get(day, Due())
    last = last_steady_day(policy.max_clock_jump_days)
    brake = deletion_brake(
        last_run_on=last,
        today=day,
        due_count=due.deleted,
        stock_count=Case.objects.count(),
        max_per_run=policy.max_deletions_per_run,
        max_jump_days=policy.max_clock_jump_days,
    )
    requests = AppointmentRequest.objects.filter(delete_on__lte=day, case=None).count()
    return Plan(day, due, requests, last, closing_brake(last_closing_day(), day), brake)


def due_ids(status: str, field: str, until: date, chunk: int = 500) -> Iterator[list[UUID]]:
    """Return identifiers of due cases in chunks; each chunk is one short query, also when cases change meanwhile."""
    after: UUID | None = None
    while True:
        found = Case.objects.filter(status=status, **{f"{field}__lte": until}).order_by("pk")
        if after is not None:
            found = found.filter(pk__gt=after)
        ids = list(found.values_list("pk", flat=True)[:chunk])
        if not ids:
            return
        yield ids
        after = ids[-1]


def frozen_months() -> set[date]:
    """Return the first days of the months whose figures are fixed."""
    return set(FrozenMonth.objects.order_by().values_list("month", flat=True))


def months_of(case: Case) -> Iterable[date]:
    """Return the first days of the months in which a closed case counts."""
    month, last = case.opened_on.replace(day=1), case.closed_on or case.opened_on
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def open_release(day: date) -> RetentionRelease | None:
    """Return the release of a day that no run has used."""
    found: RetentionRelease | None = (
        RetentionRelease.objects.filter(day=day, run=None).select_related("released_by__user").first()
    )
    return found


def has_run(day: date) -> bool:
    """Whether a run of that day came to its end."""
    return bool(RetentionRun.objects.filter(day=day, finished_at__isnull=False).exists())


def rows_without_key(rows: QuerySet[Any]) -> list[UUID]:
    """Return the identifiers of sealed rows whose data key does not exist: nobody can read them any more."""
    pairs = list(rows.order_by("pk").values_list("pk", "key_id"))
    lost: list[UUID] = []
    for start in range(0, len(pairs), KEYS_PER_QUERY):
        part = pairs[start : start + KEYS_PER_QUERY]
        there = set(DataKey.objects.filter(pk__in=[key for _, key in part]).values_list("pk", flat=True))
        lost += [pk for pk, key in part if key not in there]
    return lost


def runs() -> QuerySet[RetentionRun]:
    """Return the runs that did something or were held back, newest first."""
    found: QuerySet[RetentionRun] = RetentionRun.objects.exclude(
        closed=0, archived=0, deleted=0, requests_deleted=0, brake=""
    )
    return found.select_related("started_by__user", "undone_by__user")


@dataclasses.dataclass(frozen=True)
class Coming:
    """A case that a run will change soon, by its number only."""

    number: str
    place: str
    on: date
    what: str


def next_cases(district: District, today: date, days: int = NEAR_DAYS) -> list[Coming]:
    """Return what happens to active and closed cases in the next days, the first 50 of each."""
    periods = periods_of(district)
    until = today + timedelta(days=days)
    rows = Case.objects.select_related("municipality")
    closing = rows.filter(status=CaseStatus.ACTIVE, closes_on__lt=until).order_by("closes_on", "number")
    closed_until = until - timedelta(days=periods.archive_days)
    archiving = rows.filter(status=CaseStatus.CLOSED, closed_on__lte=closed_until).order_by(
        "closed_on", "number"
    )
    found = [
        Coming(case.number, case.municipality.name, case.closes_on + timedelta(days=1), "wird abgeschlossen")
        for case in closing[:NEAR_CASES]
    ]
    found += [
        Coming(case.number, case.municipality.name, archives_on(case.closed_on, periods), "wird archiviert")
        for case in archiving[:NEAR_CASES]
    ]
    return sorted(found, key=lambda coming: (coming.on, coming.number))


def certificates() -> QuerySet[DeletionCertificate]:
    """Return the certificates of deletions, newest first."""
    found: QuerySet[DeletionCertificate] = DeletionCertificate.objects.all()
    return found


def undoable(run: RetentionRun) -> int:
    """Return how many cases of a run nobody has changed since, so that they can be put back."""
    steps: dict[UUID, int] = dict(
        RetentionStep.objects.filter(
            case_id__in=run.steps.filter(undone=False).values("case_id"), undone=False
        )
        .order_by("pk")
        .values_list("case_id", "case_version")
    )
    present = Case.objects.filter(pk__in=steps).order_by().values_list("pk", "version")
    return sum(steps[pk] == version for pk, version in present)
