"""What offers contribute to the start page: those that need care, and proposals to be sorted."""

from django.urls import reverse

from kim.accounts.models import Membership
from kim.network.offers.permissions import may_enter_offers
from kim.network.offers.queries import OfferReminder, proposals, reminders
from kim.workspace.items import ROWS_PER_SECTION, Item, Section


def concerns(member: Membership) -> bool:
    """Whether a member keeps offers."""
    return may_enter_offers(member)


def _item(row: OfferReminder, slug: str) -> Item:
    place = row.offer.municipality.name if row.offer.municipality else "kreisweit"
    return Item(
        chip=row.first.chip,
        kind=row.first.kind,
        title=row.offer.name,
        url=reverse("network:offer_detail", kwargs={"district": slug, "offer": row.offer.pk}),
        reason=f"{place} · {' '.join(reason.sentence for reason in row.reasons)}",
        action="Ansehen",
    )


def _waiting(count: int, slug: str) -> Item:
    return Item(
        chip=str(count),
        kind="info",
        title="Vorschlag aus Integreat prüfen" if count == 1 else "Vorschläge aus Integreat prüfen",
        url=reverse("network:offer_review", kwargs={"district": slug}),
        reason="Gehört das zur örtlichen Infrastruktur?",
        action="Prüfen",
    )


def section(member: Membership) -> Section:
    """Return the offers that need a member, proposals in one line of their own; two queries and one for places."""
    slug = member.district.slug
    rows = reminders(member)
    waiting = proposals(member).count()
    items = [_item(row, slug) for row in rows[:ROWS_PER_SECTION]]
    items += [_waiting(waiting, slug)] if waiting else []
    url = reverse("network:offer_list", kwargs={"district": slug}) + "?stand=erinnerung"
    return Section("Angebote", items, more=max(len(rows) - ROWS_PER_SECTION, 0), more_url=url)
