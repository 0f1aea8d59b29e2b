"""Freezing months, so that figures outlive the cases behind them."""

from datetime import date

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core import dates
from kim.core.tenancy import current_district_id
from kim.districts.models import District
from kim.monitoring.definitions import VERSION
from kim.monitoring.models import FrozenCount, FrozenMonth
from kim.monitoring.queries.counting import count_month
from kim.monitoring.queries.reading import calendar
from kim.monitoring.queries.selection import bounds_of


class MonthNotOver(ValueError):
    """A month can be frozen only after its last day."""


def freeze_month(actor: Membership | None, *, month: date) -> FrozenMonth:
    """Fix the figures of the month in which a day lies.

    - From then on pages and exports read these counts; deleting cases does not change them.
    - A month that is frozen stays as it is: freezing again returns it unchanged.
    - Raises MonthNotOver while the month lasts.
    """
    first, last = bounds_of(month)
    if dates.today() <= last:
        raise MonthNotOver(f"{first:%m.%Y}")
    known: FrozenMonth | None = FrozenMonth.objects.filter(month=first).first()
    if known is not None:
        return known
    district = District.objects.get(pk=current_district_id() or 0)
    with transaction.atomic():
        frozen: FrozenMonth = FrozenMonth.objects.create(
            district=district, month=first, frozen_at=dates.now(), definition=VERSION
        )
        counts = count_month(district, first)
        FrozenCount.objects.bulk_create(
            FrozenCount(district=district, month=frozen, value=value, **key._asdict())
            for key, value in counts.items()
        )
        record(actor, "month_frozen")
    return frozen


def freeze_ended_months(actor: Membership | None) -> list[date]:
    """Freeze every month that is over and not frozen, the oldest first; return their first days.

    Runs after the nightly closings, so that cases that fell silent in a month are closed in it.
    """
    known = calendar()
    missing = [month for month in known.months if month < known.running and month not in known.frozen]
    for month in missing:
        freeze_month(actor, month=month)
    return missing
