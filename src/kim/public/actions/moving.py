"""What all verbs on a request share: the change of its state, and the mail to the responsible person."""

from django.urls import reverse

from kim.accounts import outbox
from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core.locking import claim_version
from kim.public import rules
from kim.public.models import AppointmentRequest


class NotPossible(Exception):
    """A request in its present state does not allow this."""


def move(
    actor: Membership | None,
    request: AppointmentRequest,
    version: int,
    state: str,
    action: str,
    *changed: str,
) -> None:
    """Change state and the columns `changed` of a request, with a trace; call it in a transaction.

    Raises Conflict when somebody was faster and NotPossible when the present state does not allow it (REQ-5).
    """
    if not rules.may_follow(request.state, state):
        raise NotPossible(f"{request.state} is not followed by {state}.")
    claim_version(request, version)
    request.state = state
    request.save(update_fields=["state", *changed])
    record(actor, action, subject=request)


def tell(request: AppointmentRequest, kind: str) -> None:
    """Write a mail without content to whoever is responsible for a request."""
    if request.responsible is None:
        return
    path = reverse("inbox:request_detail", kwargs={"district": request.district.slug, "pk": request.pk})
    place = request.municipality.name if request.municipality else ""
    outbox.enqueue(request.responsible, kind, path, place=place)
