"""Application `audit`."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trace that nobody can remove unnoticed."""

    name = "kim.audit"
    label = "audit"
    verbose_name = "Protokoll"

    def ready(self) -> None:
        """Let the apps below write into the log."""
        from kim.audit.actions import record
        from kim.core.trace import hand_in

        hand_in(record)
