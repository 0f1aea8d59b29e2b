"""Application `audit`: who read or changed what."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """who read or changed what."""

    name = "kim.audit"
    label = "audit"
    verbose_name = "Protokoll"
