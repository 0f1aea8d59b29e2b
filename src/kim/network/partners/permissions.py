"""Who reads about partners, talks and meetings, and who enters what.

The team reads everything. Contact persons of a municipality read its partners and meetings and those of the whole
district, and keep its meetings; they see neither contact persons nor what was talked. Boards see papers only.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import INBOX_ROLES, SUPERVISION
from kim.accounts.queries.places import places_of
from kim.districts.models import District, Municipality
from kim.districts.territory import WHOLE_DISTRICT, Territory
from kim.network.models import CooperationTalk, NetworkMeeting, Partner, PartnerContact
from kim.network.permissions import may_contribute, may_coordinate, may_see_network, municipalities_visible_to


def reads_from_outside(membership: Membership) -> bool:
    """See one's own municipality and what holds for all: contact persons of municipalities."""
    return membership.role == Role.MUNICIPALITY_CONTACT


def may_see_partners(membership: Membership) -> bool:
    """See partners, meetings and maps."""
    return may_see_network(membership) or reads_from_outside(membership)


def sees_talks(membership: Membership) -> bool:
    """See contact persons, and minutes of talks: who counsels or coordinates."""
    return membership.role in INBOX_ROLES


def may_enter_partners(membership: Membership) -> bool:
    """Enter partners, contact persons and talks about at least one's own places."""
    return membership.role == Role.CASE_MANAGER or membership.role in SUPERVISION


def may_enter_meetings(membership: Membership) -> bool:
    """Enter meetings of at least one's own places."""
    return may_enter_partners(membership) or reads_from_outside(membership)


def may_add_partners(membership: Membership) -> bool:
    """Make new entries of partners: who may enter some and has a place to enter them for."""
    has_place = membership.role in SUPERVISION or bool(places_of(membership))
    return may_enter_partners(membership) and has_place


def may_add_meetings(membership: Membership) -> bool:
    """Make new entries of meetings: who may enter some and has a place to enter them for."""
    has_place = membership.role in SUPERVISION or bool(places_of(membership))
    return may_enter_meetings(membership) and has_place


def places_visible_to(membership: Membership) -> QuerySet[Municipality]:
    """Return the municipalities about whose network a member may read."""
    if reads_from_outside(membership):
        return Municipality.objects.filter(pk__in=places_of(membership)).order_by("name", "pk")
    return municipalities_visible_to(membership)


def territory_visible_to(membership: Membership, district: District, key: str) -> Territory | None:
    """Return the territory behind the key of an address if the member may see its network; None otherwise."""
    if not may_see_partners(membership):
        return None
    if key == WHOLE_DISTRICT:
        return Territory(district)
    place = places_visible_to(membership).filter(ags=key).first()
    return Territory(district, place) if place else None


def partners_visible_to(membership: Membership) -> QuerySet[Partner]:
    """Return the partners that a member may see.

    From outside: those who work at one's own place or everywhere, and those with whom was talked about it.
    """
    rows: QuerySet[Partner] = Partner.objects.order_by("name", "pk")
    if may_see_network(membership):
        return rows
    if not reads_from_outside(membership):
        return rows.none()
    own = places_of(membership)
    talked = CooperationTalk.objects.filter(partner=OuterRef("pk"), municipality__in=own)
    here = Partner.municipalities.through.objects.filter(partner=OuterRef("pk"), municipality__in=own)
    elsewhere = Partner.municipalities.through.objects.filter(partner=OuterRef("pk"))
    return rows.filter(Exists(here) | ~Exists(elsewhere) | Exists(talked))


def contacts_visible_to(membership: Membership) -> QuerySet[PartnerContact]:
    """Return the contact persons that a member may see."""
    rows: QuerySet[PartnerContact] = PartnerContact.objects.select_related("partner").order_by("name", "pk")
    return rows if sees_talks(membership) else rows.none()


def talks_visible_to(membership: Membership) -> QuerySet[CooperationTalk]:
    """Return the talks whose minutes a member may read."""
    rows: QuerySet[CooperationTalk] = CooperationTalk.objects.select_related(
        "partner", "municipality__area", "recorded_by__user"
    )
    return rows if sees_talks(membership) else rows.none()


def meetings_visible_to(membership: Membership) -> QuerySet[NetworkMeeting]:
    """Return the meetings that a member may see."""
    rows: QuerySet[NetworkMeeting] = NetworkMeeting.objects.select_related("municipality__area")
    if may_see_network(membership):
        return rows
    if not reads_from_outside(membership):
        return rows.none()
    return rows.filter(Q(municipality__isnull=True) | Q(municipality__in=places_of(membership)))


def may_edit_partner(membership: Membership, places: Iterable[Municipality]) -> bool:
    """Change a partner that works at `places`, or without any in the whole district.

    Who may enter something for one of the places; what works everywhere is coordination's.
    """
    if not may_enter_partners(membership):
        return False
    wanted: list[Municipality | None] = [*places] or [None]
    return any(may_contribute(membership, place) for place in wanted)


def may_record_talk(membership: Membership, municipality: Municipality | None) -> bool:
    """Record a talk about a place, or about the whole district."""
    return may_enter_partners(membership) and may_contribute(membership, municipality)


def may_edit_talk(membership: Membership, talk: CooperationTalk) -> bool:
    """Correct what was recorded of a talk: who recorded it, and coordination."""
    if not may_enter_partners(membership):
        return False
    return talk.recorded_by_id == membership.pk or may_coordinate(membership, talk.municipality)


def may_keep_meeting(membership: Membership, municipality: Municipality | None) -> bool:
    """Enter, change or end a meeting of a place, or of the whole district."""
    return may_enter_meetings(membership) and may_contribute(membership, municipality)
