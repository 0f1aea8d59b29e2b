"""Office hours that do not take place."""

from datetime import date

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.network.models import OfficeHours, OfficeHoursException


def cancel_hours(actor: Membership, *, hours: OfficeHours, on: date, reason: str) -> OfficeHoursException:
    """Say that an office hour does not take place on a day; saying it again changes the reason.

    - The public page no longer shows the day.
    - One audit entry.
    """
    with transaction.atomic():
        exception: OfficeHoursException
        exception, _ = OfficeHoursException.objects.update_or_create(
            office_hours=hours,
            on=on,
            defaults={"reason": reason},
            create_defaults={"district": hours.district, "reason": reason},
        )
        record(actor, "hours_cancelled", subject=hours)
    return exception


def restore_hours(actor: Membership, *, exception: OfficeHoursException) -> None:
    """Take back that an office hour does not take place; one audit entry."""
    with transaction.atomic():
        exception.delete()
        record(actor, "hours_restored", subject=exception.office_hours)
