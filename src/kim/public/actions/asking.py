"""What a person does who asks for an appointment; nobody is signed in."""

import base64
import hashlib
import hmac
import uuid
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction

from kim.audit.actions import record
from kim.core import dates
from kim.core.ids import mark_of
from kim.core.sealing import destroy_keys, new_key
from kim.districts.models import District, Municipality
from kim.public import queries
from kim.public.actions.moving import NotPossible, move, tell
from kim.public.models import AppointmentRequest
from kim.public.rules import Contact

State = AppointmentRequest.State


class Submitted(NamedTuple):
    """A stored request, the secret word of its link, and whether it was there before."""

    request: AppointmentRequest
    token: str
    is_repeated: bool


def status_token(district: District, form_nonce: uuid.UUID) -> str:
    """Return the secret word of the link of one form (43 characters, 256 bits).

    It is derived from the form, so that a form that was sent twice leads to the same page, and cannot be
    guessed without the key of the installation. Only its SHA-256 is stored.
    """
    form = f"kim.public.status:{district.pk}:{form_nonce}"
    digest = hmac.digest(settings.SECRET_KEY.encode(), form.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def form_mark(district: District, form_nonce: uuid.UUID) -> uuid.UUID:
    """Return what is stored of a form to know it again.

    Whoever posts a form's nonce is led to its page, so the nonce itself must not stand in the database: a backup
    would open all pages.
    """
    return mark_of("kim.public.form", district.pk, form_nonce)


def find_submitted(district: District, form_nonce: uuid.UUID) -> Submitted | None:
    """Return the request that this form has already made, if there is one."""
    mark = form_mark(district, form_nonce)
    known = AppointmentRequest.objects.filter(form_mark=mark, delete_on__gt=dates.today()).first()
    return None if known is None else Submitted(known, status_token(district, form_nonce), is_repeated=True)


def submit_request(
    district: District,
    *,
    municipality: Municipality | None,
    language: str,
    name: str,
    contact: Contact,
    wish: str = "",
    form_nonce: uuid.UUID,
    route_code: str = "online_termin",
) -> Submitted:
    """Store a request for an appointment. It is no case and makes no client.

    - Name, contact and wish are sealed under a data key of the request's own.
    - It goes to the person responsible for the place today, else to coordination (REQ-4), who is told by a
      mail without content.
    - It is deleted after the district's `request_keep_days`.
    - The same form sent twice (`form_nonce`) gives the first request again.
    """
    known = find_submitted(district, form_nonce)
    if known is not None:
        return known
    request = AppointmentRequest(
        district=district,
        key_id=new_key(),
        municipality=municipality,
        language=language,
        name=name,
        contact_kind=contact.kind,
        contact=contact.text,
        wish=wish,
        route_code=route_code,
        received_at=dates.now(),
        waiting_since=dates.now(),
        token_hash=queries.token_hash(status_token(district, form_nonce)),
        form_mark=form_mark(district, form_nonce),
        delete_on=dates.today() + timedelta(days=district.policy.request_keep_days),
    )
    try:
        _store(request)
    except IntegrityError:
        destroy_keys([request.key_id])
        known = find_submitted(district, form_nonce)
        if known is None:
            raise
        return known
    return Submitted(request, status_token(district, form_nonce), is_repeated=False)


def _store(request: AppointmentRequest) -> None:
    with transaction.atomic():
        request.responsible = queries.who_gets(request.municipality, dates.today())
        request.save(force_insert=True)
        record(None, "request_received", subject=request)
        tell(request, "request_new")


def accept_appointment(actor: None, *, request: AppointmentRequest, version: int) -> None:
    """Accept the proposed appointment: it is agreed, and the responsible person is told."""
    if request.state != State.PROPOSED:
        raise NotPossible("Nothing is proposed.")
    with transaction.atomic():
        request.accepted_at = dates.now()
        move(actor, request, version, State.CONFIRMED, "request_accepted", "accepted_at")
        tell(request, "request_changed")


def ask_for_another(actor: None, *, request: AppointmentRequest, version: int, wish: str = "") -> None:
    """Ask for another appointment: the request waits again from now on, the old appointment is off."""
    changed = ["waiting_since", "answered_at", "accepted_at", "appointment_at", "appointment_place"]
    with transaction.atomic():
        request.waiting_since = dates.now()
        request.answered_at = request.accepted_at = request.appointment_at = None
        request.appointment_place = ""
        if wish:
            request.wish = wish
            changed.append("wish")
        move(actor, request, version, State.NEW, "request_asked_again", *changed)
        tell(request, "request_changed")


def withdraw_request(actor: None, *, request: AppointmentRequest, version: int) -> None:
    """Withdraw the request: nobody calls any more; it is deleted on its day."""
    with transaction.atomic():
        request.answered_at = dates.now()
        move(actor, request, version, State.WITHDRAWN, "request_withdrawn", "answered_at")
        tell(request, "request_changed")
