"""Application `retention`: what is closed, archived and deleted, and when."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class RetentionConfig(AppConfig):
    """what is closed, archived and deleted, and when."""

    name = "kim.retention"
    label = "retention"
    verbose_name = "Löschungen"

    def ready(self) -> None:
        """Add the check of the register to those that look into the databases."""
        from kim.retention.checks import deletions_are_done

        register(Tags.database)(deletions_are_done)
