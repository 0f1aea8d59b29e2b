"""Application `cases`: clients, households, cases and what is documented in them."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """clients, households, cases and what is documented in them."""

    name = "kim.cases"
    label = "cases"
    verbose_name = "Fälle"
