"""Lists about partners, talks and meetings."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Prefetch, Q, QuerySet

from kim.accounts.models import Membership
from kim.core import dates
from kim.districts.models import District, Municipality
from kim.districts.territory import WHOLE_DISTRICT, Territory
from kim.network.models import Agreement, CooperationTalk, NetworkMeeting, Partner
from kim.network.partners.permissions import (
    meetings_visible_to,
    partners_visible_to,
    places_visible_to,
    reads_from_outside,
    talks_visible_to,
)

May = Callable[[Membership, Municipality | None], bool]


@dataclass(frozen=True)
class Filters:
    """What the list of partners is narrowed to; `talked` None means either."""

    q: str = ""
    kind: str = ""
    place: str = ""
    talked: bool | None = None
    active: bool = True


@dataclass(frozen=True)
class PartnerRow:
    """A partner in the list: where it works, and when was talked last, if ever."""

    partner: Partner
    places: list[Municipality]
    last_talk_on: date | None


def partner_rows(membership: Membership, filters: Filters) -> list[PartnerRow]:
    """Return the partners that fit, by name; at most four queries."""
    places = list(places_visible_to(membership))
    about = Q()
    if reads_from_outside(membership):
        about = Q(talks__municipality__isnull=True) | Q(talks__municipality__in=places)
    rows = partners_visible_to(membership).filter(active=filters.active)
    rows = rows.annotate(last_talk_on=Max("talks__held_on", filter=about))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.talked is not None:
        rows = rows.filter(last_talk_on__isnull=not filters.talked)
    visible = Prefetch("municipalities", Municipality.objects.filter(pk__in=[place.pk for place in places]))
    wanted = filters.q.strip().casefold()
    return [
        PartnerRow(row, found, row.last_talk_on)
        for row in rows.prefetch_related(visible)
        if _works_at(filters.place, found := list(row.municipalities.all())) and wanted in row.name.casefold()
    ]


def _works_at(wanted: str, places: list[Municipality]) -> bool:
    if not wanted:
        return True
    return not places if wanted == WHOLE_DISTRICT else any(place.ags == wanted for place in places)


def places_shown(membership: Membership, partner: Partner) -> list[Municipality]:
    """Return where a partner works, as far as a member may read about these places."""
    everywhere = partner.municipalities.select_related("area").order_by("name", "pk")
    if not reads_from_outside(membership):
        return list(everywhere)
    return list(everywhere.filter(pk__in=places_visible_to(membership)))


def talks_of(membership: Membership, partner: Partner) -> QuerySet[CooperationTalk]:
    """Return the talks with a partner that a member may read, newest first."""
    return talks_visible_to(membership).filter(partner=partner).order_by("-held_on", "-pk")


def agreements_with(membership: Membership, partner: Partner) -> QuerySet[Agreement]:
    """Return the agreements with a partner; from outside only those of one's own place and of all, once agreed."""
    rows: QuerySet[Agreement] = partner.agreements.order_by("title", "pk")
    if reads_from_outside(membership):
        here = Q(municipality__isnull=True) | Q(municipality__in=places_visible_to(membership))
        rows = rows.filter(here).exclude(state=Agreement.State.DRAFT)
    return rows


def is_name_taken(name: str, partner: Partner | None = None) -> bool:
    """Whether another partner than this one has the name, in whatever letters."""
    others = Partner.objects.exclude(pk=partner.pk if partner else None)
    return name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}


def is_unused(partner: Partner) -> bool:
    """Whether nothing was ever recorded with a partner, so that it may go."""
    return not partner.talks.exists() and not partner.agreements.exists()


def places_to_enter_for(
    membership: Membership, district: District, may: May, places: Iterable[Municipality] | None = None
) -> list[Territory]:
    """Return for what a member may enter something, the whole district first; at most three queries.

    `places` are those that the member may see, if the caller has asked already.
    """
    everywhere = [Territory(district)] if may(membership, None) else []
    visible = places_visible_to(membership) if places is None else places
    return [*everywhere, *(Territory(district, place) for place in visible if may(membership, place))]


@dataclass(frozen=True)
class MeetingGroup:
    """The meetings of one place, or of the whole district: those that come back, and those that have ended."""

    territory: Territory
    running: list[NetworkMeeting]
    ended: list[NetworkMeeting]


def meeting_groups(membership: Membership, district: District, place: str = "") -> list[MeetingGroup]:
    """Return the meetings by place, those of the whole district first; with `place` those of one; one query.

    What ended today still counts as running.
    """
    rows = meetings_visible_to(membership)
    if place == WHOLE_DISTRICT:
        rows = rows.filter(municipality__isnull=True)
    elif place:
        rows = rows.filter(municipality__ags=place)
    ordered = sorted(rows.order_by("position", "name", "pk"), key=_by_place)
    grouped = itertools.groupby(ordered, key=lambda row: row.municipality)
    return [_group(Territory(district, municipality), meetings) for municipality, meetings in grouped]


def _by_place(row: NetworkMeeting) -> tuple[bool, str]:
    return (row.municipality is not None, row.municipality.name if row.municipality else "")


def _group(territory: Territory, meetings: Iterable[NetworkMeeting]) -> MeetingGroup:
    rows = list(meetings)
    ended = [row for row in rows if row.ended_on and row.ended_on < dates.today()]
    return MeetingGroup(territory, [row for row in rows if row not in ended], ended)


def next_position(municipality: Municipality | None) -> int:
    """Return the place in the order after all meetings of a place."""
    last = NetworkMeeting.objects.filter(municipality=municipality).aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(last + 1, 32_767)


def with_current(
    territories: list[Territory], district: District, municipality: Municipality | None
) -> list[Territory]:
    """Return the territories with that of a row that is being changed among them."""
    current = Territory(district, municipality)
    return territories if current in territories else [current, *territories]
