"""Who is responsible where today, and which requests wait."""

import dataclasses
import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language_info

from kim.accounts.models import Membership, Responsibility, Role, Substitution
from kim.accounts.permissions import CASE_ROLES, INBOX_ROLES, may_work_cases, on_day, substituted_ids
from kim.cases.permissions import cases_visible_to
from kim.core import dates
from kim.core.sealing import KeyDestroyed, open_sealed
from kim.districts.models import District, Municipality
from kim.network.access.calendar import calendar_of
from kim.network.models import OfficeHours
from kim.network.queries import hours_by_municipality, hours_of
from kim.network.rules import holidays_nrw
from kim.public import rules
from kim.public.models import AppointmentRequest
from kim.public.permissions import requests_visible_to
from kim.public.wording import HoursLine, hours_line

State = AppointmentRequest.State
OPEN_STATES = rules.OPEN_STATES


@dataclasses.dataclass(frozen=True)
class Roster:
    """The team of a day: everybody who can be given a request, and who stands in for whom."""

    members: dict[int, Membership]
    stand_ins: dict[int, int]

    def of_role(self, role: str) -> list[Membership]:
        """Return the members with a role."""
        return [member for member in self.members.values() if member.role == role]


class Entry(NamedTuple):
    """A place with the people who are responsible for it today and its office hours."""

    municipality: Municipality | None
    people: list[Membership]
    hours: list[HoursLine]

    @property
    def has_calendar(self) -> bool:
        """Whether there are hours that can stand in a calendar."""
        return any(line.has_days for line in self.hours)


@dataclasses.dataclass(frozen=True)
class InboxRow:
    """A request as the list shows it; `name` is empty for those who do not see names."""

    request: AppointmentRequest
    answer_by: date
    is_overdue: bool
    waiting_days: int
    name: str = ""

    @property
    def is_due_today(self) -> bool:
        """Whether the answer was promised for today."""
        return self.answer_by <= dates.today()

    @property
    def place(self) -> str:
        """Where the person lives."""
        return self.request.municipality.name if self.request.municipality else "anderer Ort"

    @property
    def language(self) -> str:
        """The language of the request in German."""
        return str(get_language_info(self.request.language)["name_translated"])


def municipalities() -> list[Municipality]:
    """Return the places of the open district by name."""
    return list(Municipality.objects.select_related("area").order_by("name", "pk"))


def roster_on(day: date) -> Roster:
    """Return the team of the open district on a day; two queries."""
    members = Membership.objects.filter(on_day(day), user__is_active=True, role__in=INBOX_ROLES)
    absences = Substitution.objects.filter(on_day(day)).order_by("starts_on", "pk")
    return Roster(
        members={member.pk: member for member in members.select_related("user").order_by("pk")},
        stand_ins=dict(absences.values_list("absent_id", "substitute_id")),
    )


def responsible_ids(places: Iterable[int], day: date) -> dict[int, list[int]]:
    """Return the case managers responsible for municipalities on a day, present or not; one query."""
    duties = Responsibility.objects.filter(
        on_day(day), municipality__in=list(places), membership__role__in=CASE_ROLES
    )
    found: dict[int, list[int]] = {}
    for place, member in duties.order_by("membership_id").values_list("municipality_id", "membership_id"):
        found.setdefault(place, []).append(member)
    return found


def tiers(municipality: Municipality | None, responsible: list[int], roster: Roster) -> list[list[int]]:
    """Return who gets a request for a place, in the order of their turn (REQ-4)."""
    coordinators = roster.of_role(Role.COORDINATOR)
    area = municipality.area_id if municipality else None
    groups = [
        [member for member in coordinators if area is not None and member.area_id == area],
        [member for member in coordinators if member.area_id is None],
        roster.of_role(Role.TEAM_LEAD),
        coordinators,
    ]
    return [responsible, *([member.pk for member in group] for group in groups)]


