"""The yearly collection: asking the offices, reminding them, taking their answers. Verbs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from kim.accounts import outbox
from kim.accounts.models import Membership
from kim.accounts.queries.contacts import contacts_of
from kim.action_plans.models import CollectionRequest, CollectionRound, SourceOffice
from kim.action_plans.profile.actions import Entered, Origin, record_figures, reference_day
from kim.action_plans.profile.links import path_of
from kim.action_plans.rules.collection import is_reminder_due
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import Conflict, claim_version
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory


class AlreadyOpen(Exception):
    """For this year the offices have been asked already."""


def open_round(actor: Membership, *, district: District, year: int, due_on: date) -> CollectionRound:
    """Ask every office that answers for an indicator in use: one request each, or one per municipality.

    - Offices with an address get a mail; contact persons of a municipality whose office has none get it instead.
      Of all others the page shows the link, to be handed on.
    - The address of last year's request is used again.
    - One audit entry.

    AlreadyOpen: there is a round of this year.
    """
    try:
        with transaction.atomic():
            opened: CollectionRound = CollectionRound.objects.create(
                district=district, year=year, opened_on=dates.today(), due_on=due_on, opened_by=actor
            )
            known = _known_addresses()
            for office, place in _to_ask():
                _ask(opened, office, place, known)
            record(actor, "collection_opened")
    except IntegrityError as error:
        raise AlreadyOpen(str(year)) from error
    return opened


def _to_ask() -> Iterable[tuple[SourceOffice, Municipality | None]]:
    offices = SourceOffice.objects.filter(active=True, indicators__active=True).distinct()
    places = list(Municipality.objects.order_by("name", "pk"))
    for office in offices.order_by("position", "pk"):
        for place in places if office.per_municipality else [None]:
            yield office, place


def _known_addresses() -> dict[tuple[int, int | None], str]:
    """Return the addresses of former requests, the last one given counts: office and municipality -> address."""
    rows = CollectionRequest.objects.exclude(email="").order_by("round__year", "pk")
    return {
        (office, place): email
        for office, place, email in rows.values_list("office_id", "municipality_id", "email")
    }


def _ask(
    opened: CollectionRound,
    office: SourceOffice,
    place: Municipality | None,
    known: Mapping[tuple[int, int | None], str],
) -> None:
    email = known.get((office.pk, place.pk if place else None), "" if place else office.email)
    asked = CollectionRequest.objects.create(
        district=opened.district,
        round=opened,
        office=office,
        municipality=place,
        email=email,
        asked_on=opened.opened_on,
    )
    _write_to(asked, opened.district, "figures_wanted")


def _write_to(asked: CollectionRequest, district: District, kind: str) -> bool:
    """Write to the office, or without an address to the contact persons of its place; return whether to anybody."""
    place = Territory(district, asked.municipality)
    if asked.email:
        outbox.enqueue_to(
            asked.email, kind, path_of(district, asked), district=district, place=place.full_name
        )
        return True
    contacts = contacts_of(asked.municipality) if asked.municipality else []
    for contact in contacts:
        outbox.enqueue(contact, kind, path_of(district, asked), place=place.full_name)
    return bool(contacts)


def send_request(
    actor: Membership, *, asked: CollectionRequest, version: int, email: str
) -> CollectionRequest:
    """Keep the address of an office and send it the link, once more if it had it already. One audit entry.

    Conflict: the request was changed or answered since it was shown, or its round is over.
    """
    with transaction.atomic():
        claim_version(asked, version)
        if asked.round.closed_on is not None or asked.answered_at is not None:
            raise Conflict("Diese Anfrage ist beantwortet oder beendet.")
        asked.email, asked.asked_on = email, dates.today()
        asked.save(update_fields=["email", "asked_on"])
        _write_to(asked, actor.district, "figures_wanted")
        record(actor, "collection_request_sent")
    return asked


def close_round(actor: Membership, *, opened: CollectionRound, version: int) -> None:
    """End a round: its links no longer open. One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        claim_version(opened, version)
        opened.closed_on = dates.today()
        opened.save(update_fields=["closed_on"])
        record(actor, "collection_closed")


def reopen_round(actor: Membership, *, opened: CollectionRound, version: int, due_on: date) -> None:
    """Let a round go on, or give it another last day. One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        claim_version(opened, version)
        opened.closed_on, opened.due_on = None, due_on
        opened.save(update_fields=["closed_on", "due_on"])
        record(actor, "collection_prolonged")


def answer_request(
    *,
    asked: CollectionRequest,
    version: int,
    entered: Sequence[Entered],
    name: str,
    remark: str,
) -> int:
    """Take the figures of an office; a later answer corrects an earlier one. Returns how many figures changed.

    - The office is the source of what changed.
    - One audit entry, and one more if figures changed.

    Conflict: somebody else answered, or one of the figures was changed since it was shown.
    """
    year = asked.round.year
    with transaction.atomic():
        # Taken once more inside the transaction: a round that ends in this moment takes no answer.
        if not CollectionRound.objects.select_for_update().filter(pk=asked.round_id, closed_on=None).exists():
            raise Conflict("Die Abfrage ist beendet.")
        claim_version(asked, version)
        origin = Origin(year, reference_day(year), asked.office.name)
        changed = record_figures(None, district=asked.district, origin=origin, entered=entered)
        asked.answered_at, asked.answered_by, asked.remark = dates.now(), name, remark
        asked.save(update_fields=["answered_at", "answered_by", "remark"])
        record(None, "collection_answered")
    return changed


def remind_offices(district: District) -> int:
    """Remind the offices that have not answered, before and after the last day, at most once a week; nightly.

    Returns how many were reminded. What can be sent to nobody is left to coordination.
    """
    today = dates.today()
    waiting = CollectionRequest.objects.filter(round__closed_on=None, answered_at=None)
    reminded = 0
    with transaction.atomic():
        for asked in waiting.select_related("round", "municipality").order_by("pk"):
            last = max(day for day in (asked.asked_on, asked.reminded_on, asked.round.opened_on) if day)
            if not is_reminder_due(today, last=last, due_on=asked.round.due_on):
                continue
            if _write_to(asked, district, "figures_wanted_again"):
                asked.reminded_on = today
                asked.save(update_fields=["reminded_on"])
                reminded += 1
    return reminded
