"""Who may read the log: data protection, and nobody else. The log has references, never content."""

from django.db.models import QuerySet

from kim.accounts.models import Membership
from kim.accounts.permissions import may_audit
from kim.audit.models import AuditEntry


def may_read_log(membership: Membership) -> bool:
    """Read, verify and export the log."""
    return may_audit(membership)


def entries_visible_to(membership: Membership) -> QuerySet[AuditEntry]:
    """Return the entries that a member may read, newest first; the sealed details stay in the database."""
    if not may_read_log(membership):
        return AuditEntry.objects.none()
    return AuditEntry.objects.select_related("actor__user").defer("detail", "digest")
