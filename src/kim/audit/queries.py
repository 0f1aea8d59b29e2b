"""Reading the log: what a filter leaves, and when it was last checked."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import QuerySet

from kim.accounts.models import Membership
from kim.audit.models import AuditEntry
from kim.audit.permissions import entries_visible_to
from kim.core import dates

CHECKS = ("log_verified", "log_broken")


@dataclass(frozen=True)
class Filter:
    """What a reader of the log asks for; both days inclusive, `system` asks for entries without a person."""

    first: date | None = None
    last: date | None = None
    actor: int | None = None
    system: bool = False
    action: str = ""


def filtered(membership: Membership, wanted: Filter) -> QuerySet[AuditEntry]:
    """Return the entries that fit, newest first."""
    entries = entries_visible_to(membership)
    if wanted.first:
        entries = entries.filter(at__gte=dates.at(wanted.first, time()))
    if wanted.last:
        entries = entries.filter(at__lt=dates.at(wanted.last + timedelta(days=1), time()))
    if wanted.actor:
        entries = entries.filter(actor=wanted.actor)
    if wanted.system:
        entries = entries.filter(actor__isnull=True)
    if wanted.action:
        entries = entries.filter(action=wanted.action)
    return entries.order_by("-number")


def actors() -> list[tuple[int, str]]:
    """Return everybody who was ever a member, as choices."""
    people = Membership.objects.order_by("user__name", "pk").values_list("pk", "user__name")
    return list(people)


def last_check(membership: Membership) -> AuditEntry | None:
    """Return the entry of the last check of the chain."""
    return entries_visible_to(membership).filter(action__in=CHECKS).order_by("-number").first()


def short_reference(entry: AuditEntry) -> str:
    """Return the end of the subject's identifier: enough to tell entries of one subject apart, no content."""
    return entry.subject_id.hex[-8:] if entry.subject_id else ""
