"""With whom a case is shared and could be."""

from django.db.models import QuerySet

from kim.accounts.models import Membership
from kim.accounts.permissions import on_day
from kim.cases.models import Case, CaseGrant, CaseWorker, Handover
from kim.core import dates


def colleagues_beside_lead(case: Case, roles: tuple[str, ...]) -> list[Membership]:
    """Return the members of today with one of the roles, without the lead of the case, by name."""
    team = Membership.objects.filter(on_day(dates.today()), role__in=roles, user__is_active=True)
    return list(team.exclude(pk=case.lead_id).select_related("user", "employer").order_by("user__name", "pk"))


def has_open_handover(case: Case) -> bool:
    """Whether a colleague has not answered yet."""
    return bool(Handover.objects.filter(case=case, state=Handover.State.OFFERED).exists())


def workers_of(case: Case) -> QuerySet[CaseWorker]:
    """Return those who work in the case beside the lead."""
    workers: QuerySet[CaseWorker] = CaseWorker.objects.filter(case=case).select_related("case")
    return workers


def grants_of(case: Case) -> QuerySet[CaseGrant]:
    """Return the grants of the case."""
    grants: QuerySet[CaseGrant] = CaseGrant.objects.filter(case=case).select_related("case")
    return grants
