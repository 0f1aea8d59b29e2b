"""Application `core`: what every app needs and no office knows by name."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tenancy, sealing, access marks, dates, text."""

    name = "kim.core"
    label = "core"
