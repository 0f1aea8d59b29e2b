"""Application `network`: access routes and office hours."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """access routes and office hours."""

    name = "kim.network"
    label = "network"
    verbose_name = "Netzwerk"