def open_requests_by_member() -> dict[int, int]:
    """Return how many unanswered requests each member has."""
    rows = AppointmentRequest.objects.filter(state=State.NEW, responsible__isnull=False).order_by()
    return dict(rows.values_list("responsible").annotate(Count("pk")))


def who_gets(municipality: Municipality | None, day: date) -> Membership | None:
    """Return the member who gets a request for a place on a day (REQ-4)."""
    roster = roster_on(day)
    places = [municipality.pk] if municipality else []
    responsible = responsible_ids(places, day).get(places[0], []) if places else []
    chosen = rules.responsible_for_request(
        tiers(municipality, responsible, roster), roster.stand_ins, roster.members, open_requests_by_member()
    )
    return None if chosen is None else roster.members[chosen]


def _people(municipality: Municipality | None, responsible: list[int], roster: Roster) -> list[Membership]:
    """Return everybody of the first group in which somebody is there."""
    for tier in tiers(municipality, responsible, roster):
        there = {rules.present_for(member, roster.stand_ins, roster.members) for member in tier}
        people = [roster.members[member] for member in there if member is not None]
        if people:
            return sorted(people, key=lambda member: (member.user.name, member.pk))
    return []


def directory(places: list[Municipality], day: date) -> list[Entry]:
    """Return who is responsible for places today, with office hours in the active language; five queries."""
    roster = roster_on(day)
    responsible = responsible_ids([place.pk for place in places], day)
    hours = hours_by_municipality(places)
    return [
        Entry(
            place,
            _people(place, responsible.get(place.pk, []), roster),
            [hours_line(row, day) for row in hours[place.pk]],
        )
        for place in places
    ]


def hours_calendar(district: District, municipality: Municipality) -> bytes:
    """Return the office hours of a place as a calendar in the active language; two queries."""
    municipality.district = district
    return calendar_of(municipality, hours_of(municipality), _in_words)


def _in_words(row: OfficeHours) -> str:
    line = hours_line(row, dates.today())
    return f"{line.rhythm} {line.times}"


def entry_for(municipality: Municipality | None, day: date) -> Entry:
    """Return who answers a request for a place, or for a place that is not in the list."""
    if municipality is not None:
        return directory([municipality], day)[0]
    return Entry(None, _people(None, [], roster_on(day)), [])


def token_hash(token: str) -> str:
    """Return what is stored of a secret link (SHA-256)."""
    return hashlib.sha256(token.encode()).hexdigest()


def request_by_token(token: str) -> AppointmentRequest | None:
    """Return the opened request of a secret link; None for a wrong link and for what is deleted or due for it."""
    rows = AppointmentRequest.objects.filter(token_hash=token_hash(token), delete_on__gt=dates.today())
    found: AppointmentRequest | None = rows.select_related("municipality", "responsible__user").first()
    try:
        open_sealed([found] if found else [])
    except KeyDestroyed:
        return None
    return found


def holidays_around(day: date) -> set[date]:
    """Return the public holidays of the year of a day and of those beside it."""
    return {free for year in (day.year - 1, day.year, day.year + 1) for free in holidays_nrw(year)}


def answer_by(request: AppointmentRequest, district: District) -> date:
    """Return the day by which the person has been promised an answer (REQ-1)."""
    waiting = dates.local_day(request.waiting_since)
    return rules.answer_by(waiting, district.policy.request_answer_days, holidays_around(waiting))


def overdue_before(district: District) -> datetime:
    """Return the instant before which an unanswered request must have come in to be overdue now (REQ-2)."""
    today = dates.today()
    last = rules.last_overdue_day(today, district.policy.request_answer_days, holidays_around(today))
    return dates.start_of(last + timedelta(days=1))


def _concerning(membership: Membership) -> QuerySet[AppointmentRequest]:
    """Return the requests that a member has to look after: a case manager not those of colleagues."""
    if not may_work_cases(membership):
        return requests_visible_to(membership)
    people = [membership.pk, *substituted_ids(membership)]
    rows: QuerySet[AppointmentRequest] = AppointmentRequest.objects.filter(delete_on__gt=dates.today())
    return rows.filter(responsible__in=people)


