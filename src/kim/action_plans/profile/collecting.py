"""The yearly collection: asking the offices, reminding them, taking their answers. Verbs."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kim.accounts import outbox
from kim.accounts.models import Membership
from kim.accounts.queries.contacts import contacts_of
from kim.action_plans.models import CollectionRequest, CollectionRound, SourceOffice
from kim.action_plans.models.collection import new_secret
from kim.action_plans.profile.actions import Entered, Origin, differing, record_figures, reference_day
from kim.action_plans.profile.links import opens, path_of
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
            record(actor, "collection_opened", subject=opened)
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


def send_request(actor: Membership, *, asked: CollectionRequest, version: int, email: str) -> bool:
    """Keep the address of an office and send it the link, once more if it had it already. Returns whether to anybody.

    - Another address than before gets another link: the one that went to the wrong place no longer opens.
    - One audit entry.

    Conflict: the request was changed or answered since it was shown, or its links no longer open.
    """
    with transaction.atomic():
        _claim_open(asked, version)
        if asked.answered_at is not None:
            raise Conflict("Diese Anfrage ist beantwortet.")
        if asked.email not in ("", email):
            asked.secret = new_secret()
        asked.email = email
        reached = _send(asked, actor.district)
        record(actor, "collection_request_sent", subject=asked)
    return reached


def renew_link(actor: Membership, *, asked: CollectionRequest, version: int, email: str) -> bool:
    """Make the links given out before worthless and send another one. Returns whether to anybody.

    - An office that has answered is asked again; its figures stay.
    - Without an address the link goes to the contact persons of the place, or is left to be handed on.
    - One audit entry.

    Conflict: the request was changed since it was shown, or its links no longer open.
    """
    with transaction.atomic():
        _claim_open(asked, version)
        asked.secret, asked.email = new_secret(), email
        reached = _send(asked, actor.district)
        record(actor, "collection_link_renewed", subject=asked)
    return reached


def _claim_open(asked: CollectionRequest, version: int) -> None:
    claim_version(asked, version)
    if not opens(asked.round):
        raise Conflict("Die Links dieser Abfrage öffnen sich nicht mehr.")


def _send(asked: CollectionRequest, district: District) -> bool:
    """Keep a request that is sent today, and send it."""
    asked.asked_on, asked.answered_at = dates.today(), None
    asked.save(update_fields=["secret", "email", "asked_on", "answered_at"])
    return _write_to(asked, district, "figures_wanted")


def close_round(actor: Membership, *, opened: CollectionRound, version: int) -> None:
    """End a round: its links no longer open. One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        claim_version(opened, version)
        opened.closed_on = dates.today()
        opened.save(update_fields=["closed_on"])
        record(actor, "collection_closed", subject=opened)


def reopen_round(actor: Membership, *, opened: CollectionRound, version: int, due_on: date) -> bool:
    """Let a round go on, or give it another last day. Returns whether its links had ceased to open.

    - Then they stay shut: every request gets another link, and who has not answered is sent it.
    - One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        claim_version(opened, version)
        was_shut = not opens(opened)
        opened.closed_on, opened.due_on = None, due_on
        opened.save(update_fields=["closed_on", "due_on"])
        for asked in _of_round(opened) if was_shut else ():
            _ask_again(asked, actor.district)
        record(actor, "collection_prolonged", subject=opened)
    return was_shut


def _of_round(opened: CollectionRound) -> Iterable[CollectionRequest]:
    return opened.requests.select_related("municipality").order_by("pk")


def _ask_again(asked: CollectionRequest, district: District) -> None:
    asked.secret = new_secret()
    if asked.answered_at is None:
        _send(asked, district)
    else:
        asked.save(update_fields=["secret"])


@dataclasses.dataclass(frozen=True)
class Answer:
    """What an office says: its figures, who speaks for it, and a remark.

    `seen` is when the answer was given that the person saw, None if there was none.
    """

    entered: Sequence[Entered]
    name: str = ""
    remark: str = ""
    seen: datetime | None = None


def answer_request(actor: Membership | None, *, asked: CollectionRequest, given: Answer) -> int:
    """Take the figures of an office; a later answer corrects an earlier one. Returns how many figures changed.

    - The office is the source of what changed. Without an actor they came through the link.
    - The same answer once more changes nothing and is no error: it was sent twice.
    - Without a name the one of the earlier answer stays.
    - One audit entry, and one more for each place whose figures changed.

    Conflict: somebody else answered, or one of the figures was changed since it was shown, or the link has expired.
    """
    with transaction.atomic():
        # Taken once more inside the transaction: who is asked or whose round ends in this moment sends nothing.
        now = CollectionRequest.objects.select_for_update().select_related("round").get(pk=asked.pk)
        if not opens(now.round) or now.secret != asked.secret:
            raise Conflict("Der Link öffnet sich nicht mehr.")
        if now.answered_at is not None and _is_said(given, now):
            return 0
        if now.answered_at != given.seen:
            raise Conflict("Inzwischen hat schon jemand geantwortet.")
        claim_version(asked, now.version)
        changed = _take(actor, asked, given)
        asked.answered_at, asked.remark = dates.now(), given.remark
        asked.answered_by = given.name or now.answered_by
        asked.save(update_fields=["answered_at", "answered_by", "remark"])
        record(actor, "collection_answered" if actor else "collection_answered_by_link", subject=asked)
    return changed


def _is_said(given: Answer, now: CollectionRequest) -> bool:
    """Whether an answer says what stands there already."""
    is_same_office = given.name in ("", now.answered_by) and given.remark == now.remark
    return is_same_office and not differing(now.round.year, given.entered)


def _take(actor: Membership | None, asked: CollectionRequest, given: Answer) -> int:
    year = asked.round.year
    return record_figures(
        actor,
        district=asked.district,
        origin=Origin(year, reference_day(year), asked.office.name),
        entered=given.entered,
        action="figures_recorded" if actor else "figures_recorded_by_link",
    )


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
