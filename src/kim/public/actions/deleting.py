"""Deletion of requests: the key first, then the row, so that no copy can be read."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from kim.audit.actions import record
from kim.core.sealing import destroy_keys
from kim.public.models import AppointmentRequest


def delete_expired_requests(day: date) -> int:
    """Delete the requests of the open district whose day has come; return their number.

    - A request that became a case stays with the case (`delete_requests_of_cases`); when the case is gone, it
      goes.
    - Their keys are destroyed, which makes them unreadable in every copy; each leaves an audit entry.
    """
    return _delete(list(AppointmentRequest.objects.filter(delete_on__lte=day, case=None).order_by("pk")))


def delete_requests_of_cases(case_ids: Collection[UUID]) -> int:
    """Delete the requests from which cases came, together with the cases; return their number."""
    return _delete(list(AppointmentRequest.objects.filter(case__in=case_ids).order_by("pk")))


def _delete(requests: list[AppointmentRequest]) -> int:
    if not requests:
        return 0
    with transaction.atomic():
        for request in requests:
            record(None, "request_deleted", subject=request)
        destroy_keys([request.key_id for request in requests])
        AppointmentRequest.objects.filter(pk__in=[request.pk for request in requests]).delete()
    return len(requests)
