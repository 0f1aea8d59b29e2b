"""Keeping a case's derived dates in step with what is documented."""

from datetime import date

from kim.cases import rules
from kim.cases.models import Case, CasePeriod, Consultation
from kim.cases.queries.periods import periods_of
from kim.core import dates


def _active_since(case: Case) -> date:
    beginnings = (CasePeriod.Began.OPENED, CasePeriod.Began.REACTIVATED)
    started = CasePeriod.objects.filter(case=case, began_as__in=beginnings).order_by("-starts_on")
    return started.values_list("starts_on", flat=True).first() or case.opened_on


def last_consultation(case: Case) -> date | None:
    """Return the day of the latest consultation that was not withdrawn."""
    valid = Consultation.objects.filter(case=case, withdrawn_at__isnull=True).order_by("-on")
    return valid.values_list("on", flat=True).first()


def refresh_deadline(case: Case) -> None:
    """Set `last_consultation_on` and `closes_on` of an active case from what is documented; the caller saves.

    A change that would shorten the time (another track, a withdrawn consultation) leaves at least the warning period.
    """
    periods = periods_of(case.district)
    case.last_consultation_on = last_consultation(case)
    due = rules.closes_on(
        case.track, case.last_consultation_on, _active_since(case), case.prolonged_until, periods
    )
    if case.closes_on is not None and due < case.closes_on:
        due = min(case.closes_on, rules.with_notice(due, dates.today(), periods.warning_days))
    case.closes_on = due
