"""Application `public`: appointment requests of the public."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """appointment requests of the public."""

    name = "kim.public"
    label = "public"
    verbose_name = "Anfragen"
