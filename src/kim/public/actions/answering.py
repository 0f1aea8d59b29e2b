"""What the team does with a request."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.cases.models import Intake
from kim.core import dates
from kim.core.locking import claim_version
from kim.public import rules
from kim.public.actions.moving import NotPossible, move, tell
from kim.public.models import AppointmentRequest

__all__ = [
    "NotPossible",
    "confirm_appointment",
    "decline_request",
    "finish_request",
    "hand_on_request",
    "note_inbox",
    "note_reading",
    "propose_appointment",
    "take_up_request",
]

State = AppointmentRequest.State


def note_reading(actor: Membership, *, request: AppointmentRequest) -> None:
    """Log that somebody reads who asks. Called before anything is shown; if it fails, nothing is shown."""
    record(actor, "request_read", subject=request)


def note_inbox(actor: Membership) -> None:
    """Log that somebody was shown the list of requests with names."""
    record(actor, "request_list_read")


def _set_appointment(request: AppointmentRequest, at: datetime, place: str) -> None:
    request.appointment_at = at
    request.appointment_place = place
    request.answered_at = dates.now()
    # The person must be able to look the appointment up until it is over.
    request.delete_on = max(request.delete_on, dates.local_day(at) + timedelta(days=1))


_APPOINTMENT = ("appointment_at", "appointment_place", "answered_at", "accepted_at", "delete_on")


def propose_appointment(
    actor: Membership, *, request: AppointmentRequest, version: int, at: datetime, place: str
) -> None:
    """Propose an appointment; the person sees it under the secret link and accepts it or asks for another.

    The request is kept at least until the day after the appointment.
    """
    with transaction.atomic():
        _set_appointment(request, at, place)
        request.accepted_at = None
        move(actor, request, version, State.PROPOSED, "request_proposed", *_APPOINTMENT)


def confirm_appointment(
    actor: Membership, *, request: AppointmentRequest, version: int, at: datetime, place: str
) -> None:
    """Enter an appointment that the person has agreed to, for example on the phone.

    The request is kept at least until the day after the appointment.
    """
    with transaction.atomic():
        _set_appointment(request, at, place)
        request.accepted_at = dates.now()
        move(actor, request, version, State.CONFIRMED, "request_confirmed", *_APPOINTMENT)


def hand_on_request(
    actor: Membership, *, request: AppointmentRequest, version: int, receiver: Membership
) -> None:
    """Make a colleague responsible, who is told by a mail without content. The person's waiting goes on."""
    if request.state not in rules.OPEN_STATES:
        raise NotPossible(f"{request.state} is not handed on.")
    with transaction.atomic():
        claim_version(request, version)
        request.responsible = receiver
        request.save(update_fields=["responsible"])
        record(actor, "request_handed_on", subject=request)
        tell(request, "request_handed_on")


def decline_request(actor: Membership, *, request: AppointmentRequest, version: int, reason: str) -> None:
    """Decline with a reason that the person reads in their language under the secret link."""
    with transaction.atomic():
        request.decline_reason = reason
        request.answered_at = dates.now()
        move(actor, request, version, State.DECLINED, "request_declined", "decline_reason", "answered_at")


def finish_request(actor: Membership, *, request: AppointmentRequest, version: int) -> None:
    """Mark a request as done; it is deleted on its day."""
    with transaction.atomic():
        request.answered_at = request.answered_at or dates.now()
        move(actor, request, version, State.DONE, "request_done", "answered_at")


def take_up_request(
    actor: Membership,
    *,
    request: AppointmentRequest,
    version: int,
    intake: Callable[[], Intake],
) -> Intake:
    """Counsel the person: record the first contact by `intake`, link the case that it opens, and be done.

    Both happen or neither. With a case the request stays as long as the case does.
    """
    with transaction.atomic():
        recorded = intake()
        request.case = recorded.case
        request.answered_at = request.answered_at or dates.now()
        move(actor, request, version, State.DONE, "request_taken_up", "case", "answered_at")
    return recorded
