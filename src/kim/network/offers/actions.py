"""Entering, confirming, ending and sorting offers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import Conflict, claim_version, is_pressed_again
from kim.districts.models import LifeDomain, Municipality
from kim.network.models import IntegreatSource, Offer


def _fill(offer: Offer, details: dict[str, Any]) -> None:
    if "url" in details and details["url"] != offer.url:
        offer.link_failures, offer.link_problem, offer.link_checked_at = 0, "", None
    for name, value in details.items():
        setattr(offer, name, value)


def add_offer(actor: Membership, *, topics: Iterable[LifeDomain] = (), **details: Any) -> Offer:
    """Enter an offer that people know; it counts as confirmed today. One audit entry."""
    with transaction.atomic():
        offer = Offer(
            district=actor.district,
            listing=Offer.Listing.LISTED,
            confirmed_on=dates.today(),
            confirmed_by=actor,
        )
        _fill(offer, details)
        offer.save()
        offer.topics.set(topics)
        record(actor, "offer_added", subject=offer)
    return offer


def change_offer(
    actor: Membership, *, offer: Offer, version: int, topics: Iterable[LifeDomain], **details: Any
) -> None:
    """Change an offer; raises Conflict when somebody else, or an import, changed it since it was shown.

    A changed address of the web is looked at anew, as if it had never failed.
    """
    with transaction.atomic():
        claim_version(offer, version)
        _fill(offer, details)
        offer.save()
        offer.topics.set(topics)
        record(actor, "offer_changed", subject=offer)


def confirm_offer(actor: Membership, *, offer: Offer, version: int) -> None:
    """Say that an offer is still right as it stands. One audit entry, none if the same person says it again that day.

    One that fell out of Integreat stays in the list for this. Raises Conflict: what has changed since it was shown
    has not been looked at.
    """
    is_said = (offer.confirmed_on, offer.confirmed_by_id) == (dates.today(), actor.pk)
    if is_said and is_pressed_again(offer, version, offer.confirmed_version):
        return
    with transaction.atomic():
        claim_version(offer, version)
        offer.confirmed_on, offer.confirmed_by = dates.today(), actor
        offer.confirmed_version = offer.version
        offer.save(update_fields=["confirmed_on", "confirmed_by", "confirmed_version"])
        record(actor, "offer_confirmed", subject=offer)


def end_offer(actor: Membership, *, offer: Offer, version: int, ended_on: date | None) -> None:
    """Say since when an offer no longer exists, or without a day that it goes on; raises Conflict."""
    with transaction.atomic():
        claim_version(offer, version)
        offer.ended_on = ended_on
        offer.save(update_fields=["ended_on"])
        record(actor, "offer_ended" if ended_on else "offer_resumed", subject=offer)


def remove_offer(actor: Membership, *, offer: Offer, version: int) -> None:
    """Take out an entry made by mistake; raises Conflict, also for what comes from Integreat and would come again."""
    with transaction.atomic():
        if offer.external_key:
            raise Conflict("Ein Angebot aus Integreat lässt sich nicht entfernen.")
        claim_version(offer, version)
        record(actor, "offer_removed", subject=offer)
        offer.delete()


def sort_offers(
    actor: Membership, *, choices: Sequence[tuple[Offer, Municipality | None]], listing: str
) -> int:
    """Say of proposals from Integreat whether they belong here, and where; return how many were still open.

    What is taken up counts as confirmed today. One audit entry for each.
    """
    taken = listing == Offer.Listing.LISTED
    with transaction.atomic():
        sorted_now = 0
        for offer, place in choices:
            changes: dict[str, Any] = {"listing": listing, "version": F("version") + 1}
            if taken:
                changes |= {"municipality": place, "confirmed_on": dates.today(), "confirmed_by": actor}
            found = Offer.objects.filter(pk=offer.pk).exclude(external_key="").exclude(listing=listing)
            if found.update(**changes):
                record(actor, "offers_sorted", subject=offer)
                sorted_now += 1
    return sorted_now


def set_source(
    actor: Membership, *, version: int, base_url: str, region: str, language: str, active: bool
) -> IntegreatSource:
    """Say which Integreat the offers come from; raises Conflict when somebody else did so in the meantime.

    Another server has other numbers: entries of the former one keep theirs with its name, so that none is mistaken
    for another.
    """
    with transaction.atomic():
        source = IntegreatSource.objects.select_for_update().first()
        if source is None:
            source = IntegreatSource(district=actor.district)
        else:
            claim_version(source, version)
            _part_with(source.base_url, base_url)
        source.base_url, source.region, source.language = base_url, region, language
        source.active, source.etag, source.last_modified = active, "", ""
        source.save()
        record(actor, "integreat_source_set", subject=source)
    return source


def _part_with(old: str, new: str) -> None:
    if urlsplit(old).netloc.casefold() == urlsplit(new).netloc.casefold():
        return
    keyed = Offer.objects.exclude(external_key="").exclude(external_key__contains="@")
    keyed.update(external_key=Concat(F("external_key"), Value(f"@{urlsplit(old).netloc[:150]}")))
