"""What narrows the list of offers; the numbers of the matrix lead to lists of exactly as many."""

from django.db.models import Q, QuerySet

from kim.core import dates
from kim.districts.territory import WHOLE_DISTRICT
from kim.network.models import Offer
from kim.network.offers.queries import is_current, needs_care

NEEDS = {
    "erinnerung": "",
    "foerderung": "funding",
    "unbestaetigt": "unconfirmed",
    "entfallen": "gone",
    "seite": "link",
}
WITHOUT_TOPIC = "ohne"


def _state(chosen: str) -> Q:
    if chosen in NEEDS:
        return is_current() & needs_care(NEEDS[chosen])
    if chosen == "zu-pruefen":
        return Q(listing=Offer.Listing.PROPOSED)
    if chosen == "gehoert-nicht-dazu":
        return Q(listing=Offer.Listing.IGNORED)
    if chosen == "beendet":
        return Q(listing=Offer.Listing.LISTED, ended_on__lt=dates.today())
    return is_current()


def _place(chosen: str) -> Q:
    """A place has its own offers and those of the whole district."""
    if not chosen:
        return Q()
    if chosen == WHOLE_DISTRICT:
        return Q(municipality__isnull=True)
    return Q(municipality__ags=chosen) | Q(municipality__isnull=True)


def _topic(chosen: str) -> Q:
    if chosen == WITHOUT_TOPIC:
        return Q(topics__isnull=True)
    return Q(topics__code=chosen) if chosen else Q()


def narrowed(offers: QuerySet[Offer], chosen: dict[str, str]) -> list[Offer]:
    """Return the offers that fit a place, a topic, a target group and a state, by name.

    A target group has the offers that name it and those that name none. It is kept as a list in one field that the
    databases search differently, so it is compared here: a district has some hundred offers.
    """
    condition = _state(chosen["stand"]) & _place(chosen["ort"]) & _topic(chosen["thema"])
    rows = offers.filter(condition).order_by("name", "pk")
    group = chosen["zielgruppe"]
    return [offer for offer in rows if not group or not offer.target_groups or group in offer.target_groups]
