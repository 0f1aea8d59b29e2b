"""Who reads agreements, who drafts them, and who decides about them."""

from django.db.models import Q, QuerySet

from kim.accounts.models import Membership, Role
from kim.accounts.permissions import INBOX_ROLES, SUPERVISION
from kim.accounts.queries.places import places_of
from kim.districts.models import Municipality
from kim.network.agreements import rules
from kim.network.models import Agreement
from kim.network.permissions import may_contribute, may_coordinate, may_see_network, municipalities_visible_to

#: Whether the text goes out to the municipality: what was signed, not what is being worked on.
TEXT_FOR_CONTACTS = (rules.SIGNED, rules.IN_FORCE)


def reads_from_outside(membership: Membership) -> bool:
    """See the agreements of one's own municipality and the district-wide ones, once they are agreed."""
    return membership.role == Role.MUNICIPALITY_CONTACT


def may_see_agreements(membership: Membership) -> bool:
    """See agreements: the team, and contact persons of municipalities."""
    return may_see_network(membership) or reads_from_outside(membership)


def may_draft_somewhere(membership: Membership) -> bool:
    """Draft agreements of at least one's own places."""
    return membership.role == Role.CASE_MANAGER or membership.role in SUPERVISION


def may_decide_somewhere(membership: Membership) -> bool:
    """Decide about agreements of at least one's own area."""
    return membership.role in SUPERVISION


def may_keep_blocks(membership: Membership) -> bool:
    """Change text blocks and templates, which hold in the whole district: team lead and coordination."""
    return may_coordinate(membership, None)


def agreements_visible_to(membership: Membership) -> QuerySet[Agreement]:
    """Return the agreements that a member may see."""
    rows: QuerySet[Agreement] = Agreement.objects.select_related("municipality__area")
    if sees_work(membership):
        return rows
    if may_see_network(membership):
        return rows.exclude(state=rules.DRAFT)
    if not reads_from_outside(membership):
        return rows.none()
    here = Q(municipality__isnull=True) | Q(municipality__in=places_of(membership))
    return rows.filter(here).exclude(state=rules.DRAFT)


def sees_work(membership: Membership) -> bool:
    """See drafts, versions, differences, notes of steps and who made them: who counsels or coordinates."""
    return membership.role in INBOX_ROLES


def may_read_text(membership: Membership, agreement: Agreement) -> bool:
    """Read the current text: the team always, contact persons of what is signed or in force."""
    return sees_work(membership) or (reads_from_outside(membership) and agreement.state in TEXT_FOR_CONTACTS)


def may_draft(membership: Membership, municipality: Municipality | None) -> bool:
    """Draft for a place: who decides there, and case managers who answer for it (W 5.4)."""
    if may_coordinate(membership, municipality):
        return True
    return membership.role == Role.CASE_MANAGER and may_contribute(membership, municipality)


def may_edit(membership: Membership, agreement: Agreement) -> bool:
    """Change what stands in an agreement: who decides; drafts also who drafts there. An ended one stays."""
    if agreement.state == rules.ENDED:
        return False
    if agreement.state == rules.DRAFT:
        return may_draft(membership, agreement.municipality)
    return may_coordinate(membership, agreement.municipality)


def may_edit_text(membership: Membership, agreement: Agreement, *, has_text: bool) -> bool:
    """Save a new version of the text."""
    return may_edit(membership, agreement) and rules.may_change_text(agreement.state, has_text=has_text)


def may_decide(membership: Membership, agreement: Agreement) -> bool:
    """Let an agreement take a step, and record that the municipality was informed."""
    return may_coordinate(membership, agreement.municipality)


def places_to_draft_for(membership: Membership) -> list[Municipality]:
    """Return the municipalities for which a member may draft; two queries at most."""
    places = list(municipalities_visible_to(membership))
    return [place for place in places if may_draft(membership, place)]
