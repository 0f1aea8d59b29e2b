"""Application `districts`: tenants, their territory, policy and vocabulary."""

from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    """tenants, their territory, policy and vocabulary."""

    name = "kim.districts"
    label = "districts"
    verbose_name = "Kreise"
