"""Application `monitoring`: figures without names."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """figures without names."""

    name = "kim.monitoring"
    label = "monitoring"
    verbose_name = "Zahlen"
