"""Application `retention`: what is closed, archived and deleted, and when."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """what is closed, archived and deleted, and when."""

    name = "kim.retention"
    label = "retention"
    verbose_name = "Löschungen"
