"""The verbs of appointment requests: of the person who asks, of the team, of the nightly run."""

from kim.public.actions.answering import (
    NotPossible,
    confirm_appointment,
    decline_request,
    finish_request,
    hand_on_request,
    note_inbox,
    note_reading,
    propose_appointment,
    take_up_request,
)
from kim.public.actions.asking import (
    Submitted,
    accept_appointment,
    ask_for_another,
    find_submitted,
    submit_request,
    withdraw_request,
)
from kim.public.actions.deleting import delete_expired_requests, delete_requests_of_cases

__all__ = [
    "NotPossible",
    "Submitted",
    "accept_appointment",
    "ask_for_another",
    "confirm_appointment",
    "decline_request",
    "delete_expired_requests",
    "delete_requests_of_cases",
    "find_submitted",
    "finish_request",
    "hand_on_request",
    "note_inbox",
    "note_reading",
    "propose_appointment",
    "submit_request",
    "take_up_request",
    "withdraw_request",
]
