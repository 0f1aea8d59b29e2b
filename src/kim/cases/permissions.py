"""Second fence: which cases exist for whom. One query serves list, page, search, figures and exports."""

from uuid import UUID

from django.db.models import Q, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import (
    SUPERVISION,
    leads_team,
    may_work_cases,
    on_day,
    substituted_ids,
)
from kim.cases.models import Case, CaseGrant, CaseMember, CaseStatus, CaseWorker, Client, Handover
from kim.core import dates


def _shared_case_ids(membership: Membership) -> set[UUID]:
    today = dates.today()
    granted = (
        CaseGrant.objects.filter(on_day(today), membership=membership)
        .order_by()
        .values_list("case_id", flat=True)
    )
    if not may_work_cases(membership):
        return set(granted)
    worked = CaseWorker.objects.filter(on_day(today), membership=membership).order_by()
    return set(granted.union(worked.values_list("case_id", flat=True)))


def cases_visible_to(membership: Membership) -> QuerySet[Case]:
    """Return the cases whose content a member may read.

    Case managers: as lead, as co-worker, as substitute of the lead today, by a grant that holds today.
    Coordination and team lead: by a grant only. Everybody else: none.
    """
    if membership.role not in (Role.CASE_MANAGER, *SUPERVISION):
        return Case.objects.none()
    shared = _shared_case_ids(membership)
    mine = Q(lead__in=[membership.pk, *substituted_ids(membership)]) if may_work_cases(membership) else Q()
    if not may_work_cases(membership):
        return Case.objects.filter(pk__in=shared)
    return Case.objects.filter(mine | Q(pk__in=shared) if shared else mine)


def case_outlines_visible_to(membership: Membership) -> QuerySet[Case]:
    """Return the cases whose number, place, track, phase and deadlines a supervisor may see, never a name.

    A coordinator with a service area sees that area; without one, and as team lead, the district.
    """
    if membership.role not in SUPERVISION:
        return Case.objects.none()
    outlines: QuerySet[Case] = Case.objects.all()
    if membership.role == Role.COORDINATOR and membership.area_id:
        outlines = outlines.filter(municipality__area=membership.area_id)
    return outlines


def clients_visible_to(membership: Membership) -> QuerySet[Client]:
    """Return the people in the cases that a member may read."""
    cases = cases_visible_to(membership).order_by()
    members = CaseMember.objects.filter(case__in=cases).order_by()
    people: QuerySet[Client] = Client.objects.filter(pk__in=members.values("client"))
    return people


def discoverable_clients() -> QuerySet[Client]:
    """Return the people of whom "is known in …" may be said before a case is opened.

    Protected people are left out, and so is whoever shares a case with one: a child's name would tell where the
    mother lives.
    """
    beside = CaseMember.objects.filter(case__members__client__restricted=True).order_by().values("client")
    return Client.objects.filter(restricted=False).exclude(pk__in=beside)


def _leads(membership: Membership, case: Case) -> bool:
    return case.lead_id == membership.pk or case.lead_id in substituted_ids(membership)


def may_read(membership: Membership, case: Case) -> bool:
    """Read a case: everybody who found it among those that `cases_visible_to` returns."""
    return True


def may_change(membership: Membership, case: Case) -> bool:
    """Write in a case: whoever works in it; a grant is for reading."""
    if not may_work_cases(membership):
        return False
    if _leads(membership, case):
        return True
    return bool(CaseWorker.objects.filter(on_day(dates.today()), case=case, membership=membership).exists())


def may_document(membership: Membership, case: Case) -> bool:
    """Add entries: whoever may change it, while it is active."""
    return case.status == CaseStatus.ACTIVE and may_change(membership, case)


def may_reactivate(membership: Membership, case: Case) -> bool:
    """Take a closed or archived case up again."""
    return case.status != CaseStatus.ACTIVE and may_change(membership, case)


def may_assign_cases(membership: Membership) -> bool:
    """Give the cases of somebody who has left to a colleague: the team lead, who sees numbers and no names."""
    return leads_team(membership)


def may_grant(membership: Membership, case: Case) -> bool:
    """Let a colleague read the case: the lead or the substitute."""
    return may_work_cases(membership) and _leads(membership, case)


def handovers_offered_to(membership: Membership) -> QuerySet[Handover]:
    """Return the handovers that wait for this member's answer."""
    open_ones: QuerySet[Handover] = Handover.objects.filter(receiver=membership, state=Handover.State.OFFERED)
    return open_ones.select_related("case", "giver__user", "case__municipality")
