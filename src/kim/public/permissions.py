"""Second fence of the inbox: which requests exist for whom, and who may do what with them."""

from django.db.models import Q, QuerySet

from kim.accounts.models import Membership, Responsibility, Role
from kim.accounts.permissions import (
    SUPERVISION,
    may_use_inbox,
    may_work_cases,
    on_day,
    substituted_ids,
)
from kim.cases.models import Case
from kim.cases.permissions import cases_visible_to
from kim.core import dates
from kim.public.models import AppointmentRequest

__all__ = [
    "may_answer",
    "may_hand_on",
    "may_take_up",
    "may_use_inbox",
    "requests_visible_to",
    "sees_names",
]


def requests_visible_to(membership: Membership) -> QuerySet[AppointmentRequest]:
    """Return the requests that a member of the team may see.

    Case managers: their own, those of people for whom they stand in today, those of the municipalities for
    which they are responsible. Assistants: all. Coordinators with an area: that area and what has no place;
    other coordinators and the team lead: all; both without names. Everybody else: none. What is due for
    deletion is seen by nobody, what became the case of a protected person only by who may read the case.
    """
    rows: QuerySet[AppointmentRequest] = AppointmentRequest.objects.filter(delete_on__gt=dates.today())
    if membership.role == Role.ASSISTANT:
        return _without_protected(rows, membership)
    if membership.role in SUPERVISION:
        return _supervised(rows, membership)
    if not may_work_cases(membership):
        return rows.none()
    people = [membership.pk, *substituted_ids(membership)]
    duties = Responsibility.objects.filter(on_day(dates.today()), membership__in=people)
    places = duties.order_by().values("municipality")
    return _without_protected(rows.filter(Q(responsible__in=people) | Q(municipality__in=places)), membership)


def _without_protected(
    rows: QuerySet[AppointmentRequest], membership: Membership
) -> QuerySet[AppointmentRequest]:
    readable = cases_visible_to(membership).order_by().values("pk")
    protected = Case.objects.filter(members__client__restricted=True).order_by().exclude(pk__in=readable)
    return rows.exclude(case__in=protected.values("pk"))


def _supervised(rows: QuerySet[AppointmentRequest], membership: Membership) -> QuerySet[AppointmentRequest]:
    if membership.role != Role.COORDINATOR or membership.area_id is None:
        return rows
    in_area = Q(municipality__area=membership.area_id) | Q(municipality=None)
    return rows.filter(in_area | Q(responsible=membership.pk))


def sees_names(membership: Membership) -> bool:
    """Read who asks and how to reach the person: whoever answers. Supervision sees place and waiting."""
    return may_answer(membership)


def may_answer(membership: Membership) -> bool:
    """Propose an appointment, decline, mark as done."""
    return may_work_cases(membership) or membership.role == Role.ASSISTANT


def may_hand_on(membership: Membership) -> bool:
    """Give a request to a colleague."""
    return may_use_inbox(membership)


def may_take_up(membership: Membership) -> bool:
    """Counsel the person who asked and open a case."""
    return may_work_cases(membership)
