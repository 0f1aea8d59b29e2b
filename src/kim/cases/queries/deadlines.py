"""The days between which a case can be prolonged or closed, and a grant can end."""

from datetime import date, timedelta

from kim.cases import rules
from kim.cases.models import Case, CasePeriod

LONGEST_PROLONGATION_MONTHS = 6
LONGEST_GRANT_DAYS = 90


def prolongation_days(case: Case, today: date) -> tuple[date, date] | None:
    """Return the days between which a prolongation can end, None if the case is open that long anyway."""
    latest = rules.add_months(today, LONGEST_PROLONGATION_MONTHS)
    earliest = max(case.closes_on or today, today) + timedelta(days=1)
    return (earliest, latest) if earliest <= latest else None


def earliest_closing(case: Case) -> date:
    """Return the first day as of which a case can be closed: nothing that counts comes after it."""
    begun = CasePeriod.objects.filter(case=case, ends_on__isnull=True).order_by("-starts_on")
    started = begun.values_list("starts_on", flat=True).first() or case.opened_on
    return max(case.opened_on, started, case.last_consultation_on or case.opened_on)


def latest_grant_end(today: date) -> date:
    """Return the last day on which a grant that begins today can end."""
    return today + timedelta(days=LONGEST_GRANT_DAYS)
