"""Absence and substitution."""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from kim.accounts.actions.members import TeamError
from kim.accounts.models import Membership, Role, Substitution
from kim.accounts.outbox import enqueue
from kim.accounts.permissions import leads_team
from kim.core import dates
from kim.core.trace import record

LONGEST_DAYS = 366
# Who may stand in for whom: one of the same role; team lead and coordination for each other.
LEADING = (Role.TEAM_LEAD, Role.COORDINATOR)


def start_substitution(
    actor: Membership, *, absent: Membership, substitute: Membership, starts_on: date, ends_on: date
) -> Substitution:
    """Let somebody stand in for an absent member on certain days, both ends inclusive.

    - On these days the substitute sees and does in cases and requests what the absent person could.
    - One audit entry, and a mail without content to the absent person, who did not have to enter it.
    - TeamError for another's absence unless the actor leads the team, for days in the past, another role, or
      somebody who is away or has left at that time.
    """
    if actor.pk != absent.pk and not leads_team(actor):
        raise TeamError("absent", "Abwesenheiten anderer trägt die Teamleitung ein.")
    with transaction.atomic():
        # Both are locked, so that two absences entered at the same moment cannot overlap.
        keys = [absent.pk, substitute.pk]
        locked = list(Membership.objects.filter(pk__in=keys).order_by("pk").select_for_update())
        _check_days(starts_on, ends_on)
        _check_people(absent, substitute, {each.pk: each for each in locked}, ends_on)
        _check_free(absent, substitute, starts_on, ends_on)
        made: Substitution = Substitution.objects.create(
            district=absent.district,
            absent=absent,
            substitute=substitute,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        record(actor, "substitution_started", subject=absent)
        path = reverse("accounts:team", kwargs={"district": absent.district.slug})
        enqueue(absent, "substitution_entered", path)
    return made


def _check_days(starts_on: date, ends_on: date) -> None:
    if starts_on < dates.today():
        raise TeamError("starts_on", "Eine Vertretung beginnt frühestens heute.")
    if ends_on < starts_on:
        raise TeamError("ends_on", "Das Ende liegt vor dem Beginn.")
    if ends_on - starts_on > timedelta(days=LONGEST_DAYS):
        raise TeamError("ends_on", "Eine Vertretung dauert höchstens ein Jahr.")


def _check_people(
    absent: Membership, substitute: Membership, stored: dict[int, Membership], ends_on: date
) -> None:
    if absent.pk == substitute.pk:
        raise TeamError("substitute", "Niemand kann sich selbst vertreten.")
    roles = {stored[absent.pk].role, stored[substitute.pk].role}
    if len(roles) > 1 and not roles <= set(LEADING):
        raise TeamError("substitute", "Vertreten kann nur jemand mit derselben Rolle.")
    leaves_on = stored[substitute.pk].ends_on
    if leaves_on is not None and leaves_on < ends_on:
        raise TeamError("substitute", f"{substitute.user.name} ist nur bis {leaves_on:%d.%m.%Y} im Team.")


def _check_free(absent: Membership, substitute: Membership, starts_on: date, ends_on: date) -> None:
    same_days = Substitution.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if same_days.filter(absent=absent).exists():
        raise TeamError(
            "starts_on", f"Für {absent.user.name} ist in dieser Zeit schon eine Vertretung eingetragen."
        )
    if same_days.filter(absent=substitute).exists():
        raise TeamError("substitute", f"{substitute.user.name} ist in dieser Zeit selbst abwesend.")
    if same_days.filter(substitute=absent).exists():
        raise TeamError("starts_on", f"{absent.user.name} vertritt in dieser Zeit selbst jemanden.")


def end_substitution(actor: Membership, *, substitution: Substitution) -> None:
    """End a substitution at once: yesterday was the last day, or it never was. One audit entry."""
    yesterday = dates.today() - timedelta(days=1)
    with transaction.atomic():
        if substitution.starts_on > yesterday:
            substitution.delete()
        else:
            substitution.ends_on = yesterday
            substitution.save(update_fields=["ends_on"])
        record(actor, "substitution_ended", subject=substitution.absent)
