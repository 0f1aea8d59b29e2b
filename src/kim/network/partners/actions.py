"""Verbs about partners, their contact persons, talks and meetings. Each leaves one audit entry."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core.codes import free_code
from kim.core.locking import change_row, claim_version
from kim.districts.models import Municipality
from kim.network.models import CooperationTalk, NetworkMeeting, Partner, PartnerContact
from kim.network.partners.queries import is_unused, next_position

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


class InUse(Exception):
    """Something was recorded with the partner, so it stays."""


def add_partner(
    actor: Membership,
    *,
    name: str,
    kind: str,
    municipalities: Iterable[Municipality] = (),
    website: str = "",
    note: str = "",
) -> Partner:
    """Enter a partner; without municipalities it works in the whole district. It gets a code of its own."""
    taken = Partner.objects.order_by("pk").values_list("code", flat=True)
    with transaction.atomic():
        code = free_code(name.translate(_GERMAN), taken, otherwise="partner")
        partner: Partner = Partner.objects.create(
            district=actor.district, code=code, name=name, kind=kind, website=website, note=note
        )
        partner.municipalities.set(municipalities)
        record(actor, "partner_added", subject=partner)
    return partner


def change_partner(
    actor: Membership,
    *,
    partner: Partner,
    version: int,
    municipalities: Iterable[Municipality],
    **values: Any,
) -> None:
    """Change a partner's name, kind, website or note and where it works. Raises Conflict."""
    with transaction.atomic():
        change_row(partner, version, values)
        partner.municipalities.set(municipalities)
        record(actor, "partner_changed", subject=partner)


def retire_partner(actor: Membership, *, partner: Partner, version: int) -> None:
    """Take a partner out of use: it leaves the map and the lists, what was recorded stays. Raises Conflict."""
    with transaction.atomic():
        change_row(partner, version, {"active": False})
        record(actor, "partner_retired", subject=partner)


def restore_partner(actor: Membership, *, partner: Partner, version: int) -> None:
    """Take a partner into use again. Raises Conflict."""
    with transaction.atomic():
        change_row(partner, version, {"active": True})
        record(actor, "partner_restored", subject=partner)


def remove_partner(actor: Membership, *, partner: Partner, version: int) -> None:
    """Remove a partner entered by mistake, with its contact persons. Raises InUse, Conflict."""
    with transaction.atomic():
        claim_version(partner, version)
        if not is_unused(partner):
            raise InUse
        record(actor, "partner_removed", subject=partner)
        partner.delete()


def add_contact(actor: Membership, *, partner: Partner, **values: str) -> PartnerContact:
    """Enter whom one reaches at a partner."""
    with transaction.atomic():
        contact: PartnerContact = PartnerContact.objects.create(
            district=actor.district, partner=partner, **values
        )
        record(actor, "partner_contact_added", subject=partner)
    return contact


def change_contact(actor: Membership, *, contact: PartnerContact, version: int, **values: str) -> None:
    """Change whom one reaches. Raises Conflict."""
    with transaction.atomic():
        change_row(contact, version, values)
        record(actor, "partner_contact_changed", subject=contact.partner)


def remove_contact(actor: Membership, *, contact: PartnerContact, version: int) -> None:
    """Forget whom one reached: the data of a person who has left are not kept. Raises Conflict."""
    with transaction.atomic():
        claim_version(contact, version)
        contact.delete()
        record(actor, "partner_contact_removed", subject=contact.partner)


def record_talk(
    actor: Membership,
    *,
    partner: Partner,
    municipality: Municipality | None,
    held_on: date,
    minutes: str,
    participants: str = "",
    next_steps: str = "",
) -> CooperationTalk:
    """Record a talk with a partner about a place, or without one about the whole district.

    - From now on the partner is on the map of that place.
    """
    with transaction.atomic():
        talk: CooperationTalk = CooperationTalk.objects.create(
            district=actor.district,
            partner=partner,
            municipality=municipality,
            held_on=held_on,
            minutes=minutes,
            participants=participants,
            next_steps=next_steps,
            recorded_by=actor,
        )
        record(actor, "talk_recorded", subject=partner)
    return talk


def change_talk(actor: Membership, *, talk: CooperationTalk, version: int, **values: Any) -> None:
    """Correct what was recorded of a talk. Raises Conflict."""
    with transaction.atomic():
        change_row(talk, version, values)
        record(actor, "talk_changed", subject=talk.partner)


def remove_talk(actor: Membership, *, talk: CooperationTalk, version: int) -> None:
    """Remove a talk recorded by mistake; without another one the partner leaves the map. Raises Conflict."""
    with transaction.atomic():
        claim_version(talk, version)
        talk.delete()
        record(actor, "talk_removed", subject=talk.partner)


def add_meeting(actor: Membership, *, municipality: Municipality | None, **values: Any) -> NetworkMeeting:
    """Enter a meeting that comes back; without a position of its own it comes last."""
    if values.get("position") is None:
        values["position"] = next_position(municipality)
    with transaction.atomic():
        meeting: NetworkMeeting = NetworkMeeting.objects.create(
            district=actor.district, municipality=municipality, **values
        )
        record(actor, "meeting_added", subject=meeting)
    return meeting


def change_meeting(actor: Membership, *, meeting: NetworkMeeting, version: int, **values: Any) -> None:
    """Change a meeting, or say when it ended. Raises Conflict."""
    if values.get("position") is None:
        values.pop("position", None)
    with transaction.atomic():
        change_row(meeting, version, values)
        record(actor, "meeting_changed", subject=meeting)


def remove_meeting(actor: Membership, *, meeting: NetworkMeeting, version: int) -> None:
    """Remove a meeting entered by mistake; one that took place is ended instead. Raises Conflict."""
    with transaction.atomic():
        claim_version(meeting, version)
        record(actor, "meeting_removed", subject=meeting)
        meeting.delete()
