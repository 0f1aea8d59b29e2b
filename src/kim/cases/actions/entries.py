"""Documenting: consultations, other contacts, needs, people's data."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, cast

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.cases.actions.deadlines import refresh_deadline
from kim.cases.models import Case, CaseMember, CaseNote, Client, Consultation, Need, NeedState
from kim.cases.search import forget_people
from kim.core import dates
from kim.core.locking import claim_version
from kim.districts.models import LifeDomain


class CaseNotActive(Exception):
    """The case is closed or archived; it has to be taken up again first."""


class DateOutside(ValueError):
    """The day of an entry lies before the case was opened or in the future."""


def _check_day(case: Case, on: date) -> None:
    if case.status != "active":
        raise CaseNotActive(case.number)
    if on < case.opened_on or on > dates.today():
        raise DateOutside(f"{on:%d.%m.%Y}")


def _lock(case: Case) -> None:
    """Let entries of one case wait for each other: each sees the other when it computes the deadline."""
    row = (
        Case.objects.select_for_update()
        .filter(pk=case.pk)
        .values_list("status", "prolonged_until", "closes_on")
    )
    case.status, case.prolonged_until, case.closes_on = row.order_by("pk").get()


def _sent_before(model: Any, case: Case, form_nonce: uuid.UUID | None) -> tuple[Any | None, uuid.UUID | None]:
    """Return what the same form recorded before, and the nonce to store: none if another case has it."""
    known = model.objects.filter(form_nonce=form_nonce).first() if form_nonce else None
    if known is None:
        return None, form_nonce
    return (known, form_nonce) if known.case_id == case.pk else (None, None)


def _lend_cipher(lender: Any, row: Any) -> None:
    if "_cipher" in lender.__dict__:
        row.__dict__["_cipher"] = lender.__dict__["_cipher"]


def _common(actor: Membership, case: Case, on: date) -> dict[str, Any]:
    return {
        "district": case.district,
        "key_id": case.key_id,
        "case": case,
        "on": on,
        "municipality_id": case.municipality_id,
        "track": case.track,
        "recorded_by": actor,
        "recorded_at": dates.now(),
    }


def _save_deadline(case: Case) -> None:
    refresh_deadline(case)
    case.save(update_fields=["last_consultation_on", "closes_on"])


def record_consultation(
    actor: Membership,
    *,
    case: Case,
    on: date,
    channel: str,
    topics: Collection[LifeDomain] = (),
    persons: Collection[Client] = (),
    note: str = "",
    client_view: str = "",
    minutes: int | None = None,
    form_nonce: uuid.UUID | None = None,
) -> Consultation:
    """Document a counselling session.

    - Moves the day on which the case closes; nothing else does.
    - The same form sent twice (`form_nonce`) is recorded once.
    - Raises CaseNotActive or DateOutside.
    """
    with transaction.atomic():
        _lock(case)
        known, form_nonce = _sent_before(Consultation, case, form_nonce)
        if known is not None:
            return cast("Consultation", known)
        _check_day(case, on)
        consultation = Consultation(
            **_common(actor, case, on),
            channel=channel,
            minutes=minutes,
            note=note,
            client_view=client_view,
            form_nonce=form_nonce,
        )
        _lend_cipher(case, consultation)
        consultation.save(force_insert=True)
        if topics:
            consultation.topics.add(*topics)
        if persons:
            consultation.persons.add(*persons)
        _save_deadline(case)
        record(actor, "consultation_recorded", subject=case)
    return consultation


def correct_consultation(
    actor: Membership,
    *,
    consultation: Consultation,
    version: int,
    topics: Collection[LifeDomain],
    persons: Collection[Client] | None = None,
    **changes: Any,
) -> Consultation:
    """Correct an entry: `on`, `channel`, `minutes`, `note`, `client_view`, topics and, unless None, who took part.

    - Raises Conflict when somebody else changed it since it was shown.
    - The former text is kept, sealed, in the audit entry.
    """
    case = consultation.case
    with transaction.atomic():
        _lock(case)
        _check_day(case, changes.get("on", consultation.on))
        claim_version(consultation, version)
        before = f"{consultation.on:%d.%m.%Y}: {consultation.note} / {consultation.client_view}"
        for name, value in changes.items():
            setattr(consultation, name, value)
        consultation.save()
        consultation.topics.set(topics)
        if persons is not None:
            consultation.persons.set(persons)
        _save_deadline(case)
        _lend_cipher(consultation, case)
        record(actor, "consultation_corrected", subject=case, detail=before)
    return consultation


def record_note(
    actor: Membership, *, case: Case, on: date, kind: str, note: str = "", form_nonce: uuid.UUID | None = None
) -> CaseNote:
    """Document another contact; the deadline stays where it is. Raises CaseNotActive or DateOutside."""
    with transaction.atomic():
        _lock(case)
        known, form_nonce = _sent_before(CaseNote, case, form_nonce)
        if known is not None:
            return cast("CaseNote", known)
        _check_day(case, on)
        entry = CaseNote(**_common(actor, case, on), kind=kind, note=note, form_nonce=form_nonce)
        _lend_cipher(case, entry)
        entry.save(force_insert=True)
        record(actor, "note_recorded", subject=case)
    return entry


def withdraw_entry(actor: Membership, *, entry: Consultation | CaseNote, version: int, reason: str) -> None:
    """Take an entry back. It stays in the history as withdrawn, with the reason, and counts no more."""
    case = entry.case
    with transaction.atomic():
        _lock(case)
        claim_version(entry, version)
        entry.withdrawn_at = dates.now()
        entry.withdrawn_reason = reason
        entry.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        if isinstance(entry, Consultation) and case.status == "active":
            _save_deadline(case)
        record(actor, "entry_withdrawn", subject=case)


def set_need(
    actor: Membership,
    *,
    case: Case,
    life_domain: LifeDomain,
    client: Client | None = None,
    state: str = NeedState.OPEN,
    urgent: bool = False,
    version: int | None = None,
) -> Need:
    """Record a need or change its state.

    `version` is that of the need which the actor saw, 0 for none. Raises Conflict when somebody else recorded or
    changed it since. Without a version the need is set whatever it was.
    """
    today = dates.today()
    values = {"state": state, "urgent": urgent, "changed_on": today}
    with transaction.atomic():
        need: Need
        need, is_new = Need.objects.select_for_update().get_or_create(
            case=case,
            client=client,
            life_domain=life_domain,
            defaults={"district": case.district, "opened_on": today, **values},
        )
        if not is_new:
            claim_version(need, need.version if version is None else version)
            for name, value in values.items():
                setattr(need, name, value)
            need.save(update_fields=list(values))
        record(actor, "need_set", subject=case)
    return need


def change_client(actor: Membership, *, client: Client, version: int, **changes: Any) -> Client:
    """Correct a person's data. Raises Conflict when somebody else changed them since they were shown."""
    with transaction.atomic():
        claim_version(client, version)
        for name, value in changes.items():
            setattr(client, name, value)
        client.save()
        forget_people([client])
        record(actor, "client_changed", subject=client)
    return client


def change_role(actor: Membership, *, member: CaseMember, version: int, role: str) -> CaseMember:
    """Correct what a person is in the family of a case; `version` is that of the person's data.

    Raises Conflict when somebody else changed them since they were shown.
    """
    with transaction.atomic():
        claim_version(member.client, version)
        member.role = role
        member.save(update_fields=["role"])
        record(actor, "client_changed", subject=member.client)
    return member