def open_request_count(membership: Membership) -> tuple[int, int]:
    """Return how many unanswered requests wait for a member, and how many of them are overdue."""
    late = Q(waiting_since__lt=overdue_before(membership.district))
    counts: dict[str, int] = (
        _concerning(membership)
        .filter(state=State.NEW)
        .order_by()
        .aggregate(all=Count("pk"), late=Count("pk", filter=late))
    )
    return counts["all"], counts["late"]


def unanswered_requests(membership: Membership) -> QuerySet[AppointmentRequest]:
    """Return the unanswered requests that wait for a member, longest waiting first."""
    rows = _concerning(membership).filter(state=State.NEW)
    return rows.select_related("municipality", "responsible__user").order_by("waiting_since", "pk")


#: What the tabs of the inbox show, with the order of each.
TABS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "offen": ((State.NEW,), ("waiting_since", "pk")),
    "termine": ((State.PROPOSED, State.CONFIRMED), ("appointment_at", "pk")),
    "erledigt": ((State.DONE, State.DECLINED, State.WITHDRAWN), ("-answered_at", "pk")),
}


def inbox(visible: QuerySet[AppointmentRequest], tab: str) -> QuerySet[AppointmentRequest]:
    """Return the requests of a tab in its order: what has waited longest, so what is overdue, is on top."""
    states, order = TABS[tab]
    rows = visible.filter(state__in=states)
    return rows.select_related("municipality", "responsible__user").order_by(*order)


def tab_counts(visible: QuerySet[AppointmentRequest]) -> dict[str, int]:
    """Return the number of requests of each tab; one query."""
    counts: dict[str, int] = visible.order_by().aggregate(
        **{tab: Count("pk", filter=Q(state__in=states)) for tab, (states, _) in TABS.items()}
    )
    return counts


def inbox_rows(requests: list[AppointmentRequest], district: District, *, with_names: bool) -> list[InboxRow]:
    """Return requests as the list shows them; with names, one query opens them all."""
    if with_names:
        open_sealed(requests)
    today = dates.today()
    rows = []
    for request in requests:
        due = answer_by(request, district)
        rows.append(
            InboxRow(
                request=request,
                answer_by=due,
                is_overdue=request.state == State.NEW and due < today,
                waiting_days=(today - dates.local_day(request.waiting_since)).days,
                name=request.name if with_names else "",
            )
        )
    return rows


def colleagues_for(request: AppointmentRequest) -> QuerySet[Membership]:
    """Return the case managers to whom a request can be handed on."""
    rows: Any = Membership.objects.filter(on_day(dates.today()), user__is_active=True, role__in=CASE_ROLES)
    others: QuerySet[Membership] = rows.exclude(pk=request.responsible_id)
    return others.select_related("user").order_by("user__name", "pk")


def hours_for(request: AppointmentRequest) -> list[HoursLine]:
    """Return the office hours of the place of a request; none for another place."""
    if request.municipality is None:
        return []
    return [hours_line(row, dates.today()) for row in hours_of(request.municipality)]


def case_number_for(membership: Membership, request: AppointmentRequest) -> str:
    """Return the number of the case that came from a request, if the member may read it."""
    if request.case_id is None:
        return ""
    numbers = cases_visible_to(membership).filter(pk=request.case_id).values_list("number", flat=True)
    return str(numbers.first() or "")


def intake_values(request: AppointmentRequest) -> dict[str, Any]:
    """Return what an opened request tells for the first contact."""
    given, _, family = request.name.partition(" ")
    return {
        "municipality": request.municipality.ags if request.municipality else "",
        "access_route": request.route_code,
        "language": request.language,
        "given_name": given,
        "family_name": family,
        "phone": request.contact if request.contact_kind == AppointmentRequest.Contact.PHONE else "",
        "email": request.contact if request.contact_kind == AppointmentRequest.Contact.EMAIL else "",
    }
