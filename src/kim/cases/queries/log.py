"""The log of one case: who read and who changed what."""

from typing import Any

from django.db.models import Q, QuerySet

from kim.audit.labels import label_of
from kim.audit.models import AuditEntry
from kim.cases.models import Case, CaseMember
from kim.core.sealing import open_sealed


def log_of(case: Case) -> QuerySet[AuditEntry]:
    """Return the entries about a case and about the data of its people, newest first."""
    people = CaseMember.objects.filter(case=case).order_by().values("client_id")
    about = Q(subject_id=case.pk) | Q(subject_id__in=people)
    entries: QuerySet[AuditEntry] = AuditEntry.objects.filter(about)
    return entries.select_related("actor__user").order_by("-number")


def log_lines(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """Return the lines of a page of the log with opened details; one query for all keys."""
    open_sealed([entry for entry in entries if entry.key_id])
    return [
        {
            "at": entry.at,
            "who": str(entry.actor) if entry.actor else "das System",
            "what": label_of(entry.action),
            "detail": entry.detail,
        }
        for entry in entries
    ]
