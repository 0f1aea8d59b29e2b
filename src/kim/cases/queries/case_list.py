"""The list of cases, with names for those who work in them, as numbers for those who supervise."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from kim.accounts.models import Membership, Post, Role
from kim.accounts.permissions import on_day, substituted_ids
from kim.cases import rules
from kim.cases.models import Case, CaseStatus, Consultation, Need, NeedState, Track
from kim.cases.queries.people import headings
from kim.districts.models import District, Municipality

PHASES = {
    rules.Phase.ACCESS: "Zugang",
    rules.Phase.INTAKE: "Erstberatung",
    rules.Phase.ASSESSMENT: "Assessment",
    rules.Phase.GOALS: "Zielvereinbarung",
    rules.Phase.STEERING: "Steuerung",
    rules.Phase.MONITORING: "Monitoring",
    rules.Phase.REASSESSMENT: "Re-Assessment",
    rules.Phase.CLOSING: "Abschluss",
}
SETTLED = (NeedState.MET, NeedState.NOT_SOLVABLE)


@dataclasses.dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means everything."""

    status: str = CaseStatus.ACTIVE
    track: str = ""
    municipality: Municipality | None = None
    lead: Membership | None = None
    whose: str = ""
    closing_soon: bool = False


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the list; `heading` is empty where no name may be shown."""

    case: Any
    heading: str
    phase: str
    urgency: str
    days_left: int | None


def narrowed(cases: QuerySet[Case], filters: Filters, membership: Membership, today: date) -> QuerySet[Case]:
    """Return the cases that fit the filters, ordered: those about to close by day, others newest first."""
    wanted = Q()
    if filters.status:
        wanted &= Q(status=filters.status)
    if filters.track:
        wanted &= Q(track=filters.track)
    if filters.municipality:
        wanted &= Q(municipality=filters.municipality)
    if filters.lead:
        wanted &= Q(lead=filters.lead)
    if filters.whose:
        wanted &= _whose(filters.whose, membership)
    order = ["-opened_on", "-number"]
    if filters.closing_soon:
        limit = today + timedelta(days=membership.district.policy.warning_days)
        wanted &= Q(status=CaseStatus.ACTIVE, closes_on__lte=limit)
        order = ["closes_on", "number"]
    return cases.filter(wanted).order_by(*order)


def _whose(whose: str, membership: Membership) -> Q:
    if whose == "mine":
        return Q(lead=membership)
    substituted = substituted_ids(membership)
    if whose == "substituted":
        return Q(lead__in=substituted)
    return ~Q(lead__in=[membership.pk, *substituted])


def for_rows(cases: QuerySet[Case]) -> QuerySet[Any]:
    """Return the cases with the columns of a line, `place` and `lead_name`, and nothing that must not be shown."""
    named = cases.annotate(place=F("municipality__name"), lead_name=F("lead__user__name"))
    return named.only(
        "number", "kind", "track", "status", "opened_on", "last_consultation_on", "closes_on", "lead_id"
    )


def rows(cases: Sequence[Any], district: District, today: date, *, with_names: bool) -> list[Row]:
    """Return the lines of a page of cases: four queries with names, two without, however many cases."""
    names = headings(cases) if with_names else {}
    reached = phases(cases)
    return [
        Row(case, names.get(case.pk, ""), reached[case.pk], *urgency(case, district, today)) for case in cases
    ]


def urgency(case: Case, district: District, today: date) -> tuple[str, int | None]:
    """Return how urgent the deadline of a case is ("danger", "warning" or "neutral") and the days left."""
    if case.status != CaseStatus.ACTIVE or case.closes_on is None:
        return "neutral", None
    left = (case.closes_on - today).days
    if rules.is_due_for_closing(case.closes_on, today):
        return "danger", left
    warned = rules.is_warned(case.closes_on, district.policy.warning_days, today)
    return ("warning" if warned else "neutral"), left


def phases(cases: Sequence[Case]) -> dict[Any, str]:
    """Return the derived phase of each case as text, by its primary key, in two queries."""
    ids = [case.pk for case in cases]
    counts = Consultation.objects.filter(case__in=ids, withdrawn_at__isnull=True).order_by().values("case_id")
    consultations = {row["case_id"]: row["n"] for row in counts.annotate(n=Count("pk"))}
    needs: dict[Any, Counter[str]] = {pk: Counter() for pk in ids}
    states = Need.objects.filter(case__in=ids).order_by().values_list("case_id", "state")
    for case_id, state, number in states.annotate(n=Count("pk")):
        needs[case_id][state] += number
    return {
        case.pk: PHASES[rules.phase(facts(case, consultations.get(case.pk, 0), needs[case.pk]))]
        for case in cases
    }


def facts(case: Case, consultations: int, needs: Counter[str]) -> rules.CaseFacts:
    """Return what is documented about a case in the form that the rules want. Every case began with a first contact."""
    return rules.CaseFacts(
        has_intake=True,
        consultations=consultations,
        needs_recorded=needs.total(),
        needs_in_work=needs[NeedState.IN_WORK],
        needs_settled=sum(needs[state] for state in SETTLED),
        is_closed=case.status != CaseStatus.ACTIVE,
    )


@dataclasses.dataclass(frozen=True)
class Workload:
    """How much a case manager carries; `share` is the sum of filled posts in full-time equivalents."""

    member: Membership
    active: int
    case_management: int
    share: Decimal | None

    @property
    def per_full_time(self) -> Decimal | None:
        """Active cases for each full-time post."""
        return None if not self.share else Decimal(self.active) / self.share


def workloads(outlines: QuerySet[Case], membership: Membership, today: date) -> list[Workload]:
    """Return the workload of each case manager in the reader's part of the district, by name; it is no ranking."""
    active = outlines.filter(status=CaseStatus.ACTIVE).order_by().values_list("lead_id")
    counted = {
        lead: (total, managed)
        for lead, total, managed in active.annotate(
            total=Count("pk"), managed=Count("pk", filter=Q(track=Track.CASE_MANAGEMENT))
        )
    }
    shares = dict(
        Post.objects.filter(on_day(today), state=Post.State.FILLED, role=Role.CASE_MANAGER)
        .order_by()
        .values_list("holder_id")
        .annotate(share=Sum("full_time_share"))
    )
    return [
        Workload(member, *counted.get(member.pk, (0, 0)), shares.get(member.pk))
        for member in _case_managers(membership, today, counted)
    ]


def _case_managers(membership: Membership, today: date, with_cases: Iterable[int]) -> list[Membership]:
    here = Q(role=Role.CASE_MANAGER) & on_day(today)
    if membership.role == Role.COORDINATOR and membership.area_id:
        here &= Q(area=membership.area_id) | Q(responsibilities__municipality__area=membership.area_id)
    team = Membership.objects.filter(here | Q(pk__in=list(with_cases))).select_related("user")
    return list(team.order_by("user__name", "pk").distinct())


def granted_to(membership: Membership, visible: QuerySet[Case]) -> list[Case]:
    """Return the cases that were opened to a supervisor by a grant, newest first."""
    return list(visible.defer("concern", "closing_note").order_by("-opened_on", "-number"))


def municipalities() -> list[Municipality]:
    """Return the places of the open district by name."""
    return list(Municipality.objects.order_by("name", "pk"))


def leads(today: date) -> list[Membership]:
    """Return the case managers of the open district by name."""
    team = Membership.objects.filter(on_day(today), role=Role.CASE_MANAGER).select_related("user")
    return list(team.order_by("user__name", "pk"))
