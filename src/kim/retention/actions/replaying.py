"""Deleting again what a restored copy brought back."""

import dataclasses
from collections import deque
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from kim.audit.actions import record
from kim.cases.models import Case, Client
from kim.core.models import DataKey
from kim.core.sealing import KEYS_PER_QUERY, destroy_keys
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.public.actions import delete_requests_of_cases
from kim.public.models import AppointmentRequest
from kim.retention import register
from kim.retention.queries import rows_without_key


@dataclasses.dataclass(frozen=True)
class Replayed:
    """What had to be deleted again after a restore."""

    keys: int = 0
    cases: int = 0
    clients: int = 0
    requests: int = 0

    def __add__(self, other: "Replayed") -> "Replayed":
        """Sum over districts."""
        return Replayed(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def replay_deletions() -> Replayed:
    """Delete again what a restored copy brought back; call it before anybody can sign in.

    - Destroys the keys that the register names, whichever backup they came from.
    - Then removes the rows whose key does not exist, in every district.
    """
    keys = [key for entry in register.entries() for key in entry.key_ids]
    parts = (keys[start : start + KEYS_PER_QUERY] for start in range(0, len(keys), KEYS_PER_QUERY))
    done = Replayed(keys=sum(destroy_keys(part) for part in parts))
    for district in District.objects.order_by("pk"):
        with district_scope(district):
            done += _remove_unreadable()
    return done


def _remove_unreadable() -> Replayed:
    cases = rows_without_key(Case.objects.all())
    for start in range(0, len(cases), KEYS_PER_QUERY):
        part = cases[start : start + KEYS_PER_QUERY]
        delete_requests_of_cases(part)
        Case.objects.filter(pk__in=part).delete()
    clients = sum(_remove_client(pk) for pk in rows_without_key(Client.objects.all()))
    lost = rows_without_key(AppointmentRequest.objects.all())
    AppointmentRequest.objects.filter(pk__in=lost).delete()
    if cases or clients or lost:
        record(None, "deletions_replayed")
    return Replayed(cases=len(cases), clients=clients, requests=len(lost))


def _remove_client(pk: UUID) -> bool:
    try:
        with transaction.atomic():
            Client.objects.filter(pk=pk).delete()
    except ProtectedError:
        # Still a member of a case that can be read: the row stays, empty as it is, until that case goes.
        return False
    return True


def replay_is_due() -> bool:
    """Whether the newest deletion of the register is not done in these databases: a copy was restored."""
    newest = next(iter(deque(register.entries(), maxlen=1)), None)
    if newest is None:
        return False
    district = District.objects.filter(slug=newest.district).first()
    if district is None:
        return False
    with district_scope(district):
        if Case.objects.filter(pk=newest.case_id).exists():
            return True
    return DataKey.objects.filter(pk__in=newest.key_ids).exists()
